using System.Text.Json.Nodes;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>One call of the connector.</summary>
/// <param name="Path">Below the service URL, without a slash before it, escaped.</param>
/// <param name="Conversation">What the limits are counted by.</param>
/// <param name="Message">The message that is edited; empty otherwise. Edits of one message keep a pause.</param>
/// <param name="MayRepeat">True where doing it twice is doing it once.</param>
public sealed record TeamsRequest(
    HttpMethod Method, Uri ServiceUrl, string Tenant, string Path, JsonObject? Body, TeamsRate Rate, string Conversation, string Message, bool MayRepeat)
{
    public Uri Address => new(ServiceUrl.AbsoluteUri.TrimEnd('/') + "/" + Path);

    public override string ToString() => $"{Method} {Rate}";
}

/// <summary>What a call counts as. Teams: "Rate limiting for bots".</summary>
public enum TeamsRate
{
    /// <summary>Sending, editing, removing and typing.</summary>
    Send,
    Create,
    Members,
    Conversations,
}
