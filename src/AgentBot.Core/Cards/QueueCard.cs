using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What waits for one person. Names are plain text.</summary>
public sealed record QueueFacts(CardClock Clock)
{
    /// <summary>Of this page, oldest first.</summary>
    public ImmutableArray<ReviewLine> Lines { get; init; } = [];

    /// <summary>Of all pages.</summary>
    public int Count { get; init; }

    /// <summary>True where more wait than were counted.</summary>
    public bool IsMore { get; init; }

    public int Page { get; init; } = 1;

    public int Pages { get; init; } = 1;

    /// <summary>When the first of all pages was asked.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>Groups that can be decided together.</summary>
    public ImmutableArray<QueueGroup> Groups { get; init; } = [];

    /// <summary>What is shown of all: "expense-triage", "#finance"; empty for all.</summary>
    public string Of { get; init; } = "";

    /// <summary>Others who have some of the same before them: "Cleo Brandt 12".</summary>
    public ImmutableArray<string> Workload { get; init; } = [];

    /// <summary>Runs that wait in line because of what is open here.</summary>
    public int InLine { get; init; }
}

/// <param name="Title">The template's: "Address updates".</param>
/// <param name="Noun">"record".</param>
public sealed record QueueGroup(string Kin, int Count, string Title, string Noun, string Channel, DateTimeOffset Since);

/// <summary>The list behind the command reviews: what to decide, oldest first, and what can be decided together.</summary>
public static class QueueCard
{
    private const int MostOpened = 3;
    private const int MostGroups = 3;

    public static Card Of(QueueFacts queue)
    {
        bool none = queue.Count == 0;
        string count = queue.IsMore ? $"Over {Wording.Number(queue.Count)}" : Wording.Number(queue.Count);
        string of = queue.Of.Length == 0 ? "" : $" of {CardText.Line(queue.Of, 60)}";
        string question = none ? $"No review{of} waits for you" : $"{count} {(queue.Count == 1 ? "review" : "reviews")}{of} {(queue.Count == 1 ? "waits" : "wait")} for you";
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)}. {(none ? "Nothing to do." : Oldest(queue))}", 500),
            Body =
            [
                CardParts.Question(question),
                .. none ? Array.Empty<CardElement>() : [CardParts.Subtle(Oldest(queue), CardPart.Asked) with { Spacing = Spacing.None }],
                .. queue.Groups.IsEmpty ? Array.Empty<CardElement>() : [CardParts.Part(CardPart.Changes, [CardParts.Origin("Alike", "found by AgentBot"), .. queue.Groups.Take(MostGroups).Select(group => Group(queue, group))])],
                .. queue.Lines.IsEmpty ? Array.Empty<CardElement>() : [CardParts.Part(CardPart.Draft, [CardParts.Origin("One by one", "oldest first"), .. queue.Lines.Select(line => Line(queue, line))])],
                .. queue.Workload.IsEmpty ? Array.Empty<CardElement>() : [CardParts.Small($"**Also before others:** {CardText.Line(string.Join(", ", queue.Workload), 300)}.") with { Id = CardPart.Deciders }],
                .. queue.InLine == 0 ? Array.Empty<CardElement>() : [CardParts.Small($"**{Wording.Count(queue.InLine, "run waits", "runs wait")} in line** until some of these are decided.")],
                CardParts.Subtle(SmallPrint(queue, none), CardPart.SmallPrint),
            ],
            Actions =
            [
                .. queue.Groups.Take(MostGroups).Select(group => Command($"Decide {Math.Min(group.Count, Reviews.Together.BatchHandler.Most)} together…", $"reviews together {group.Kin}")),
                .. queue.Lines.Where(line => ReviewCard.IsLink(line.Link)).Take(MostOpened).Select(line => CardParts.Open($"Open {CardText.PlainLine(line.Label, 20)}", line.Link)),
                .. queue.Page < queue.Pages ? [Command("Next page", $"reviews {(queue.Of.Length == 0 ? "" : queue.Of + " ")}page {queue.Page + 1}")] : Array.Empty<CardAction>(),
            ],
        };
    }

    /// <summary>Only the groups, for the command that asks for them.</summary>
    public static Card Groups(ImmutableArray<QueueGroup> groups, CardClock clock) => new()
    {
        FallbackText = groups.IsEmpty ? "Nothing alike waits for you." : $"{Wording.Count(groups.Length, "group", "groups")} can be decided together.",
        Body =
        [
            CardParts.Question(groups.IsEmpty ? "Nothing alike waits for you" : $"{Wording.Count(groups.Length, "group", "groups")} can be decided together"),
            .. groups.Select(group => Group(new QueueFacts(clock), group)),
            CardParts.Subtle(groups.IsEmpty ? "Alike are two or more of the same step whose yes stays in their channel and in which nothing is unusual" : "Some of each are drawn and decided by themselves first", CardPart.SmallPrint),
        ],
        Actions = [.. groups.Take(MostGroups).Select(group => Command($"Decide {Math.Min(group.Count, Reviews.Together.BatchHandler.Most)} together…", $"reviews together {group.Kin}"))],
    };

    private static string Oldest(QueueFacts queue) =>
        $"The oldest waits {(queue.Oldest is { } oldest ? Wording.Length(queue.Clock.Now - oldest) : "since today")}{(queue.Pages > 1 ? $" · page {queue.Page} of {Wording.Number(queue.Pages)}" : "")}";

    private static Container Group(QueueFacts queue, QueueGroup group) => Entry(
        $"**{Wording.Count(group.Count, group.Noun, group.Noun + "s")}** · {CardText.Line(group.Title, 80)}{(group.Channel.Length == 0 ? "" : $" · #{CardText.Line(group.Channel.TrimStart('#'), 60)}")}",
        $"low risk, nothing unusual · the oldest waits {Wording.Length(queue.Clock.Now - group.Since)}");

    private static Container Line(QueueFacts queue, ReviewLine line) => Entry(
        $"**{CardText.Line(line.Label, 20)}** · {line.Question}",
        string.Join(" · ", new[]
        {
            $"{CardText.Line(line.Requester, 60)} asked",
            line.Risk is { Level: not Reviews.Together.RiskLevel.Low } risk ? $"{risk.Level.ToString().ToLowerInvariant()} risk: {CardText.Line(risk.Why, 80)}" : "",
            line.Since is { } since ? $"waits {Wording.Length(queue.Clock.Now - since)}" : "",
            line.Until is { } until ? $"until {queue.Clock.Near(until)} {queue.Clock.City}" : "",
            line.Next.Length == 0 ? "" : $"then {CardText.Line(line.Next, 60)}{(line.NextAt is { } at ? $" from {queue.Clock.Near(at)}" : "")}",
        }.Where(part => part.Length > 0)));

    private static string SmallPrint(QueueFacts queue, bool none) => none
        ? "Nothing to do"
        : CardText.Escape("reviews <template or #channel> shows some of them · approve <review> · changes <review> <note> · reject <review> <reason>");

    private static Container Entry(string line, string under) => new([new TextBlock(line), new TextBlock(under) { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None }]) { Spacing = Spacing.Small };

    private static Execute Command(string title, string command) =>
        new(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = CardText.PlainLine(title, CardParts.LongestButton) };
}
