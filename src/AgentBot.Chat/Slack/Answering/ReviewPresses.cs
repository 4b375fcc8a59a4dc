using System.Collections.Immutable;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Clicks that are about one review, run, effect or step.</summary>
public sealed class ReviewPresses(IConversation conversation, ReviewForms forms, RowsForms rows, PressForms notices, ChatTelling telling, ReviewPressReads reads)
{
    private static readonly Refusal NoSuchReview = new(RefusalKind.Unknown, "Nothing was decided.", "There is no such question for you.", "Use the newest card.");
    private static readonly Refusal NoSuchRun = new(RefusalKind.Unknown, "Nothing was done.", "There is no such run for you.", "Type runs to list them.");

    public async ValueTask AnswerAsync(SlackClick click, CancellationToken ct)
    {
        CardPress press = click.Press!;
        if (await reads.Reviews.FindAsync(new ReviewId(press.Ref.Id), press.Ref.Revision, ct) is not { } review
            || await reads.Runs.FindAsync(review.Run, ct) is not { } run
            || !QuestionPlaces.StandsIn(click.Visit.Caller.Workspace, run, review))
        {
            await notices.RefuseAsync(click, NoSuchReview, ct);
            return;
        }

        click = click with { Visit = Within(click.Visit, run) };
        switch (press.Step)
        {
            case PressStep.Act when RowsDialog.Knows(press.Verb):
                await rows.AnswerAsync(click, review, run, ct);
                break;
            case PressStep.Read:
                await forms.OpenWholeAsync(click, review, run, ct);
                break;
            case PressStep.Page:
                await forms.TurnAsync(click, review, run, press.Page, ct);
                break;
            case PressStep.Ask when press.Verb == CardVerb.Edit:
                await forms.OpenEditAsync(click, review, run, ct);
                break;
            case PressStep.Ask:
                await forms.OpenNoteAsync(click, review, ct);
                break;
            case PressStep.Act when PressVerbs.KindOf(press.Verb) is { } kind:
                await DecideAsync(click, review, run, kind, ct);
                break;
            case PressStep.Act:
                await SayAsync(click, ButtonWords.OnReview(press.Verb, new RunNumber(run.Number, review.Letter)), ct);
                break;
        }
    }

    /// <summary>A version that came back as a file is taken, on the word of the card that told what differs.</summary>
    public async ValueTask UseEditedAsync(SlackClick click, CancellationToken ct)
    {
        CardPress press = click.Press!;
        if (press.Verb is not (CardVerb.EditSave or CardVerb.EditApprove))
        {
            await notices.ForeignAsync(click, ct);
            return;
        }

        if (EditFiles.ReadRef(press.Ref) is not { } about
            || await reads.Reviews.FindAsync(about.Review, press.Ref.Revision, ct) is not { } review
            || await reads.Runs.FindAsync(review.Run, ct) is not { } run
            || !QuestionPlaces.StandsIn(click.Visit.Caller.Workspace, run, review)
            || await reads.Edits.ContentAsync(run, about.Edited, ct) is not { } edited)
        {
            await notices.RefuseAsync(click, NoSuchReview, ct);
            return;
        }

        click = click with { Visit = Within(click.Visit, run) };
        var request = new DecisionRequest(
            click.Visit.Caller, review.Id, review.Revision, press.Ref.Shown, DecisionKind.Edit, "", [], edited, press.Verb == CardVerb.EditApprove, Along(click, AnswerScope.All));
        await ShowAsync(click, await conversation.DecideAsync(request, ct), ct);
    }

    public async ValueTask OnRunAsync(SlackClick click, CancellationToken ct)
    {
        CardPress press = click.Press!;
        RunId? id = press.Ref.Kind switch
        {
            CardRef.Effect => (await reads.Delivery.FindEffectAsync(new EffectId(press.Ref.Id), ct))?.Run,
            CardRef.Step => new RunId(press.Ref.Id.Split(':')[0]),
            _ => new RunId(press.Ref.Id),
        };
        if (id is null || await reads.Runs.FindAsync(id.Value, ct) is not { } run || run.Workspace != click.Visit.Caller.Workspace)
        {
            await notices.RefuseAsync(click, NoSuchRun, ct);
            return;
        }

        click = click with { Visit = Within(click.Visit, run) };
        if (press.Step == PressStep.Ask)
        {
            await forms.OpenNoteAsync(click, run, ct);
        }
        else if (press.Ref.Kind == CardRef.Run)
        {
            await SayAsync(click, ButtonWords.OnRun(press.Verb, run.Number), ct);
        }
        else if (PressVerbs.ChoiceOf(press.Verb) is { } choice)
        {
            var request = new SettleRequest(click.Visit.Caller, press.Ref.Kind, press.Ref.Id, choice, "", Along(click, AnswerScope.All));
            await ShowAsync(click, await conversation.SettleAsync(request, ct), ct);
        }
        else
        {
            await notices.ForeignAsync(click, ct);
        }
    }

    private async ValueTask DecideAsync(SlackClick click, ReviewRow review, RunRow run, DecisionKind kind, CancellationToken ct)
    {
        var request = new DecisionRequest(click.Visit.Caller, review.Id, review.Revision, click.Press!.Ref.Shown, kind, "", [], null, false, Along(click, AnswerScope.Refusals))
        {
            More = PressVerbs.MoreOf(click.Press.Verb, static _ => ""),
        };
        Reply reply = await conversation.DecideAsync(request, ct);
        await ShowAsync(click, reply, ct);
        if (reply is Reply.Refused { Refusal.Kind: RefusalKind.TooLate or RefusalKind.Replaced or RefusalKind.Changed })
        {
            // The card that was clicked shows something that is over: it is drawn again as it stands.
            await telling.RedrawAsync(run.Workspace, QuestionPlaces.Conversations(run, review), Purposes.Review(review.Id, review.Revision), ct);
        }
    }

    private async ValueTask SayAsync(SlackClick click, Result<string> words, CancellationToken ct)
    {
        if (words.IsRefused)
        {
            await notices.ForeignAsync(click, ct);
            return;
        }

        await ShowAsync(click, await conversation.SayAsync(new CommandRequest(click.Visit.Caller, words.Value, [], Along(click, AnswerScope.All)), ct), ct);
    }

    /// <summary>On a message the answer comes as a row of its own; elsewhere it is shown in a form at once.</summary>
    private ValueTask ShowAsync(SlackClick click, Reply reply, CancellationToken ct) =>
        click.IsOnMessage ? ValueTask.CompletedTask : notices.OpenReplyAsync(click, reply, ct);

    private ImmutableArray<Change> Along(SlackClick click, AnswerScope scope) => click.IsOnMessage ? [telling.Answer(click.Visit, scope)] : [];

    /// <summary>What is asked is about the run; told is it where the button stood.</summary>
    public static SlackVisit Within(SlackVisit visit, RunRow run) => visit with
    {
        Caller = visit.Caller with { Channel = run.Channel, Thread = run.Thread },
        ToldIn = visit.Caller.Channel == run.Channel ? null : visit.Conversation,
    };
}

/// <summary>What clicks are about, with versions that came back as files.</summary>
public sealed record ReviewPressReads(PressReads Reads, EditFiles Edits)
{
    public IRunReader Runs => Reads.Runs;

    public IReviewReader Reviews => Reads.Reviews;

    public IDeliveryReader Delivery => Reads.Delivery;
}

/// <summary>What clicks are about.</summary>
public sealed record PressReads(IRunReader Runs, IReviewReader Reviews, IDeliveryReader Delivery);
