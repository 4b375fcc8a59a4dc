using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>A person's day. Names are plain text.</summary>
/// <param name="Since">From when on it tells what happened.</param>
public sealed record DigestFacts(string Name, DateTimeOffset Since, CardClock Clock)
{
    /// <summary>Most urgent first.</summary>
    public ImmutableArray<DigestLine> Lines { get; init; } = [];

    /// <summary>Of all that wait for this person.</summary>
    public int Count { get; init; }

    /// <summary>When the first of all was asked.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>The largest can be decided by the button.</summary>
    public ImmutableArray<QueueGroup> Groups { get; init; } = [];

    /// <summary>Runs that ended well since then, where this person may see them.</summary>
    public int WentWell { get; init; }

    public int Rejected { get; init; }

    public int Failed { get; init; }

    public int Expired { get; init; }

    /// <summary>"09:00"; empty where it was asked for.</summary>
    public string DailyAt { get; init; } = "";

    public bool IsEmpty => Count == 0;
}

/// <param name="Why">Why it is this person's: "you were asked", "one of @finance-leads"; plain text.</param>
public sealed record DigestLine(ReviewLine Review, string Why);

/// <summary>What needs a person today, most urgent first, and beside it what can be decided together and what happened.</summary>
public static class DigestCard
{
    public const int MostLines = 8;

    private static readonly TimeSpan Urgent = TimeSpan.FromHours(24);

    public static Card Of(DigestFacts facts)
    {
        string need = facts.IsEmpty ? "Nothing needs you" : $"{Wording.Count(facts.Count, "thing needs", "things need")} you";
        string question = facts.WentWell == 0 ? need : $"{need}, {Wording.Number(facts.WentWell)} went well";
        DigestLine? first = facts.Lines.FirstOrDefault();
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question}. {(first is null ? "Nothing to do." : $"{Due(facts, first, plain: true)}: {first.Review.Question.Replace("\\", "", StringComparison.Ordinal)}")}", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Accent, "Your day", facts.Clock.Hour(facts.Clock.Now)),
                CardParts.Question(question),
                CardParts.Asked($"For {CardText.Line(facts.Name, 60)}", facts.Clock.DayOf(facts.Clock.Now), $"since {facts.Clock.Moment(facts.Since)}"),
                .. facts.Lines.IsEmpty ? Array.Empty<CardElement>() : [Waiting(facts)],
                .. Beside(facts) is { Length: > 0 } beside ? [CardParts.Part(CardPart.Facts, [CardParts.Origin("Beside that", "computed by AgentBot"), new FactSet(beside) { Spacing = Spacing.Small }])] : Array.Empty<CardElement>(),
                CardParts.Subtle(facts.DailyAt.Length > 0 ? $"Only you get this, every working day at {facts.DailyAt} when something needs you." : "Only you see this.", CardPart.SmallPrint),
            ],
            Actions =
            [
                .. first is not null && ReviewCard.IsLink(first.Review.Link) ? [CardParts.Open("Start with the most urgent", first.Review.Link) with { Style = ActionStyle.Positive }] : Array.Empty<CardAction>(),
                .. facts.Groups.Take(1).Select(group => Command($"Decide {Math.Min(group.Count, Reviews.Together.BatchHandler.Most)} together…", $"reviews together {group.Kin}")),
                .. facts.IsEmpty ? Array.Empty<CardAction>() : [Command("All open reviews", "reviews")],
            ],
        };
    }

    private static Table Waiting(DigestFacts facts) => new(
        [new TableColumn(5, false), new TableColumn(3, false), new TableColumn(3, false)],
        [
            CardParts.Head("For you", "Due", "Why you"),
            .. facts.Lines.Take(MostLines).Select(line => CardParts.Row([$"{CardText.Line(line.Review.Label, 20)} · {line.Review.Question.TrimEnd('?')}", Due(facts, line, plain: false), CardText.Line(line.Why, 60)])),
        ])
    { Id = CardPart.Draft, Spacing = Spacing.Small };

    private static string Due(DigestFacts facts, DigestLine line, bool plain) => line.Review.Until switch
    {
        null => "no date",
        { } until when !plain && until - facts.Clock.Now < Urgent => $"**{facts.Clock.Near(until)}**",
        { } until => facts.Clock.Near(until),
    };

    private static ImmutableArray<CardFact> Beside(DigestFacts facts)
    {
        int more = facts.Count - Math.Min(facts.Lines.Length, MostLines);
        DigestLine? next = facts.Lines.Where(line => line.Review.NextAt is not null).MinBy(line => line.Review.NextAt);
        string notWell = Wording.List([.. new[] { Told(facts.Failed, "failed"), Told(facts.Rejected, "rejected"), Told(facts.Expired, "expired without an answer") }.Where(part => part.Length > 0)]);
        return
        [
            .. more > 0 ? [new CardFact("Also", $"{Wording.Number(more)} more wait for you")] : Array.Empty<CardFact>(),
            .. facts.Oldest is { } oldest ? [new CardFact("Oldest", $"waits {Wording.Length(facts.Clock.Now - oldest)}")] : Array.Empty<CardFact>(),
            .. next is { Review: { NextAt: { } at, Next.Length: > 0 } review } ? [new CardFact("Next", $"{CardText.Line(review.Next, 60)} is asked about {CardText.Line(review.Label, 20)} from {facts.Clock.Near(at)}")] : Array.Empty<CardFact>(),
            .. facts.Groups.Take(1).Select(group => new CardFact("Alike", $"{Wording.Count(group.Count, group.Noun, group.Noun + "s")} of {CardText.Line(group.Title, 60)}, low risk, nothing unusual")),
            .. facts.WentWell > 0 ? [new CardFact("Went well", Wording.Count(facts.WentWell, "run", "runs"))] : Array.Empty<CardFact>(),
            .. notWell.Length > 0 ? [new CardFact("Not well", notWell)] : Array.Empty<CardFact>(),
        ];
    }

    private static string Told(int count, string what) => count == 0 ? "" : $"{Wording.Number(count)} {what}";

    private static Execute Command(string title, string command) =>
        new(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = CardText.PlainLine(title, CardParts.LongestButton) };
}
