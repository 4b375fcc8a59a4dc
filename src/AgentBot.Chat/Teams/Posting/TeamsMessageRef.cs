using AgentBot.Core;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>
/// A posted message as the rows remember it: its own id where it stands in the conversation it was meant for, with the
/// conversation before it where it stands elsewhere (a chat with one person), and marked where only one person sees it.
/// </summary>
/// <param name="Conversation">Without its thread.</param>
/// <param name="OnlyFor">"29:…" of the only reader of a message that is gone after a day; empty otherwise.</param>
internal sealed record TeamsMessageRef(string Conversation, string Id, string OnlyFor)
{
    private const char Mark = '|';
    private const string OnlyMark = "only";

    public bool IsTargeted => OnlyFor.Length > 0;

    public static TeamsMessageRef Read(ChannelKey meant, string message) => message.Split(Mark) switch
    {
        [OnlyMark, var member, var id] => new TeamsMessageRef(meant.Channel, id, member),
        [var conversation, var id] => new TeamsMessageRef(conversation, id, ""),
        _ => new TeamsMessageRef(meant.Channel, message, ""),
    };

    /// <summary>The message at the root of a thread; empty where the thread hangs on nothing that others see there.</summary>
    public static string ThreadOf(ChannelKey meant, string message) =>
        message.Length > 0 && Read(meant, message) is { IsTargeted: false } at && at.Conversation == meant.Channel ? at.Id : "";

    public string Write(ChannelKey meant) =>
        IsTargeted ? $"{OnlyMark}{Mark}{OnlyFor}{Mark}{Id}" : Conversation == meant.Channel ? Id : $"{Conversation}{Mark}{Id}";
}
