using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;

namespace AgentBot.Core.Cards;

public static partial class ReviewCard
{
    /// <summary>What a dry run would have asked, for the person who tried it. Nothing can be decided on it and nothing leaves.</summary>
    public static Card Rehearsal(ReviewFacts facts) => CardBudget.Fit(facts.Room, room => RehearsalIn(facts with { Room = room }));

    private static Card RehearsalIn(ReviewFacts facts)
    {
        ReviewSheet sheet = Sheet(facts);
        string not = facts.Reviewers.Excluded.Length == 0 ? "" : $", but not {CardText.Line(facts.Reviewers.Excluded, 60)},";
        var body = ImmutableArray.CreateBuilder<CardElement>();
        body.Add(CardParts.Strip(ContainerStyle.Emphasis, "Dry run", "nobody is asked, nothing leaves"));
        body.Add(CardParts.Question(sheet.Headline.Subject));
        body.Add(CardParts.Asked(Asked(facts)));
        body.Add(CardParts.Labelled(
            "In a real run",
            $"{CardParts.FirstUpper(facts.Reviewers.Phrase)}{not} would decide. After a yes: {CardParts.FirstLower(Consequence(facts, sheet))}",
            CardPart.Consequence));
        body.AddRange(Leaving(facts));
        if (sheet.Warning.Length > 0)
        {
            body.Add(CardParts.Warning(sheet.Warning));
        }

        body.Add(CardParts.Part(CardPart.Facts, [CardParts.Origin("Facts", "computed by AgentBot"), .. sheet.Facts, .. Remarks(facts)]));
        CardElement[] cut = sheet.Cut is { } notice ? [new CardElement.TextBlock(notice.Sentence) { Spacing = Spacing.Medium }] : [];
        body.Add(CardParts.Part(CardPart.Draft, [CardParts.Origin(sheet.DraftTitle, DraftOrigin(facts, sheet)), .. sheet.Draft, .. cut]));
        if (!sheet.Evidence.IsEmpty)
        {
            body.Add(CardParts.Part(CardPart.Evidence, [CardParts.Origin("Evidence", $"cited by {Author(facts)}, looked up by AgentBot"), .. sheet.Evidence]));
        }

        body.Add(CardParts.SmallPrint(BasedOn(facts), facts.Cost.Line, $"run {facts.Label}"));
        string text = $"Dry run: {sheet.Headline.Subject}. {CardParts.FirstUpper(sheet.FactsLine)}. Nobody is asked and nothing leaves.";
        return new Card { FallbackText = CardText.PlainLine(text.Replace("\\", "", StringComparison.Ordinal), 1_000), Body = body.ToImmutable() };
    }
}
