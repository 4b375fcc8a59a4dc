using System.Collections.Immutable;
using AgentBot.Core.Reviews.Together;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What the card of a group is drawn from. Names are plain text.</summary>
public sealed record BatchFacts(BatchStanding Standing, CardClock Clock)
{
    public string TemplateTitle { get; init; } = "";

    public string Channel { get; init; } = "";

    /// <summary>"record", "document".</summary>
    public string Noun { get; init; } = "";

    /// <summary>As <see cref="PlannedEffects.HappensFromAway"/>: "posted in its own thread"; escaped.</summary>
    public string Happens { get; init; } = "";

    public string Undo { get; init; } = "";
}

/// <summary>Alike reviews that are decided together: first those that were drawn, each by itself, then the others at once.</summary>
public static class BatchCard
{
    public static Card Offered(BatchFacts facts)
    {
        BatchStanding standing = facts.Standing;
        int count = standing.Ready.Length;
        string things = Things(facts, count);
        ImmutableArray<BatchPart> left = [.. standing.Others.Where(part => part.Why.Length > 0)];
        Refusal? whyNot = standing.WhyNot();
        return new Card
        {
            FallbackText = CardText.PlainLine($"{things} of {facts.TemplateTitle} can be approved together. {whyNot?.Why} {whyNot?.Next}", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Accent, standing.Failed is null ? "Waiting for a decision" : "Decided one by one", $"{standing.Parts.Length} alike"),
                CardParts.Question(standing.Failed is null ? $"Approve {things} together?" : $"{CardParts.FirstUpper(things)} are decided one by one"),
                CardParts.Asked(CardText.Line(facts.TemplateTitle, 60), Place(facts)),
                CardParts.Labelled("If you approve", $"{(count == 1 ? "It is" : "Each is")} {facts.Happens}, by a decision of its own. {facts.Undo}".TrimEnd(), CardPart.Consequence),
                CardParts.Part(CardPart.Facts, [CardParts.Origin("Why together", "computed by AgentBot"), CardParts.Small("Same template, step and place. Nothing unusual, no warning, no threshold crossed, all of it on its card.")]),
                CardParts.Part(CardPart.Changes, [CardParts.Origin(standing.Spots.Count() == 1 ? "First, this one by itself" : "First, these by themselves", "drawn by AgentBot"), .. standing.Spots.SelectMany(part => Spot(facts, part))]),
                CardParts.Part(CardPart.Draft, [CardParts.Origin("Then, together", "written by the agents"), .. standing.Ready.Select(part => Line(facts, part))]),
                .. Left(left),
                CardParts.Small(whyNot is { } no ? CardText.Escape($"{no.Why} {no.Next}") : "What changes before you approve is left out and named.") with { Id = CardPart.Deciders },
            ],
            Actions =
            [
                .. whyNot is null ? [Approve(standing, count)] : Array.Empty<CardAction>(),
                .. standing.Batch.State == BatchState.Open && standing.Failed is null ? [new Execute(CardVerb.Command, new ActionRef(CardRef.Command, $"reviews together {standing.Batch.Kin}")) { Title = "Look again" }] : Array.Empty<CardAction>(),
            ],
        };
    }

    public static Card Done(BatchFacts facts, ImmutableArray<BatchPart> approved, ImmutableArray<BatchPart> left)
    {
        string things = Things(facts, approved.Length);
        bool any = approved.Length > 0;
        return new Card
        {
            FallbackText = CardText.PlainLine($"{(any ? $"Approved together: {things}" : "Nothing was approved")}. {(left.IsEmpty ? "" : $"Left out: {Wording.List([.. left.Select(part => part.Label)])}.")}", 500),
            Body =
            [
                CardParts.Strip(any ? ContainerStyle.Good : ContainerStyle.Emphasis, any ? "Approved" : "Nothing approved", any ? $"{approved.Length} together" : ""),
                CardParts.Question(any ? $"Approved together: {things}" : "Nothing was approved: all of it changed meanwhile"),
                CardParts.Asked(CardText.Line(facts.TemplateTitle, 60), Place(facts)),
                .. any ? [CardParts.Part(CardPart.Draft, [CardParts.Origin("Approved, each by itself", ""), .. approved.Select(part => Line(facts, part))])] : Array.Empty<CardElement>(),
                .. Left(left),
                CardParts.SmallPrint("why <run> tells each decision".Replace("<", "\\<", StringComparison.Ordinal)),
            ],
        };
    }

    private static Execute Approve(BatchStanding standing, int count) =>
        new(CardVerb.Approve, new ActionRef(CardRef.Together, standing.Batch.Id, 0, standing.Batch.Shown.Value[..16]))
        {
            Title = count == 1 ? "Approve the other one" : $"Approve the {count} others",
            Style = ActionStyle.Positive,
        };

    private static IEnumerable<CardElement> Spot(BatchFacts facts, BatchPart part)
    {
        yield return Line(facts, part);
        bool asks = facts.Standing.Batch.State == BatchState.Open && part is { Spot: SpotState.Waiting or SpotState.Read, Row: not null };
        yield return CardParts.Small(part.Spot switch
        {
            SpotState.Waiting => "**Not opened yet.** Open all of it, then decide it.",
            SpotState.Read => $"**Opened {facts.Clock.HourOrMoment(part.OpenedAt ?? facts.Clock.Now)}.** Now decide it.",
            SpotState.Approved => "**You read and approved it.**",
            SpotState.Unread => "**You decided it without opening all of it.**",
            SpotState.NotApproved => "**You did not approve it.**",
            _ => "**It waits no longer.**",
        });
        if (asks)
        {
            yield return new ActionSet(
            [
                CardParts.Open($"Open all of {CardText.PlainLine(part.Label, 20)}", CardPath.ReviewInFull(part.Member.Review, part.Member.Revision)),
                new Execute(CardVerb.Command, new ActionRef(CardRef.Command, $"show {part.Label}")) { Title = $"Decide {CardText.PlainLine(part.Label, 20)}" },
            ]);
        }
    }

    private static IEnumerable<CardElement> Left(ImmutableArray<BatchPart> left) => left.IsEmpty
        ? []
        : [CardParts.Part(CardPart.Evidence, [CardParts.Origin("Left out", "for one by one"), .. left.Select(part => CardParts.Small($"**{CardText.Line(part.Label, 20)}** because {CardText.Line(part.Why, 120)}."))])];

    private static Container Line(BatchFacts facts, BatchPart part)
    {
        string waits = part.Row is { } row ? $"waits {Wording.Length(facts.Clock.Now - row.OpenedAt)}" : "";
        string under = string.Join(" · ", new[] { CardText.Line(part.Under, 120), waits }.Where(text => text.Length > 0));
        return new Container(
        [
            new TextBlock($"**{CardText.Line(part.Label, 20)}** · {part.Subject}"),
            .. under.Length == 0 ? Array.Empty<CardElement>() : [new TextBlock(under) { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None }],
        ])
        { Spacing = Spacing.Small };
    }

    private static string Things(BatchFacts facts, int count) =>
        Wording.Count(count, facts.Noun.Length == 0 ? "review" : facts.Noun, facts.Noun.Length == 0 ? "reviews" : facts.Noun + "s");

    private static string Place(BatchFacts facts) => facts.Channel.Length == 0 ? "" : $"#{CardText.Line(facts.Channel.TrimStart('#'), 60)}";
}
