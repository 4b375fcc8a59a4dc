using System.Collections.Immutable;
using AgentBot.Core.Commands;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Core.Cards;

/// <summary>A "no" in three parts: what was not done, why, what you can do. Private to the person who asked.</summary>
public static class RefusalCard
{
    private const int MostSuggestions = 3;

    public static Card Of(Refusal refusal)
    {
        ImmutableArray<CardAction> buttons =
        [
            .. refusal.Suggestions.Where(suggestion => ButtonWords.IsTyped(suggestion.Command)).Take(MostSuggestions).Select(suggestion => new Execute(CardVerb.Command, new ActionRef(CardRef.Command, suggestion.Command))
            {
                Title = CardText.PlainLine(suggestion.Label, CardParts.LongestButton),
            }),
        ];
        var body = ImmutableArray.CreateBuilder<CardElement>();
        body.Add(CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", "Not done"));
        body.Add(CardParts.Question(CardText.Line(refusal.What.TrimEnd('.'), CardParts.LongestQuestion)));
        if (refusal.Why.Contains('\n', StringComparison.Ordinal))
        {
            body.Add(CardParts.Labelled("Why", ""));
            body.AddRange(Reasons(refusal));
        }
        else if (refusal.Why.Length > 0)
        {
            body.Add(CardParts.Labelled("Why", CardParts.Sentence(refusal.Why)));
        }

        body.Add(CardParts.Labelled("What you can do", refusal.Next.Length > 0 ? CardParts.Sentence(refusal.Next) : !buttons.IsEmpty ? "Choose one of these." : "Nothing to do."));
        return new Card
        {
            FallbackText = CardText.PlainLine(refusal.ToString(), 1_000),
            Body = body.ToImmutable(),
            Actions = buttons,
        };
    }

    /// <summary>Several reasons, as the mistakes in a file are, each in a line of its own.</summary>
    internal static IEnumerable<CardElement> Reasons(Refusal refusal) =>
        refusal.Why.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(reason => CardParts.Small(CardParts.Sentence(reason)));
}
