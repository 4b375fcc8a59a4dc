using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs;

// What people do to a run as a whole, and to a step that asks them.
public sealed partial class RunMachine
{
    /// <summary>
    /// Nothing new starts and what works is cancelled. Only what is on its way out or unclear stays, because its outcome must
    /// still be learnt.
    /// </summary>
    private static void StopTheRest(RunDraft draft)
    {
        draft.Write(new Change.DropWork(draft.Run.Id, null, null));
        foreach (ReviewRow review in draft.State.Reviews.Where(review => review.IsOpen && !draft[review.Step].HasEnded))
        {
            draft.EndReview(review, ReviewState.Cancelled, null);
        }

        foreach (StepRow row in draft.Steps.Where(row => !row.HasEnded).ToList())
        {
            CascadeToChild(draft, row, "cancel");
            EffectRow? effect = draft.State.Effects.FirstOrDefault(effect => effect.Id == row.Effect);
            if (effect is { State: EffectState.Sending or EffectState.Unknown })
            {
                continue;
            }

            if (effect is { State: EffectState.Pending })
            {
                draft.Write(new Change.UpdateEffect(effect with { State = EffectState.Withdrawn, EndedAt = draft.Now }));
            }

            draft.Set(row with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, EndedAt = draft.Now });
        }
    }

    private static void CascadeToChild(RunDraft draft, StepRow row, string verb)
    {
        foreach (RunRow child in draft.State.Children.Where(child => child.ParentStep == row.Step && !child.IsTerminal))
        {
            draft.Write(new Change.InsertWork(draft.WorkOfRun(WorkKind.Cascade, child.Id, verb, draft.Now)));
        }
    }

    private static NoReason? Cancel(RunDraft draft, RunEvent.CancelRequested e)
    {
        draft.Run = draft.Run with { CancelledBy = e.By, Held = "" };
        draft.Note(AuditEntry.Of("run.cancel", e.By.Value, draft.Run.Id.Value).Saying("reason", e.Reason));
        StopTheRest(draft);
        return null;
    }

    private static NoReason? Pause(RunDraft draft, RunEvent.PauseRequested e)
    {
        if (draft.Run is { Paused: true, Held.Length: 0 })
        {
            return NoReason.AlreadyPaused;
        }

        // A person's pause takes the place of the line: room alone does not end it.
        draft.Run = draft.Run with { Paused = true, Held = "" };
        draft.Note(AuditEntry.Of("run.pause", e.By.Value, draft.Run.Id.Value));
        Rest(draft);
        return null;
    }

    private static NoReason? HeldBack(RunDraft draft, RunEvent.HeldBack e)
    {
        if (draft.Run is { Paused: true } or { LetGo: true })
        {
            return NoReason.NothingToDo;
        }

        draft.Run = draft.Run with { Paused = true, Held = e.Why };
        draft.Note(AuditEntry.Of("run.held", AuditEntry.Host, draft.Run.Id.Value));
        Rest(draft);
        return null;
    }

    private static NoReason? RoomMade(RunDraft draft)
    {
        if (draft.Run is not { Paused: true, Held.Length: > 0 })
        {
            return NoReason.NothingToDo;
        }

        draft.Note(AuditEntry.Of("run.letgo", AuditEntry.Host, draft.Run.Id.Value));
        GoOn(draft);
        return null;
    }

    // Nothing new starts; what works is taken up again where it stands.
    private static void Rest(RunDraft draft)
    {
        draft.Write(new Change.DropWork(draft.Run.Id, null, null));
        foreach (StepRow row in draft.Steps.ToList())
        {
            CascadeToChild(draft, row, "pause");
            if (row is { Status: StepStatus.Running, Effect: null, Waiting: not WaitReason.Items })
            {
                draft.Set(row with { Status = StepStatus.Ready });
            }
        }
    }

    private static NoReason? Resume(RunDraft draft, RunEvent.ResumeRequested e)
    {
        if (!draft.Run.Paused)
        {
            return NoReason.NotPaused;
        }

        draft.Note(AuditEntry.Of("run.resume", e.By.Value, draft.Run.Id.Value));
        GoOn(draft);
        return null;
    }

    private static void GoOn(RunDraft draft)
    {
        draft.Run = draft.Run with { Paused = false, Held = "", LetGo = draft.Run.LetGo || draft.Run.Held.Length > 0 };
        foreach (StepRow row in draft.Steps.ToList())
        {
            CascadeToChild(draft, row, "resume");
            TakeUp(draft, row);
        }

        foreach (ReviewRow review in draft.State.Reviews.Where(review => review.IsOpen))
        {
            Remember(draft, review);
        }

        foreach (EffectRow effect in draft.State.Effects.Where(effect => effect.State == EffectState.Pending))
        {
            draft.Write(new Change.UpdateEffect(effect with { DueAt = draft.Now }));
        }
    }

    // A pause drops all work; what was ready, waiting for time, fanned out or waiting for a child is taken up where it stands.
    private static void TakeUp(RunDraft draft, StepRow row)
    {
        switch (row)
        {
            case { Status: StepStatus.Ready } or { Status: StepStatus.Waiting, Waiting: WaitReason.Time or WaitReason.Asker } or { Status: StepStatus.Running, Waiting: WaitReason.Items }:
                draft.Queue(row, draft.Now);
                break;
            case { Status: StepStatus.Waiting, Waiting: WaitReason.Child, Child: { } child } when draft.State.Children.All(open => open.Id != child || open.IsTerminal):
                draft.Write(new Change.InsertWork(draft.Work(WorkKind.ChildEnded, row, draft.Now, child.Value)));
                break;
        }
    }

    private static NoReason? TryAgain(RunDraft draft, RunEvent.TryAgainChosen e)
    {
        if (draft[e.Step] is not { Status: StepStatus.Waiting, Waiting: WaitReason.Person } row)
        {
            return NoReason.NothingToDo;
        }

        Answered(draft, row, e.By, e.Alias.Length > 0 ? "cheaper" : "again");
        draft.Run = e.Alias.Length > 0 ? draft.Run with { Alias = e.Alias } : draft.Run;
        draft.Set(row with { Status = StepStatus.Failed, Waiting = WaitReason.None, EndedAt = draft.Now });
        StepRow next = Again(row) with { Status = StepStatus.Ready };
        draft.Open(next);
        draft.Queue(next, draft.Now);
        return null;
    }

    private static NoReason? SkipIt(RunDraft draft, RunEvent.SkipChosen e)
    {
        if (draft[e.Step] is not { Status: StepStatus.Waiting, Waiting: WaitReason.Person } row)
        {
            return NoReason.NothingToDo;
        }

        Answered(draft, row, e.By, "skip");
        if (!e.LeftOut.IsEmpty)
        {
            LeaveOut(draft, row, e.LeftOut);
            return null;
        }

        bool hasPartialResult = row.FailureKind == FailureKind.ItemsFailed && !row.Artifact.IsNone;
        draft.Set(row with
        {
            Status = hasPartialResult ? StepStatus.Succeeded : StepStatus.Skipped,
            Waiting = WaitReason.None,
            EndedAt = draft.Now,
        });
        return null;
    }

    // The step is at work once more, only to gather what is done; what is left out counts as failed for want of money.
    private static void LeaveOut(RunDraft draft, StepRow row, ImmutableArray<StepRow> items)
    {
        foreach (StepRow item in items)
        {
            draft.Write(new Change.UpdateStep(item with { Status = StepStatus.Failed, FailureKind = FailureKind.OverBudget, Failure = "Left out: there was not enough money.", EndedAt = draft.Now }));
        }

        StepRow gathering = row with { Status = StepStatus.Running, Waiting = WaitReason.Items, Shortage = "", ItemsOpen = 0, ItemsFailed = row.ItemsFailed + items.Length, EndedAt = null };
        draft.Set(gathering);
        draft.Write(new Change.InsertWork(draft.Work(WorkKind.Gather, gathering, draft.Now, "")));
    }

    private static NoReason? GiveUp(RunDraft draft, RunEvent.GiveUpChosen e)
    {
        if (draft[e.Step] is not { Status: StepStatus.Waiting, Waiting: WaitReason.Person } row)
        {
            return NoReason.NothingToDo;
        }

        Answered(draft, row, e.By, "give-up");
        draft.Set(row with { Status = StepStatus.Failed, Waiting = WaitReason.None, EndedAt = draft.Now });
        StopTheRest(draft);
        return null;
    }

    private static void Answered(RunDraft draft, StepRow row, PersonKey by, string choice)
    {
        draft.Note(AuditEntry.Of($"step.{choice}", by.Value, row.Step));
        draft.Write(new Change.WantView(Conversations.ThreadOf(draft.Run), Purposes.StepAsks(draft.Run.Id, row.Step, row.Round), draft.Now));
    }
}
