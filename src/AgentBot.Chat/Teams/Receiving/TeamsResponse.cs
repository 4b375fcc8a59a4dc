using System.Text;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Teams.Receiving;

/// <summary>What Teams gets in the answer to a delivery.</summary>
public abstract record TeamsResponse
{
    private TeamsResponse()
    {
    }

    public static readonly TeamsResponse Nothing = new Acknowledged();

    /// <summary>Kept; nothing to show.</summary>
    public sealed record Acknowledged : TeamsResponse;

    /// <summary>The body of an invoke's answer, with status 200: what came of it stands inside.</summary>
    public sealed record Body(JsonObject Json) : TeamsResponse
    {
        public byte[] ToBytes() => Encoding.UTF8.GetBytes(Json.ToJsonString());
    }

    /// <summary>An invoke that nothing here serves.</summary>
    public sealed record NotServed : TeamsResponse;

    /// <summary>Nothing was kept: Teams, or the person, shall try again.</summary>
    public sealed record Again : TeamsResponse;

    /// <summary>Not for this app or this organisation: told so, and nothing is done.</summary>
    public sealed record NotOurs : TeamsResponse;
}

/// <summary>Where every delivery goes once it is proved and read.</summary>
public interface ITeamsReceiver
{
    /// <summary>Answers after what it caused was kept; <see cref="TeamsResponse.Again"/> when nothing could be kept.</summary>
    ValueTask<TeamsResponse> ReceiveAsync(ProvedDelivery delivery, CancellationToken ct);
}

/// <param name="IsProved">True where a token of the Bot Framework proves it and its service address; false for the Playground on this computer.</param>
public sealed record ProvedDelivery(TeamsDelivery Delivery, bool IsProved);
