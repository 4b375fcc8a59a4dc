using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>What a drawing must know beside the card.</summary>
public sealed record TeamsContext
{
    public static readonly TeamsContext Plain = new();

    /// <summary>Address before console paths, without a slash at its end; empty where none can be reached from outside.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Which addresses in texts may be clicked.</summary>
    public LinkRule Links { get; init; } = LinkRule.None;

    /// <summary>False where a button that should open a dialog would do nothing.</summary>
    public bool OpensDialogs { get; init; } = true;

    /// <summary>Whom a mention of a card calls; empty where nobody is known, then the name stays text.</summary>
    public Func<CardMention, ImmutableArray<MentionedMember>> MentionsOf { get; init; } = static _ => [];

    /// <summary>Who is drawn a view of their own; null where everybody sees the same.</summary>
    public TeamsRefresh? Refresh { get; init; }
}

/// <param name="Id">"29:…" of the member, or the id in Entra.</param>
public sealed record MentionedMember(string Id, string Name);

/// <summary>Asks Teams to fetch a view of the card for each of these when they come to see it.</summary>
/// <param name="Viewers">"29:…" of each, at most <see cref="Most"/>; empty leaves it to the reader to ask.</param>
/// <param name="Ref">What the view is of.</param>
/// <param name="Key">The post's own key, so that a message whose id was never learnt names itself.</param>
public sealed record TeamsRefresh(ImmutableArray<string> Viewers, ActionRef Ref, string Key)
{
    /// <summary>Teams: "userIds … up to 60".</summary>
    public const int Most = 60;
}

/// <summary>A card as Teams shows it.</summary>
/// <param name="Content">Null where not even the parts that never give way fit; then the text goes alone.</param>
/// <param name="Text">For notifications and clients that draw nothing.</param>
/// <param name="Lost">What Teams cannot show as the card means it, for tests and logs: each a short phrase.</param>
/// <param name="IsCut">Parts are missing and counted on the card.</param>
public sealed record TeamsCard(JsonObject? Content, string Text, ImmutableArray<string> Lost, bool IsCut);
