using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

public static partial class ReviewCard
{
    private static ImmutableArray<CardAction> PendingActions(ReviewFacts facts, ReviewSheet sheet)
    {
        var actions = ImmutableArray.CreateBuilder<CardAction>();
        actions.Add(Approve(facts, sheet));
        if (facts.Review.ChangesUsed < facts.Rounds && facts.RemarkGoesTo.Length > 0)
        {
            actions.Add(CardParts.AskFor(
                "Send back…",
                "What should change?",
                CardText.PlainLine($"{facts.RemarkGoesTo} gets these words and makes round {facts.Review.ChangesUsed + 2}.", 120),
                "Send back",
                CardVerb.Changes,
                Ref(facts),
                null,
                Marks(sheet)));
        }

        actions.Add(new Execute(CardVerb.Edit, Ref(facts)) { Title = "Edit…" });
        actions.Add(CardParts.AskFor(
            "Reject…",
            "Why not?",
            CardText.PlainLine($"{facts.Requester} reads this.", 120),
            "Reject",
            CardVerb.Reject,
            Ref(facts),
            ActionStyle.Destructive));
        return actions.ToImmutable();
    }

    private static CardAction Approve(ReviewFacts facts, ReviewSheet sheet)
    {
        string label = ApproveLabel(facts.Effects);
        if (!facts.Effects.LeavesForGood)
        {
            return new Execute(CardVerb.Approve, Ref(facts)) { Title = label, Style = ActionStyle.Positive };
        }

        // What cannot be called back asks once more, with what leaves and where it goes.
        string sentence = $"{CardText.Escape(sheet.Whole)} {(sheet.WholeIsMany ? "are" : "is")} {facts.Effects.Happens}. {facts.Effects.Undo}";
        return CardParts.Confirm(label + "…", sentence, label, CardVerb.Approve, Ref(facts), ActionStyle.Positive);
    }

    private static string ApproveLabel(PlannedEffects effects)
    {
        if (effects.IsEmpty)
        {
            return "Approve";
        }

        string full = CardText.PlainLine($"Approve and {effects.All[0].Verb} {effects.All[0].Place}", 80);
        return effects.All.Length == 1 && full.Length <= CardParts.LongestButton ? full : $"Approve and {effects.All[0].Verb}";
    }

    private static IEnumerable<CardElement> Marks(ReviewSheet sheet)
    {
        if (!sheet.HasRows)
        {
            return [];
        }

        return sheet.Candidates.IsEmpty
            ? [new InputText(CardInput.Rows, "Which rows? Empty means all") { Placeholder = "14, 57-60", MaxLength = 200 }]
            : [new InputChoiceSet(CardInput.Marked, "Which rows? None means all", sheet.Candidates) { IsMultiSelect = true, Expanded = true }];
    }
}
