using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

/// <summary>
/// The only place where a run's status changes: a pure function from what is and what happened to what is to be written.
/// What the words mean is in the product's template reference; the table of transitions is in src/README.md.
/// </summary>
public sealed partial class RunMachine(IdSource ids)
{
    /// <summary>The birth of a run: the header, a row for each step, and work for those that wait for nothing.</summary>
    public Transition.To Begin(WorkflowGraph graph, RunRow run, DateTimeOffset now)
    {
        ImmutableArray<StepRow> rows =
        [
            .. graph.Spec.Steps.Select(step => new StepRow { Run = run.Id, Workspace = run.Workspace, Step = step.Id, Round = 1 }),
        ];
        var draft = new RunDraft(graph, new RunState(run, rows, [], [], []), ids, now, isNew: true);
        draft.Note(AuditEntry.Of("run.started", run.Requester.Value, run.Id.Value).With("template", run.TemplateVersion).Saying("template", run.Template));
        Settle(draft);
        var begun = (Transition.To)draft.Finish();
        return begun with { Changes = begun.Changes.SetItem(0, new Change.InsertRun(begun.Run)) };
    }

    public Transition Decide(WorkflowGraph graph, RunState state, RunEvent happened, DateTimeOffset now)
    {
        if (state.Run.IsTerminal)
        {
            return new Transition.No(NoReason.RunEnded);
        }

        var draft = new RunDraft(graph, state, ids, now);
        NoReason? no = happened is RunEvent.OfStep ofStep ? DecideOfStep(draft, ofStep) : DecideOther(draft, happened);
        if (no is { } reason)
        {
            return new Transition.No(reason);
        }

        Settle(draft);
        return draft.Finish();
    }

    private static NoReason? DecideOfStep(RunDraft draft, RunEvent.OfStep happened)
    {
        StepRow row = draft[happened.Step];
        if (row.Round != happened.Round)
        {
            return NoReason.StaleRound;
        }

        if (row.Attempt != happened.Attempt)
        {
            return NoReason.StaleAttempt;
        }

        if (row.HasEnded)
        {
            return NoReason.StepEnded;
        }

        if (!IsAtWork(row, happened))
        {
            return NoReason.NotAtWork;
        }

        return happened switch
        {
            RunEvent.StepStarted => Started(draft, row),
            RunEvent.StepSucceeded e => Succeeded(draft, row, e),
            RunEvent.StepCarried e => Carried(draft, row, e),
            RunEvent.StepNotNeeded => NotNeeded(draft, row),
            RunEvent.StepFailed e => Failed(draft, row, e),
            RunEvent.FannedOut e => FannedOut(draft, row, e),
            RunEvent.ItemsTakenUp e => ItemsTakenUp(draft, row, e),
            RunEvent.ItemsGathered e => Gathered(draft, row, e),
            RunEvent.ReviewOpened e => ReviewOpened(draft, row, e),
            RunEvent.ReviewKept e => ReviewKept(draft, row, e),
            RunEvent.ChildStarted e => ChildStarted(draft, row, e),
            RunEvent.ChildEnded e => ChildEnded(draft, row, e),
            RunEvent.CallAsked e => CallAsked(draft, row, e),
            RunEvent.EffectQueued e => EffectQueued(draft, row, e),
            RunEvent.AwaitsAsker e => AwaitsAsker(draft, row, e),
            _ => throw new InvalidOperationException($"No rule for {happened.GetType().Name}."),
        };
    }

    // A step that waits for people, or for its turn, has no worker whose word counts; one that leaves is told of by its sending.
    private static bool IsAtWork(StepRow row, RunEvent.OfStep happened) => row.Status switch
    {
        StepStatus.Running when row.Effect is not null => false,
        StepStatus.Running when row.Waiting == WaitReason.Items => happened is RunEvent.ItemsGathered or RunEvent.ItemsTakenUp or RunEvent.StepFailed or RunEvent.StepStarted,
        StepStatus.Ready or StepStatus.Running => IsOfAStep(happened),
        StepStatus.Waiting => row.Waiting switch
        {
            WaitReason.Child => happened is RunEvent.ChildEnded,
            WaitReason.Asker => happened is RunEvent.AwaitsAsker or RunEvent.StepFailed,
            _ => row.Waiting == WaitReason.Time && IsOfAStep(happened),
        },
        _ => false,
    };

    private static bool IsOfAStep(RunEvent.OfStep happened) => happened is not (RunEvent.ItemsGathered or RunEvent.ItemsTakenUp or RunEvent.ChildEnded);

    private static NoReason? DecideOther(RunDraft draft, RunEvent happened) => happened switch
    {
        RunEvent.ReviewApproved e => Approved(draft, e),
        RunEvent.ReviewCounted e => Counted(draft, e),
        RunEvent.ReviewMoved e => Moved(draft, e),
        RunEvent.ReviewRejected e => Rejected(draft, e),
        RunEvent.ReviewExpired e => Expired(draft, e),
        RunEvent.ReviewWithdrawn e => Withdrawn(draft, e),
        RunEvent.ChangesRequested e => ChangesRequested(draft, e),
        RunEvent.ReviewEdited e => Edited(draft, e),
        RunEvent.HandedIn e => HandedIn(draft, e),
        RunEvent.EffectSent e => Sent(draft, e),
        RunEvent.EffectUnclear e => Unclear(draft, e),
        RunEvent.EffectDead e => Dead(draft, e),
        RunEvent.EffectVoided e => Voided(draft, e),
        RunEvent.EffectStopped e => Stopped(draft, e),
        RunEvent.EffectRepeated e => Repeated(draft, e),
        RunEvent.TryAgainChosen e => TryAgain(draft, e),
        RunEvent.SkipChosen e => SkipIt(draft, e),
        RunEvent.GiveUpChosen e => GiveUp(draft, e),
        RunEvent.CancelRequested e => Cancel(draft, e),
        RunEvent.PauseRequested e => Pause(draft, e),
        RunEvent.ResumeRequested e => Resume(draft, e),
        RunEvent.HeldBack e => HeldBack(draft, e),
        RunEvent.RoomMade => RoomMade(draft),
        _ => throw new InvalidOperationException($"No rule for {happened.GetType().Name}."),
    };

    /// <summary>
    /// Pending steps whose edges have all ended become Ready or Skipped, until nothing moves any more. A value taken from a
    /// skipped step skips its reader; a plain <c>needs</c> does not.
    /// </summary>
    private static void Settle(RunDraft draft)
    {
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach (StepSpec spec in draft.Graph.Spec.Steps)
            {
                StepRow row = draft[spec.Id];
                if (row.Status != StepStatus.Pending || !spec.Edges.All(edge => draft[edge].HasEnded))
                {
                    continue;
                }

                moved |= Place(draft, spec, row);
            }
        }
    }

    private static bool Place(RunDraft draft, StepSpec spec, StepRow row)
    {
        switch (CalledUpon(draft, spec))
        {
            case Call.NotYet:
                return false;
            case Call.Never:
                draft.Set(row with { Status = StepStatus.Skipped, EndedAt = draft.Now });
                return true;
            case Call.Yes:
                break;
        }

        if (spec.ValueEdges.Any(edge => HasNoValueFor(draft, edge, spec)))
        {
            draft.Set(row with { Status = StepStatus.Skipped, EndedAt = draft.Now });
            return true;
        }

        StepRow ready = row with { Status = StepStatus.Ready };
        draft.Set(ready);
        draft.Queue(ready, draft.Now);
        return true;
    }

    // A step that stands in for another, or follows a rejection, runs only when that has happened.
    private static Call CalledUpon(RunDraft draft, StepSpec spec)
    {
        string[] originals = [.. draft.Graph.StandsInFor[spec.Id]];
        string[] reviews = [.. draft.Graph.FollowsRejectionOf[spec.Id]];
        if (originals.Length == 0 && reviews.Length == 0)
        {
            return Call.Yes;
        }

        bool called = originals.Any(id => draft[id] is { Status: StepStatus.Waiting, Waiting: WaitReason.StandIn })
            || reviews.Any(id => draft[id].FailureKind == FailureKind.Declined);
        bool never = originals.All(id => draft[id].HasEnded) && reviews.All(id => draft[id].HasEnded);
        return called ? Call.Yes : never ? Call.Never : Call.NotYet;
    }

    private static bool HasNoValueFor(RunDraft draft, string edge, StepSpec reader)
    {
        StepRow row = draft[edge];
        if (row.Status != StepStatus.Succeeded)
        {
            return true;
        }

        bool declined = row.FailureKind == FailureKind.Declined;
        return declined && !draft.Graph.FollowsRejectionOf[reader.Id].Contains(edge);
    }

    private enum Call
    {
        NotYet,
        Never,
        Yes,
    }
}
