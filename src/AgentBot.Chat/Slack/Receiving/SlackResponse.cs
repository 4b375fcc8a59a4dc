using System.Text;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>What Slack gets in the answer to a delivery: the body of the response, or the payload of an acknowledgement.</summary>
public abstract record SlackResponse
{
    private SlackResponse()
    {
    }

    public static readonly SlackResponse Nothing = new Acknowledged();

    /// <summary>Kept; nothing to show.</summary>
    public sealed record Acknowledged : SlackResponse;

    public sealed record Body(JsonObject Json) : SlackResponse
    {
        public byte[] ToBytes() => Encoding.UTF8.GetBytes(Json.ToJsonString());
    }

    /// <summary>Nothing was kept: Slack shall send it again.</summary>
    public sealed record Again : SlackResponse;

    /// <summary>Not for this app: told so, and nothing is done.</summary>
    public sealed record NotOurs : SlackResponse;
}
