using System.Collections.Immutable;

namespace AgentBot.Core.Cards;

/// <summary>
/// What everybody sees of an open question where a platform can show each reader a view of their own: what is asked, the facts
/// and who decides. A client that cannot fetch a view so shows too little, never too much.
/// </summary>
public static class OnlookerCard
{
    private static readonly ImmutableHashSet<string?> Parts = [CardPart.Strip, CardPart.Question, CardPart.Asked, CardPart.Leaving, CardPart.Unknown, CardPart.Facts, CardPart.Deciders, CardPart.SmallPrint];

    /// <summary>Whether somebody can still decide on the card.</summary>
    public static bool Applies(Card card) => card.Actions.Any(Decides);

    /// <param name="view">What the button asks a view of.</param>
    public static Card Of(Card card, ActionRef view) => card with
    {
        Body = [.. card.Body.Where(element => Parts.Contains(element.Id))],
        Actions =
        [
            new CardAction.Execute(CardVerb.View, view) { Title = "I can decide this" },
            .. card.Actions.OfType<CardAction.OpenUrl>(),
        ],
    };

    /// <summary>For somebody who may edit what others approve: all of it, with that one button.</summary>
    public static Card ForEditor(Card card) => card with
    {
        Body = [.. card.Body.Select(ReviewCard.ForOthers)],
        Actions = [.. card.Actions.Where(action => action is CardAction.OpenUrl or CardAction.Execute { Verb: CardVerb.Edit })],
    };

    private static bool Decides(CardAction action) => action switch
    {
        CardAction.Execute { Verb: CardVerb.Approve or CardVerb.Declassify or CardVerb.Reject, Ref.Kind: CardRef.Review } => true,
        CardAction.ShowCard show => show.Card.Actions.Any(Decides),
        _ => false,
    };
}
