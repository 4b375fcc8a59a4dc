using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Core.Cards;

/// <summary>
/// What the person who asked sees of an open question that others decide: all of it, and instead of the buttons of those who
/// decide the two that are theirs. For platforms on which each reader has a view of their own; what a button does is asked of the
/// guard again.
/// </summary>
public static class RequesterCard
{
    /// <param name="review">What the buttons are about.</param>
    public static Card Of(Card card, ActionRef review) => card with
    {
        Body =
        [
            .. card.Body.TakeWhile(element => element.Id is CardPart.Strip or CardPart.Question or CardPart.Asked),
            CardParts.Labelled("You asked for this", "somebody else decides."),
            .. card.Body.SkipWhile(element => element.Id is CardPart.Strip or CardPart.Question or CardPart.Asked).Select(ReviewCard.ForOthers),
        ],
        Actions =
        [
            new Execute(CardVerb.Remind, review) { Title = "Remind" },
            CardParts.Confirm("Take it back…", "Nobody is asked any longer, and nothing is posted.", "Take it back", CardVerb.Withdraw, review, ActionStyle.Destructive),
            .. card.Actions.OfType<OpenUrl>(),
        ],
    };
}
