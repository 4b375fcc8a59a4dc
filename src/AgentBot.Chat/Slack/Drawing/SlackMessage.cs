using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>Where blocks are shown; not every block and element may stand everywhere.</summary>
public enum BlockSurface
{
    Message,
    Modal,
    Home,
}

/// <summary>A card as Slack shows it.</summary>
/// <param name="Text">For notifications, screen readers and clients that draw nothing; escaped, under 4,000 characters. Also what is posted alone where the blocks are refused.</param>
/// <param name="Lost">What Slack cannot show as the card means it, for tests and logs: each a short phrase.</param>
/// <param name="Cut">What did not fit, whole; posted as files in the thread right below the card.</param>
public sealed record SlackMessage(JsonArray Blocks, string Text, ImmutableArray<string> Lost, ImmutableArray<CutContent> Cut);

/// <summary>A text that is too long for its place, as a file.</summary>
/// <param name="Title">What the file is, for people.</param>
/// <param name="Text">Plain text, Markdown or CSV in UTF-8.</param>
public sealed record CutContent(string FileName, string Title, string Text);

/// <summary>What a drawing must know beside the card.</summary>
public sealed record SlackContext
{
    public static readonly SlackContext Plain = new();

    /// <summary>Address before console paths, without a slash at its end; empty where none can be reached from outside.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Which addresses in texts may be clicked.</summary>
    public LinkRule Links { get; init; } = LinkRule.None;

    /// <summary>A better https address for a console path, such as the permalink of the message that shows the same; null for none.</summary>
    public Func<string, string?> AddressOf { get; init; } = static _ => null;

    /// <summary>The Slack user or user group that a mention of a card stands for; null where nobody is known, then the name stays text.</summary>
    public Func<CardMention, SlackMention?> MentionOf { get; init; } = static _ => null;
}

/// <param name="Id">"U…" or "W…" of a user, "S…" of a user group.</param>
public sealed record SlackMention(string Id, bool IsGroup);
