using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

// What people decide, and what follows for the run.
public sealed partial class RunMachine
{
    private static NoReason? ReviewOpened(RunDraft draft, StepRow row, RunEvent.ReviewOpened e)
    {
        draft.Set(row with
        {
            Status = StepStatus.Waiting,
            Waiting = WaitReason.Review,
            Review = e.Review.Id,
            InputDigest = e.Review.Binding,
            StartedAt = row.StartedAt ?? draft.Now,
        });
        Ask(draft, e.Review);
        return null;
    }

    private static NoReason? ReviewKept(RunDraft draft, StepRow row, RunEvent.ReviewKept e)
    {
        draft.Set(row with
        {
            Status = StepStatus.Succeeded,
            Waiting = WaitReason.None,
            Review = e.Review.Id,
            Artifact = e.Output.Content,
            ArtifactType = e.Output.Type,
            ArtifactLength = e.Output.Length,
            StartedAt = draft.Now,
            EndedAt = draft.Now,
        });
        return null;
    }

    private static void Ask(RunDraft draft, ReviewRow review)
    {
        draft.Write(new Change.InsertReview(review));
        draft.Redraw(review);
        draft.Note(AuditEntry.Of("review.opened", AuditEntry.Host, review.Id.Value).With("artifact", review.Artifact.Content).With("binding", review.Binding));
        Remember(draft, review);
    }

    /// <summary>Queues the next thing that time does to a review: a reminder, or its end.</summary>
    private static void Remember(RunDraft draft, ReviewRow review)
    {
        if (ReviewTimes.NextDue(review) is { } due && !draft.Run.Paused)
        {
            draft.Write(new Change.InsertWork(draft.Work(WorkKind.ReviewDue, draft[review.Step], due, ReviewTimes.Subject(review))));
        }
    }

    /// <summary>Another person is waited for, so time does other things to it, and at other times.</summary>
    private static void RememberAnew(RunDraft draft, ReviewRow review)
    {
        StepRow row = draft[review.Step];
        draft.Write(new Change.DropWork(draft.Run.Id, row.Step, row.Round));
        Remember(draft, review);
    }

    /// <summary>What is known of an open question changed, and with it who is waited for: a part handed over or taken back, an absence, a rung of the ladder.</summary>
    private static NoReason? Moved(RunDraft draft, RunEvent.ReviewMoved e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        if (review.RowVersion != e.Review.RowVersion)
        {
            return NoReason.ReviewMoved;
        }

        ReviewRow moved = review with { Progress = e.Review.Progress };
        draft.Write(new Change.UpdateReview(moved));
        if (e.IsShown)
        {
            draft.Redraw(moved);
        }

        RememberAnew(draft, moved);
        return null;
    }

    private static NoReason? Approved(RunDraft draft, RunEvent.ReviewApproved e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        if (review.RowVersion != e.Review.RowVersion)
        {
            return NoReason.ReviewMoved;
        }

        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        draft.EndReview(review with { Progress = e.Review.Progress }, ReviewState.Approved, e.By, draft.Now + policy.Validity);
        EndWithAnswer(draft, review.Step, e.Output, declined: false, "", null);
        return null;
    }

    // The row's version moves with every count, so that two people who approve at once are counted one after the other.
    private static NoReason? Counted(RunDraft draft, RunEvent.ReviewCounted e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        if (review.RowVersion != e.Review.RowVersion)
        {
            return NoReason.ReviewMoved;
        }

        ReviewRow counted = review with { Progress = e.Review.Progress };
        draft.Write(new Change.UpdateReview(counted));
        draft.Redraw(counted);
        RememberAnew(draft, counted);
        return null;
    }

    // A rejection wins over an approval whose effect has not begun to leave.
    private static NoReason? Rejected(RunDraft draft, RunEvent.ReviewRejected e)
    {
        ReviewRow? newest = draft.State.ReviewOf(e.Review.Step);
        if (newest is null || newest.Revision != e.Review.Revision || newest.State is not (ReviewState.Open or ReviewState.Approved))
        {
            return NoReason.ReviewClosed;
        }

        if (newest.State == ReviewState.Approved && HasBegunToLeave(draft, newest.Step))
        {
            return NoReason.ReviewClosed;
        }

        ImmutableArray<string> members = draft.Graph.WithDescendants(newest.Step);
        TakeBackEffects(draft, members);
        if (newest.State == ReviewState.Approved)
        {
            TakeBackSteps(draft, newest.Step, members);
        }

        draft.EndReview(newest, ReviewState.Rejected, e.By);
        SayNo(draft, newest.Step, e.Output, e.Reason, RunStatus.Rejected);
        return null;
    }

    // What an overturned approval had set going waits anew, to be skipped or called upon as after any rejection.
    private static void TakeBackSteps(RunDraft draft, string reviewStep, ImmutableArray<string> members)
    {
        ImmutableArray<string> instead = ((StepSpec.Review)draft.Spec(reviewStep)).RejectStep is { } step ? draft.Graph.WithDescendants(step) : [];
        IEnumerable<string> begun = members.Where(member => member != reviewStep && !draft[member].HasEnded);
        IEnumerable<string> leftOut = instead.Where(member => draft[member].Status == StepStatus.Skipped);
        foreach (string member in begun.Concat(leftOut).ToList())
        {
            StepRow row = draft[member];
            draft.Write(new Change.DropWork(draft.Run.Id, member, row.Round));
            CascadeToChild(draft, row, "cancel");
            draft.Set(row with { Status = StepStatus.Pending, Waiting = WaitReason.None, StartedAt = null, EndedAt = null });
        }
    }

    private static NoReason? Expired(RunDraft draft, RunEvent.ReviewExpired e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        draft.EndReview(review, ReviewState.Expired, null);
        SayNo(draft, review.Step, e.Output, "Nobody decided in time.", RunStatus.Expired);
        return null;
    }

    private static NoReason? Withdrawn(RunDraft draft, RunEvent.ReviewWithdrawn e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        draft.EndReview(review, ReviewState.Withdrawn, e.By);
        draft.Run = draft.Run with { CancelledBy = e.By };
        draft.Set(draft[review.Step] with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, EndedAt = draft.Now });
        StopTheRest(draft);
        return null;
    }

    private static void SayNo(RunDraft draft, string step, Artifacts.ArtifactRef output, string reason, RunStatus word)
    {
        var spec = (StepSpec.Review)draft.Spec(step);
        switch (spec.OnReject)
        {
            case OnReject.End:
                EndWithAnswer(draft, step, output, declined: true, reason, word);
                StopTheRest(draft);
                break;
            case OnReject.Skip:
                EndWithAnswer(draft, step, output, declined: true, reason, null);
                draft.Set(draft[step] with { Status = StepStatus.Skipped });
                break;
            case OnReject.GoTo:
                EndWithAnswer(draft, step, output, declined: true, reason, null);
                break;
        }
    }

    private static void EndWithAnswer(RunDraft draft, string step, Artifacts.ArtifactRef output, bool declined, string reason, RunStatus? word) =>
        draft.Set(draft[step] with
        {
            Status = StepStatus.Succeeded,
            Waiting = WaitReason.None,
            Artifact = output.Content,
            ArtifactType = output.Type,
            ArtifactLength = output.Length,
            FailureKind = declined ? FailureKind.Declined : FailureKind.None,
            Failure = reason,
            EndWord = word,
            EndedAt = draft.Now,
        });

    /// <summary>
    /// The agent that made the part gets the remark; it and everything downstream of it gets a row for the next round. Old
    /// rows stay as history; what still worked is cancelled, and its late results are refused by the round.
    /// </summary>
    private static NoReason? ChangesRequested(RunDraft draft, RunEvent.ChangesRequested e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        string target = ((StepSpec.Review)draft.Spec(review.Step)).OnChanges;
        var members = draft.Graph.WithDescendants(target);
        draft.EndReview(review, ReviewState.ChangesRequested, e.Revision.By);
        foreach (ReviewRow other in draft.State.Reviews.Where(row => row.IsOpen && row.Id != review.Id && members.Contains(row.Step)))
        {
            draft.EndReview(other, ReviewState.Superseded, null);
        }

        TakeBackEffects(draft, members);
        foreach (string member in members)
        {
            string revision = member == target ? System.Text.Json.JsonSerializer.Serialize(e.Revision, StoreJson.Default.Revision) : "";
            OpenNextRound(draft, member, revision);
        }

        return null;
    }

    private static void OpenNextRound(RunDraft draft, string step, string revision)
    {
        StepRow row = draft[step];
        if (!row.HasEnded)
        {
            draft.Write(new Change.DropWork(draft.Run.Id, step, row.Round));
            CascadeToChild(draft, row, "cancel");
            draft.Set(row with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, EndedAt = draft.Now });
        }

        draft.Open(new StepRow
        {
            Run = row.Run,
            Workspace = row.Workspace,
            Step = step,
            Round = row.Round + 1,
            Review = row.Review,
            Revision = revision,
        });
    }

    /// <summary>The person's text is the next revision. Nothing runs again; earlier approvals are void with the old revision.</summary>
    private static NoReason? Edited(RunDraft draft, RunEvent.ReviewEdited e)
    {
        if (OpenOrNull(draft, e.Review) is not { } review)
        {
            return NoReason.ReviewClosed;
        }

        draft.EndReview(review, ReviewState.Superseded, e.By);
        if (e.ApprovedOutput is not { } output)
        {
            Ask(draft, e.Next);
            return null;
        }

        ReviewPolicy policy = ReviewPolicies.Read(e.Next.Policy);
        draft.Write(new Change.InsertReview(e.Next with
        {
            State = ReviewState.Approved,
            ClosedAt = draft.Now,
            ClosedBy = e.By,
            ApprovalValidUntil = draft.Now + policy.Validity,
        }));
        draft.Redraw(e.Next);
        EndWithAnswer(draft, review.Step, output, declined: false, "", null);
        return null;
    }

    /// <summary>The stored row, if exactly this revision is still the newest and open.</summary>
    private static ReviewRow? OpenOrNull(RunDraft draft, ReviewRow asked) =>
        draft.State.ReviewOf(asked.Step) is { IsOpen: true } newest && newest.Id == asked.Id && newest.Revision == asked.Revision ? newest : null;
}
