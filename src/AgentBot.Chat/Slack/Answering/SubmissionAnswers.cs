using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Forms that were handed in. Mistakes are told at their field while the form stays open with everything that was typed.</summary>
public sealed class SubmissionAnswers(SlackVisits visits, IConversation conversation, StartAnswers starts, ReviewForms reviews, RowsForms rows, PressReads reads, ForeignPresses foreign)
{
    private static readonly Refusal Gone = new(RefusalKind.TooLate, "Nothing was done.", "What this form was about is no longer kept.", "Close it and begin again.");

    public async ValueTask<SlackResponse> AnswerAsync(SlackDelivery.Submitted submitted, CancellationToken ct)
    {
        if (submitted.View.Callback == StartModal.Callback)
        {
            return await starts.AnswerAsync(submitted, ct);
        }

        if (ModalReference.Read(submitted.View.Metadata) is not { } reference)
        {
            return SlackResponse.Nothing;
        }

        var place = new VisitPlace(reference.Channel.Channel, "", reference.Thread, reference.Channel.Channel is ['D' or '@', ..], NeedsBot: false);
        SlackVisit visit = await visits.OfAsync(submitted.Origin, place, "form", NameOf(submitted), ct);
        return submitted.View.Callback switch
        {
            ModalKind.Form => await starts.SubmitAsync(submitted, reference, visit, ct),
            ModalKind.Note => await SayAsync(submitted, reference, visit, ct),
            ModalKind.Edit => await EditAsync(submitted, reference, visit, ct),
            ModalKind.Rows => await RowsAsync(submitted, reference, visit, ct),
            _ => SlackResponse.Nothing,
        };
    }

    /// <summary>The name of this handing in: the trigger, or where Slack gives none the form and its state.</summary>
    public static string NameOf(SlackDelivery.Submitted submitted) =>
        submitted.TriggerId.Length > 0 ? submitted.TriggerId : $"{submitted.View.Id}:{submitted.View.Hash}";

    /// <summary>A refusal at the first field, so that what was typed stays; in a form of its own where there is no field.</summary>
    public static SlackResponse Refuse(SlackDelivery.Submitted submitted, Refusal refusal) =>
        submitted.Inputs.Blocks.Keys.FirstOrDefault() is { } first
            ? SlackReplies.Error(submitted.Inputs.Blocks.Keys.FirstOrDefault(block => RowsModal.NameOf(block) == CardInput.Note) ?? first, refusal.ToString())
            : SlackReplies.Replace(NoticeModal.Draw(refusal));

    /// <summary>The words of a remark, a rejection, a stop or a settlement.</summary>
    private async ValueTask<SlackResponse> SayAsync(SlackDelivery.Submitted submitted, ModalReference reference, SlackVisit visit, CancellationToken ct)
    {
        NoteAnswers given = NoteAnswers.Read(submitted.Inputs);
        if (reference.Press is not { } press)
        {
            return Refuse(submitted, Gone);
        }

        if (press.Ref.Kind == CardRef.Review && PressVerbs.KindOf(press.Verb) is { } kind)
        {
            return await FindAsync(press.Ref, visit, ct) is { } found
                ? Close(submitted, await conversation.DecideAsync(
                    new DecisionRequest(ReviewPresses.Within(visit, found.Run).Caller, found.Review.Id, found.Review.Revision, press.Ref.Shown, kind, given.Note, given.Marked, null, false, [])
                    {
                        MarkedByNumber = true,
                        More = PressVerbs.MoreOf(press.Verb, submitted.Inputs.Text),
                    },
                    ct))
                : Refuse(submitted, Gone);
        }

        if (press is { Ref.Kind: CardRef.Review, Verb: CardVerb.Delegate })
        {
            return await FindAsync(press.Ref, visit, ct) is { } about && ButtonWords.OnReview(press.Verb, new RunNumber(about.Run.Number, about.Review.Letter), given.To, given.Note) is { IsRefused: false } words
                ? Close(submitted, await conversation.SayAsync(new CommandRequest(ReviewPresses.Within(visit, about.Run).Caller, words.Value, [], []), ct))
                : Refuse(submitted, Gone);
        }

        if (press.Ref.Kind is CardRef.Effect or CardRef.Step && PressVerbs.ChoiceOf(press.Verb) is { } choice)
        {
            return Close(submitted, await conversation.SettleAsync(new SettleRequest(visit.Caller, press.Ref.Kind, press.Ref.Id, choice, given.Note, []), ct));
        }

        if (press.Ref.Kind == CardRef.Command && ButtonWords.OfCommand(press.Verb, press.Ref.Id, given.Note) is { IsRefused: false } command)
        {
            return await starts.TypeAsync(submitted, visit, command.Value, ct);
        }

        if (press.Ref.Kind == CardRef.Run)
        {
            if (await reads.Runs.FindAsync(new RunId(press.Ref.Id), ct) is not { } run || run.Workspace != visit.Caller.Workspace)
            {
                return Refuse(submitted, Gone);
            }

            if (ButtonWords.OnRun(press.Verb, run.Number) is { IsRefused: false } typed)
            {
                return Close(submitted, await conversation.SayAsync(new CommandRequest(visit.Caller, typed.Value, [], []), ct));
            }
        }

        return Refuse(submitted, foreign.Tell(visit.Caller.Person, press.Ref.Kind, press.Verb));
    }

    private async ValueTask<SlackResponse> EditAsync(SlackDelivery.Submitted submitted, ModalReference reference, SlackVisit visit, CancellationToken ct)
    {
        if (reference.Press is not { Ref.Kind: CardRef.Review } press
            || await FindAsync(press.Ref, visit, ct) is not { } found
            || await reviews.ContentAsync(found.Review, found.Run, ct) is not { } content)
        {
            return Refuse(submitted, Gone);
        }

        EditAnswers given = EditAnswers.Read(submitted.Inputs);
        Result<Value> edited = EditReader.Fields(found.Review.Artifact.Type, content, given.Fields);
        if (edited.Refusal is { } wrong)
        {
            return Refuse(submitted, wrong);
        }

        var request = new DecisionRequest(
            ReviewPresses.Within(visit, found.Run).Caller, found.Review.Id, found.Review.Revision, press.Ref.Shown, DecisionKind.Edit, "", [], edited.Value, given.ThenApprove, []);
        return Close(submitted, await conversation.DecideAsync(request, ct));
    }

    private async ValueTask<SlackResponse> RowsAsync(SlackDelivery.Submitted submitted, ModalReference reference, SlackVisit visit, CancellationToken ct) =>
        reference.Press is { Ref.Kind: CardRef.Review } press && RowsDialog.Knows(press.Verb) && await FindAsync(press.Ref, visit, ct) is { } found
            ? await rows.SubmitAsync(submitted, reference, press, ReviewPresses.Within(visit, found.Run).Caller, ct)
            : Refuse(submitted, Gone);

    private async ValueTask<(ReviewRow Review, RunRow Run)?> FindAsync(ActionRef about, SlackVisit visit, CancellationToken ct) =>
        await reads.Reviews.FindAsync(new ReviewId(about.Id), about.Revision, ct) is { } review
        && await reads.Runs.FindAsync(review.Run, ct) is { } run
        && QuestionPlaces.StandsIn(visit.Caller.Workspace, run, review)
            ? (review, run)
            : null;

    private static SlackResponse Close(SlackDelivery.Submitted submitted, Reply reply) => reply switch
    {
        Reply.Refused refused => Refuse(submitted, refused.Refusal),
        _ => SlackReplies.Close(),
    };
}

