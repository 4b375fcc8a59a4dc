using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

public static partial class ReviewCard
{
    private static ImmutableArray<CardAction> PendingActions(ReviewFacts facts, ReviewSheet sheet)
    {
        if (facts.Reviewers.IsConsent)
        {
            return ConsentActions(facts, sheet);
        }

        var actions = ImmutableArray.CreateBuilder<CardAction>();
        actions.Add(Approve(facts, sheet));
        if (facts is { Grant: { } offer, Reviewers.AfterNext: 0 })
        {
            actions.Add(GrantCards.Form(offer, Ref(facts), facts.Clock));
        }

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

        bool byRows = facts.Review.Artifact.Type == Artifacts.ArtifactType.Table && sheet.HasRows;
        if (byRows)
        {
            actions.Insert(1, new Execute(CardVerb.Rows, Ref(facts)) { Title = "Row by row…" });
        }

        // Cells are changed in the console where rows are decided; chats have a form or a file for it.
        if (sheet.Answers.Choose.Length == 0)
        {
            actions.Add(new Execute(CardVerb.Edit, Ref(facts)) { Title = sheet.Answers.Edit.Length > 0 ? sheet.Answers.Edit : "Edit…" });
        }

        // Where a yes is no more ordinary than a no, the two stand side by side.
        actions.Insert(sheet.Answers.HasPrimary ? actions.Count : 1, Reject(facts, sheet));
        if (facts.Reviewers.MayHandOver)
        {
            actions.Add(HandOver(facts));
        }

        return actions.ToImmutable();
    }

    private static ShowCard Reject(ReviewFacts facts, ReviewSheet sheet)
    {
        string no = sheet.Answers.No.Length > 0 ? sheet.Answers.No : "Reject";
        return CardParts.AskFor(
            no + "…",
            "Why not?",
            CardText.PlainLine(sheet.Answers.NoReader.Length > 0 ? $"{sheet.Answers.NoReader} and {facts.Requester} read this." : $"{facts.Requester} reads this.", 120),
            no,
            CardVerb.Reject,
            Ref(facts),
            sheet.Answers.HasPrimary ? ActionStyle.Destructive : null);
    }

    // The same words as typed: whoever takes it must be somebody who could, and the card then names both.
    private static ShowCard HandOver(ReviewFacts facts) => new(new Card
    {
        FallbackText = "Who decides in your place?",
        Body =
        [
            new InputText(CardInput.To, "Who decides in your place?") { Placeholder = "@name, or the full name", MaxLength = 100, IsRequired = true, ErrorMessage = "Name one person." },
            new InputText(CardInput.Note, "Why? Empty for no reason") { Placeholder = "They and the channel read this.", MaxLength = 200 },
        ],
        Actions = [new Execute(CardVerb.Delegate, Ref(facts)) { Title = "Hand over" }],
    })
    {
        Title = "Hand over…",
    };

    private static CardAction Approve(ReviewFacts facts, ReviewSheet sheet)
    {
        SheetAnswers answers = sheet.Answers;
        ActionStyle? style = answers.HasPrimary ? ActionStyle.Positive : null;
        if (answers.Choose.Length > 0)
        {
            return new Execute(CardVerb.Edit, Ref(facts)) { Title = answers.Choose };
        }

        string label = answers.Yes.Length > 0 ? answers.Yes : ApproveLabel(facts);
        if (!facts.Effects.LeavesForGood && answers.Repeat.Length == 0)
        {
            return new Execute(CardVerb.Approve, Ref(facts)) { Title = label, Style = style };
        }

        // What cannot be called back asks once more, with what leaves and where it goes.
        string sentence = string.Join(' ', new[] { answers.Repeat, AfterYes(facts, sheet) }.Where(part => part.Length > 0));
        return CardParts.Confirm(label + "…", sentence, answers.RepeatYes.Length > 0 && facts.Reviewers.AfterNext == 0 ? answers.RepeatYes : label, CardVerb.Approve, Ref(facts), style);
    }

    private static string ApproveLabel(ReviewFacts facts)
    {
        ReviewersFacts who = facts.Reviewers;
        if (who.AfterNext > 0)
        {
            // Nothing leaves with this yes, so the button does not say that it does.
            string next = CardText.PlainLine($"Approve, then {who.NextName}", 80);
            return who.NextName.Length > 0 && next.Length <= CardParts.LongestButton ? next : $"Approve ({Wording.Part(who.Given + 1, who.Given + 1 + who.AfterNext)})";
        }

        PlannedEffects effects = facts.Effects;
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
            ? [new InputText(CardInput.Rows, $"Which {sheet.RowsNoun}? Empty means all") { Placeholder = sheet.RowsNoun == "mails" ? "14, 57-60, or who gets it" : "14, 57-60", MaxLength = 200 }]
            : [new InputChoiceSet(CardInput.Marked, $"Which {sheet.RowsNoun}? None means all", sheet.Candidates) { IsMultiSelect = true, Expanded = true }];
    }
}
