using System.Collections.Immutable;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>Clicks that are about one review, run, effect or step.</summary>
public sealed class ReviewPresses(IConversation conversation, ReviewEdits edits, RowsAnswers rows, PressAnswering answering, PressReads reads)
{
    private static readonly Refusal NoSuchReview = new(RefusalKind.Unknown, "Nothing was decided.", "There is no such question for you.", "Use the newest card.");
    private static readonly Refusal NoSuchRun = new(RefusalKind.Unknown, "Nothing was done.", "There is no such run for you.", "Type runs to list them.");

    public async ValueTask<TeamsResponse> AnswerAsync(TeamsClick click, CancellationToken ct)
    {
        if (await FindAsync(click, ct) is not { } found)
        {
            return await answering.RefuseAsync(click, NoSuchReview, ct);
        }

        (ReviewRow review, RunRow run) = found;
        click = Within(click, run);
        switch (click.Press.Verb)
        {
            case CardVerb.View:
                return await ViewAsync(click, review, run, ct);
            case CardVerb.Edit:
                return await edits.OpenAsync(click, review, run, ct);
            case CardVerb.EditSave or CardVerb.EditApprove:
                return await edits.TakeAsync(click, review, run, ct);
            case var verb when RowsDialog.Knows(verb):
                return await rows.InPlaceAsync(click, ct);
            case var verb when PressVerbs.KindOf(verb) is { } kind:
                return await DecideAsync(click, review, run, kind, ct);
            default:
                return await SayAsync(click, ButtonWords.OnReview(click.Press.Verb, new RunNumber(run.Number, review.Letter), click.Inputs.Text(CardInput.To), NoteOf(click)), ct);
        }
    }

    public async ValueTask<TeamsResponse> OnRunAsync(TeamsClick click, CancellationToken ct)
    {
        ActionRef about = click.Press.Ref;
        RunId? id = about.Kind switch
        {
            CardRef.Effect => (await reads.Delivery.FindEffectAsync(new EffectId(about.Id), ct))?.Run,
            CardRef.Step => new RunId(about.Id.Split(':')[0]),
            _ => new RunId(about.Id),
        };
        if (id is null || await reads.Runs.FindAsync(id.Value, ct) is not { } run || run.Workspace != click.Visit.Caller.Workspace)
        {
            return await answering.RefuseAsync(click, NoSuchRun, ct);
        }

        click = Within(click, run);
        if (about.Kind == CardRef.Run)
        {
            return await SayAsync(click, ButtonWords.OnRun(click.Press.Verb, run.Number), ct);
        }

        return PressVerbs.ChoiceOf(click.Press.Verb) is { } choice
            ? answering.Within(click, await conversation.SettleAsync(new SettleRequest(click.Visit.Caller, about.Kind, about.Id, choice, NoteOf(click), click.Along(answering.Telling, AnswerScope.All)), ct))
            : await answering.ForeignAsync(click, ct);
    }

    /// <summary>The review that a click is about, of this tenant or asked in it.</summary>
    public async ValueTask<(ReviewRow Review, RunRow Run)?> FindAsync(TeamsClick click, CancellationToken ct) =>
        await reads.Reviews.FindAsync(new ReviewId(click.Press.Ref.Id), click.Press.Ref.Revision, ct) is { } review
        && await reads.Runs.FindAsync(review.Run, ct) is { } run
        && QuestionPlaces.StandsIn(click.Visit.Caller.Workspace, run, review)
            ? (review, run)
            : null;

    /// <summary>What is asked is about the run; told is it where the button stood.</summary>
    public static TeamsClick Within(TeamsClick click, RunRow run) => click with
    {
        Visit = click.Visit with
        {
            Caller = click.Visit.Caller with { Channel = run.Channel, Thread = run.Thread },
            ToldIn = click.Visit.Caller.Channel == run.Channel ? null : click.Visit.Conversation,
        },
    };

    /// <summary>The card as this reader may use it. It changes nothing.</summary>
    private async ValueTask<TeamsResponse> ViewAsync(TeamsClick click, ReviewRow review, RunRow run, CancellationToken ct)
    {
        Result<FoundRun> seen = await reads.Finder.OfAsync(click.Visit.Caller, run, ct);
        if (seen.Refusal is { } refusal)
        {
            return await answering.RefuseAsync(click, refusal, ct);
        }

        TeamsOrigin origin = click.Visit.Origin;
        if (origin.ReplyTo.Length > 0 && StandsThere(click, review, run))
        {
            // A message whose id was never learnt names itself in this way.
            await reads.Gateway.SawAsync(TeamsVisits.ChannelOf(origin), origin.Spot.Conversation, origin.Spot.Thread, origin.ReplyTo, click.Press.Key, ct);
        }

        Card card = await reads.Answers.CardAsync(review, ct);
        return OnlookerCard.Applies(card) ? await ViewAsync(click, seen.Value, review, card, ct) : answering.Card(card);
    }

    /// <summary>An open question, with the buttons that are this reader's. What they show gives no right: each press is judged anew.</summary>
    private async ValueTask<TeamsResponse> ViewAsync(TeamsClick click, FoundRun seen, ReviewRow review, Card card, CancellationToken ct)
    {
        PersonKey reader = click.Visit.Caller.Person;
        GuardSubject subject = seen.Subject(review);
        if (Guard.Check(reader, Act.Decide, subject, seen.People) is not { } why || Guard.Check(reader, Act.Declassify, subject, seen.People) is null)
        {
            return answering.Card(card);
        }

        if (Guard.Check(reader, Act.Edit, subject, seen.People) is null)
        {
            return answering.Card(OnlookerCard.ForEditor(card));
        }

        ActionRef about = click.Press.Ref with { Shown = review.Artifact.Content.Value[..16] };
        return Guard.Check(reader, Act.Withdraw, subject, seen.People) is null ? answering.Card(RequesterCard.Of(card, about))
            : click.IsRefresh ? answering.Card(OnlookerCard.Of(card, click.Press.Ref))
            : await answering.RefuseAsync(click, why, ct);
    }

    private async ValueTask<TeamsResponse> DecideAsync(TeamsClick click, ReviewRow review, RunRow run, DecisionKind kind, CancellationToken ct)
    {
        ImmutableArray<string> marked = [.. new[] { click.Inputs.Text(CardInput.Marked), click.Inputs.Text(CardInput.Rows) }.SelectMany(RowList.Read).Distinct(StringComparer.Ordinal)];
        var request = new DecisionRequest(
            click.Visit.Caller, review.Id, review.Revision, click.Press.Ref.Shown, kind, NoteOf(click), marked, null, false, click.Along(answering.Telling, AnswerScope.Refusals))
        {
            MarkedByNumber = true,
            More = PressVerbs.MoreOf(click.Press.Verb, click.Inputs.Text),
        };
        Reply reply = await conversation.DecideAsync(request, ct);
        if (reply is not Reply.Refused { Refusal.Kind: RefusalKind.TooLate or RefusalKind.Replaced or RefusalKind.Changed })
        {
            return answering.Within(click, reply);
        }

        // The card that was clicked shows something that is over: it is drawn again as it stands, for everybody and for the clicker.
        await answering.Telling.RedrawAsync(run.Workspace, QuestionPlaces.Conversations(run, review), Purposes.Review(review.Id, review.Revision), ct);
        Result<FoundRun> seen = await reads.Finder.OfAsync(click.Visit.Caller, run, ct);
        // The row that was read before the decision may still be open: somebody else was first in between.
        return !click.IsInvoke || seen.IsRefused || await reads.Reviews.FindAsync(review.Id, review.Revision, ct) is not { } now
            ? answering.Within(click, reply)
            : answering.Card(await reads.Answers.CardAsync(now, ct));
    }

    private async ValueTask<TeamsResponse> SayAsync(TeamsClick click, Result<string> words, CancellationToken ct) => words.IsRefused
        ? await answering.ForeignAsync(click, ct)
        : answering.Within(click, await conversation.SayAsync(new CommandRequest(click.Visit.Caller, words.Value, [], click.Along(answering.Telling, AnswerScope.All)), ct));

    /// <summary>Whether the key is of this very question in this very conversation. By any other, a message elsewhere could have itself taken for the card.</summary>
    private static bool StandsThere(TeamsClick click, ReviewRow review, RunRow run)
    {
        ChannelKey here = TeamsVisits.ChannelOf(click.Visit.Origin);
        return QuestionPlaces.Conversations(run, review).Any(conversation =>
            Conversations.Parse(conversation).Channel == here && click.Press.Key == Conversations.PostOf(conversation, Purposes.Review(review.Id, review.Revision)));
    }

    private static string NoteOf(TeamsClick click) => click.Inputs.Text(CardInput.Note).ReplaceLineEndings("\n").Trim();
}

/// <summary>What clicks are about.</summary>
public sealed record PressReads(IRunReader Runs, IReviewReader Reviews, IDeliveryReader Delivery, RunFinder Finder, ReviewAnswers Answers, TeamsGateway Gateway);
