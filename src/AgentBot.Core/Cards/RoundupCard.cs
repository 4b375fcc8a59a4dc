using System.Collections.Immutable;
using AgentBot.Core.Runs;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>One message for much that came into a channel at once: what waits for people first, the rest counted. Redrawn in place.</summary>
public static class RoundupCard
{
    public const int MostLines = 15;

    private const int MostTold = 5;
    private const int MostLinks = 3;

    public static Card Of(RoundupFacts facts)
    {
        int runs = facts.Counts.Sum(count => count.Runs);
        string what = runs == 0 ? Wording.Count(facts.Told.Length, "message", "messages")
            : facts.Told.IsEmpty ? Wording.Count(runs, "run", "runs")
            : $"{Wording.Count(runs, "run", "runs")} and {Wording.Count(facts.Told.Length, "message", "messages")}";
        string states = string.Join(" · ", facts.Counts.Select(count => $"{Wording.Number(count.Runs)} {Words(count.Status)}"));
        ImmutableArray<RoundupLine> linked = [.. facts.Runs.Where(run => ReviewCard.IsLink(run.Link)).Take(MostLinks)];
        return new Card
        {
            FallbackText = CardText.PlainLine($"{what} at once, told in one message. {states.Replace(" · ", ", ", StringComparison.Ordinal)}", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Emphasis, "Much at once", "One message for all"),
                CardParts.Question($"{what} came here at once"),
                .. states.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Subtle(states, CardPart.Asked)],
                .. facts.Told.Take(MostTold).Select(told => CardParts.Small(CardParts.Sentence(told))),
                .. facts.Told.Length > MostTold ? [CardParts.Small($"{Wording.Count(facts.Told.Length - MostTold, "more message", "more messages")}.")] : Array.Empty<CardElement>(),
                .. facts.Runs.Select(run => Line(run, facts.Clock)),
                .. runs > facts.Runs.Length ? [CardParts.Small($"{Wording.Count(runs - facts.Runs.Length, "more run", "more runs")}: **runs** lists them.")] : Array.Empty<CardElement>(),
                .. runs == 0 ? Array.Empty<CardElement>() : [CardParts.SmallPrint("their cards stand in this thread")],
            ],
            Actions =
            [
                .. linked.Select(run => CardParts.Open($"Decide on {run.Number}", run.Link)),
                .. runs == 0 ? Array.Empty<CardAction>() : [Command("What waits for me", "reviews"), Command("All runs", "runs")],
            ],
        };
    }

    private static Container Line(RoundupLine run, CardClock clock) => new(
    [
        new TextBlock($"**{run.Number}** · {CardText.Line(run.TemplateTitle, 80)}{(run.About.Length == 0 ? "" : $" · {CardText.Line(run.About, 80)}")} · {run.Words}"),
        new TextBlock($"{CardText.Line(run.Requester, 60)}, {clock.Near(run.At)} {clock.City}") { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None },
    ])
    {
        Spacing = Spacing.Small,
    };

    private static CardAction.Execute Command(string title, string command) => new(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = title };

    private static string Words(RunStatus status) => status switch
    {
        RunStatus.AwaitingReview => "waiting for a decision",
        RunStatus.Unknown => "with an unknown outcome",
        RunStatus.Failed => "failed",
        RunStatus.Paused => "paused",
        RunStatus.Running => "running",
        RunStatus.Publishing => "being published",
        RunStatus.Expired => "expired",
        RunStatus.Rejected => "rejected",
        RunStatus.Cancelled => "stopped",
        RunStatus.Done => "done",
    };
}

/// <summary>What came into a channel at once, as it stands now.</summary>
public sealed record RoundupFacts
{
    /// <summary>The first of the runs in the order in which they matter.</summary>
    public ImmutableArray<RoundupLine> Runs { get; init; } = [];

    /// <summary>All of the runs, in the same order.</summary>
    public ImmutableArray<(RunStatus Status, int Runs)> Counts { get; init; } = [];

    /// <summary>What AgentBot told by itself, a sentence each.</summary>
    public ImmutableArray<string> Told { get; init; } = [];

    public required CardClock Clock { get; init; }
}

/// <param name="Words">What it does or how it ended, as <see cref="ProgressCard.Line"/> says it; escaped.</param>
/// <param name="Link">Address of the card that waits for a decision; empty for none.</param>
public sealed record RoundupLine(long Number, string TemplateTitle, string About, string Requester, string Words, DateTimeOffset At, string Link);
