using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs.Working;

/// <summary>Does one claimed piece of work from beginning to commit. The worker that calls it owns leases and parallelism, nothing else.</summary>
public sealed class WorkHandler(StepRooms rooms, StepContexts contexts, RunAdvancer advancer, ICommitter committer, WorkClock clock)
{
    /// <summary>Work during which a process died this often is set aside, so that only its own run stops.</summary>
    public const int CrashesUntilSetAside = 3;

    /// <param name="held">The work, and the run as it stood when it was leased where that is known.</param>
    /// <param name="lease">Asked before the commit: the lease for what comes next in the run; null where others shall claim it.</param>
    /// <returns>What the caller holds now and goes on with; null for nothing.</returns>
    /// <exception cref="OperationCanceledException">The host stops, the lease was lost or the run was cancelled; nothing was kept and somebody else goes on.</exception>
    public async ValueTask<HeldWork?> HandleAsync(HeldWork held, Func<WorkLease?>? lease, CancellationToken ct)
    {
        WorkRow work = held.Row;
        clock.Reach(CrashPoint.WorkClaimed);
        if (work.Kind == WorkKind.Cascade)
        {
            await CascadeAsync(work, ct);
            return null;
        }

        if (await contexts.OfAsync(work, held.Seen, ct) is not { } context)
        {
            await FinishAsync(work, ct);
            return null;
        }

        switch (work.Kind)
        {
            case WorkKind.Items:
                await ItemsAsync(context, ct);
                break;
            case WorkKind.ReviewDue:
                await rooms.ReviewDue.DoAsync(context, ct);
                break;
            case WorkKind.ChildEnded:
                await ChildEndedAsync(context, ct);
                break;
            case WorkKind.AskAgain:
                await AskAgainAsync(context, ct);
                break;
            case WorkKind.Step when await rooms.Line.HoldAsync(context, ct):
                break;
            case WorkKind.Step or WorkKind.Gather:
                return await StepAsync(context, lease, ct);
            default:
                await FinishAsync(work, ct);
                break;
        }

        return null;
    }

    private async ValueTask<HeldWork?> StepAsync(StepContext context, Func<WorkLease?>? lease, CancellationToken ct)
    {
        StepResult result;
        if (context.Work.Crashes >= CrashesUntilSetAside)
        {
            result = context.Fails(FailureKind.SetAside, "It brought AgentBot down three times and was set aside.");
        }
        else if (clock.OutOfTime(context) is { } late)
        {
            result = context.Fails(FailureKind.OverLimit, late);
        }
        else
        {
            result = await WithinTimeAsync(context, ct);
        }

        clock.Reach(result.Happened is RunEvent.ItemsGathered ? CrashPoint.BeforeGather : CrashPoint.ModelAnswered);
        RunEvent happened = result.Happened is RunEvent.ItemsGathered gathered ? gathered with { Began = BeganOf(context) } : result.Happened;
        AdvanceResult advanced = await advancer.ApplyAsync(
            context.Run.Id,
            new Advance(happened) { Work = context.Work, Along = result.Along, Durability = result.Durability, Seen = result.Seen, Lease = lease },
            ct);
        if (result.Happened is RunEvent.ReviewOpened or RunEvent.ReviewKept)
        {
            rooms.Line.Asked(context.Run.Id);
        }

        clock.Reach(result.Happened switch
        {
            RunEvent.FannedOut => CrashPoint.FanOutCommitted,
            RunEvent.ReviewOpened => CrashPoint.ReviewOpened,
            _ => CrashPoint.StepCommitted,
        });
        return advanced is AdvanceResult.Done { Next: { } next } done ? new HeldWork(next, done.Now) : null;
    }

    // Children work, and wait for people, on their own account.
    private DateTimeOffset? BeganOf(StepContext context) =>
        context.Spec is Templates.Spec.StepSpec.Workflow ? clock.Now : clock.BeganOf(context.Row);

    private async ValueTask<StepResult> WithinTimeAsync(StepContext context, CancellationToken ct)
    {
        using CancellationTokenSource timeout = clock.TimeoutOf(context);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return context.Work.Kind == WorkKind.Gather
                ? await rooms.Gather.DoAsync(context, both.Token)
                : await rooms.Step.DoAsync(context, rooms.FanOut, both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return context.Fails(FailureKind.TimedOut, $"“{context.Spec.Title}” took longer than it may.");
        }
    }

    private async ValueTask ItemsAsync(StepContext context, CancellationToken ct)
    {
        if (clock.OutOfTime(context) is { } late)
        {
            await advancer.ApplyAsync(context.Run.Id, new Advance(context.Failed(FailureKind.OverLimit, late)) { Work = context.Work }, ct);
            return;
        }

        using CancellationTokenSource timeout = clock.TimeoutOf(context);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            if (await rooms.Items.DoAsync(context, both.Token) is { } stopped)
            {
                await advancer.ApplyAsync(
                    context.Run.Id,
                    new Advance(context.Failed(stopped)) { Work = context.Work, Along = AgentWork.Calls(stopped.Usage) },
                    ct);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            ImmutableArray<StepRow> open = await rooms.Items.OpenItemsAsync(context, ct);
            await rooms.Items.FailAllAsync(context, open, FailureKind.TimedOut, $"“{context.Spec.Title}” took longer than it may.", [], ct);
        }
    }

    private async ValueTask ChildEndedAsync(StepContext context, CancellationToken ct)
    {
        RunRow child = (await rooms.Runs.FindAsync(new RunId(context.Work.Subject), ct))!;
        (Artifact Artifact, ImmutableArray<Change> Along)? outputs = await rooms.Child.OutputsAsync(child, ct);
        if (context.Spec.ForEach is not null)
        {
            await rooms.ItemChildren.EndAsync(context, child, outputs?.Artifact, outputs?.Along ?? [], ct);
            return;
        }

        StepRow row = context.Row;
        var ended = new RunEvent.ChildEnded(row.Step, row.Round, row.Attempt, child, outputs?.Artifact.Ref);
        await advancer.ApplyAsync(context.Run.Id, new Advance(ended) { Work = context.Work, Along = outputs?.Along ?? [] }, ct);
    }

    // Cancel, pause and resume go down the tree one level at a time; each level's commit queues the next.
    private async ValueTask CascadeAsync(WorkRow work, CancellationToken ct)
    {
        RunRow run = (await rooms.Runs.FindAsync(work.Run, ct))!;
        PersonKey by = run.CancelledBy ?? run.Requester;
        RunEvent happened = work.Subject switch
        {
            "pause" => new RunEvent.PauseRequested(by),
            "resume" => new RunEvent.ResumeRequested(by),
            _ => new RunEvent.CancelRequested(by, "The run above it was stopped."),
        };
        await advancer.ApplyAsync(work.Run, new Advance(happened) { Work = work }, ct);
    }

    private ValueTask<CommitResult> AskAgainAsync(StepContext context, CancellationToken ct)
    {
        StepRow row = context.Row;
        ImmutableArray<Change> said = row is { Status: StepStatus.Waiting, Waiting: WaitReason.Person }
            ? [new Change.WantView(Conversations.ThreadOf(context.Run), Purposes.StepStillAsks(row.Run, row.Step, row.Round), clock.Now)]
            : [];
        return committer.CommitAsync(new Commit { Workspace = context.Work.Workspace, Changes = [new Change.FinishWork(context.Work.Id, context.Work.LeaseToken), .. said] }, ct);
    }

    private ValueTask<CommitResult> FinishAsync(WorkRow work, CancellationToken ct) =>
        committer.CommitAsync(new Commit { Workspace = work.Workspace, Changes = [new Change.FinishWork(work.Id, work.LeaseToken)] }, ct);
}

/// <summary>Work under a lease of this process.</summary>
/// <param name="Seen">The run as it stood when the lease was taken; null where nobody has looked.</param>
public sealed record HeldWork(WorkRow Row, RunState? Seen);

/// <summary>The rooms in which work is done, by what is done there.</summary>
public sealed record StepRooms(
    StepWork Step,
    FanOutWork FanOut,
    ItemsWork Items,
    GatherWork Gather,
    ChildWork Child,
    ItemChildren ItemChildren,
    ReviewDueWork ReviewDue,
    WaitingLine Line,
    IRunReader Runs);
