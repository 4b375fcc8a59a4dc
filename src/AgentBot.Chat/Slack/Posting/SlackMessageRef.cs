using AgentBot.Core;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>
/// A posted message as the rows remember it: the message's own id where it stands in the channel it was meant for, with the
/// place before it where it stands elsewhere (a direct message), and marked where only one person saw it.
/// </summary>
/// <param name="Channel">Slack's id of the conversation it is in.</param>
/// <param name="OnlyFor">The account that saw it, for a message that cannot be edited; empty otherwise.</param>
internal sealed record SlackMessageRef(string Channel, string Ts, string OnlyFor)
{
    private const string OnlyMark = "only";

    public bool IsFleeting => OnlyFor.Length > 0;

    public static SlackMessageRef Read(ChannelKey meant, string message) => message.Split('/') switch
    {
        [OnlyMark, var user, var ts] => new SlackMessageRef(meant.Channel, ts, user),
        [var channel, var ts] => new SlackMessageRef(channel, ts, ""),
        _ => new SlackMessageRef(meant.Channel, message, ""),
    };

    /// <summary>The message at the root of a thread; empty where the thread hangs on nothing that others see.</summary>
    public static string ThreadOf(ChannelKey meant, string message) =>
        message.Length == 0 || Read(meant, message) is { IsFleeting: true } ? "" : Read(meant, message).Ts;

    public string Write(ChannelKey meant) =>
        IsFleeting ? $"{OnlyMark}/{OnlyFor}/{Ts}" : Channel == meant.Channel ? Ts : $"{Channel}/{Ts}";
}
