using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Audit;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Begins the run of one due time, or writes down why not. The firing, the run and the schedule's progress are one commit: two
/// nodes, a restart or a second ring of the clock find the time taken.
/// </summary>
public sealed class FiringStarter(FiringReads reads, Readiness readiness, RunStarter starter, RunAdvancer advancer, ScheduleNotices notices)
{
    /// <summary>How long a start is tried again where only something passing is in its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(20);

    private const int MostQueued = 200;

    /// <summary>
    /// Since when a time is tried, by schedule: what was late before this process came, or while the computer slept, has not had its
    /// chance yet.
    /// </summary>
    private readonly ConcurrentDictionary<ScheduleId, (DateTimeOffset Due, DateTimeOffset Since)> _tried = new();

    public async ValueTask<HandledStep> StartAsync(ScheduleRow row, ScheduleTerms terms, DueFiring firing, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        Ready ready = await readiness.CheckAsync(row, terms, null, ct);
        switch (ready)
        {
            case Ready.Later later:
                return WaitOr(row, firing, now) is { } again ? new HandledStep(again) : await FailAsync(row, terms, firing, later.Why, ct);
            case Ready.No no:
                return await FailAsync(row, terms, firing, no.Why, ct);
            case Ready.Never never:
                return await FreezeAsync(row, terms, firing, never.Why, ct);
        }

        if (await MakeRoomAsync(row, terms, firing, ct) is { } dealtWith)
        {
            return dealtWith;
        }

        var started = FiringRows.Started(row, firing.Due, reads.Ids.NextRun(), now - firing.StartsAt, now);
        Result<StartedRun> begun = await BeginAsync(row, terms, (Ready.Yes)ready, started, [new Change.InsertFiring(started), new Change.UpdateSchedule(firing.After)], ct);
        if (!begun.IsRefused || begun.Refusal!.Kind == RefusalKind.Lost)
        {
            reads.CrashPoints.Reach(CrashPoint.FiringCommitted);
            return HandledStep.Done;
        }

        return begun.Refusal!.Kind == RefusalKind.Unavailable && WaitOr(row, firing, now) is { } later2
            ? new HandledStep(later2)
            : await FailAsync(row, terms, firing, WhyOf(begun.Refusal), ct);
    }

    /// <summary>The oldest firing that waits, where nothing is in its way any more.</summary>
    public async ValueTask StartQueuedAsync(ScheduleId id, CancellationToken ct)
    {
        if (await reads.Schedules.FindAsync(id, ct) is not { } row
            || await reads.Schedules.QueuedAsync(id, ct) is not [{ Cause.Length: 0 } waiting, ..]
            || (await reads.Schedules.RunningAsync(id, ct)).Count > 0)
        {
            return;
        }

        DateTimeOffset now = reads.Now;
        var terms = ScheduleTerms.Read(row.Terms);
        if (row.Status is ScheduleStatus.Paused or ScheduleStatus.Frozen or ScheduleStatus.Proposed)
        {
            await reads.KeepAsync(row.Workspace, [new Change.UpdateFiring(waiting with { Outcome = FiringOutcome.Skipped, Reason = "The schedule was held before its turn came." })], null, ct);
            return;
        }

        Ready ready = await readiness.CheckAsync(row, terms, null, ct);
        if (ready is Ready.Later)
        {
            return;
        }

        string why = ready switch { Ready.No no => no.Why, Ready.Never never => never.Why, _ => "" };
        if (ready is Ready.Yes yes)
        {
            var started = FiringRows.Started(row, waiting.Due, reads.Ids.NextRun(), now - waiting.Due, now) with { RowVersion = waiting.RowVersion };
            Result<StartedRun> begun = await BeginAsync(row, terms, yes, started, [new Change.UpdateFiring(started)], ct);
            why = begun.IsRefused && begun.Refusal!.Kind is not (RefusalKind.Lost or RefusalKind.Unavailable) ? WhyOf(begun.Refusal) : "";
        }

        if (why.Length > 0)
        {
            Trouble trouble = notices.CouldNotStart(row, terms, waiting.Due, why);
            await reads.KeepAsync(
                row.Workspace,
                [new Change.UpdateFiring(waiting with { Outcome = FiringOutcome.CouldNotStart, Reason = why, At = now }), new Change.UpdateSchedule(trouble.Row), .. trouble.Told],
                null,
                ct);
        }
    }

    private ValueTask<Result<StartedRun>> BeginAsync(ScheduleRow row, ScheduleTerms terms, Ready.Yes ready, FiringRow started, ImmutableArray<Change> along, CancellationToken ct)
    {
        var seed = new RunSeed(row.Channel, "", ready.Requester, ready.Inputs, ResolvedNames.None)
        {
            Id = started.Run,
            StartedBy = ScheduleNotices.StartedBy(terms),
            About = RunAbout.Of(ready.Inputs),
        };
        string receipt = string.Create(CultureInfo.InvariantCulture, $"schedule|{row.Workspace}|firing|{row.Id}:{started.Due.ToUnixTimeMilliseconds()}");
        return starter.StartAsync(new StartRequest(ready.Closure, seed, receipt, along), ct);
    }

    /// <summary>What the overlap policy says where a run of before still goes on; null where the way is free.</summary>
    private async ValueTask<HandledStep?> MakeRoomAsync(ScheduleRow row, ScheduleTerms terms, DueFiring firing, CancellationToken ct)
    {
        IReadOnlyList<RunRow> running = await reads.Schedules.RunningAsync(row.Id, ct);
        IReadOnlyList<FiringRow> queued = await reads.Schedules.QueuedAsync(row.Id, ct);
        if (running.Count == 0 && queued.Count == 0)
        {
            return null;
        }

        DateTimeOffset now = reads.Now;
        string why = running.Count > 0 ? $"Run {running[^1].Number} had not ended." : "Earlier ones were waiting.";
        Overlap policy = firing.CatchesUp || await IsCatchingUpAsync(terms, running, queued, ct) ? Overlap.Queue : terms.Overlap;
        if (policy == Overlap.Together)
        {
            return null;
        }

        if (policy == Overlap.CancelOld)
        {
            foreach (RunRow old in running)
            {
                await advancer.ApplyAsync(old.Id, new Advance(new RunEvent.CancelRequested(row.Owner, $"The next run of schedule {row.Number} took its place.")), ct);
            }

            return null;
        }

        if (policy == Overlap.Queue && queued.Count < MostQueued)
        {
            return await KeepAsync(row, firing, FiringRows.Queued(row, firing.Due, why, now), firing.After, [], "schedule.queued", ct);
        }

        FiringRow? before = row.LastDue is { } last ? await reads.Schedules.FindFiringAsync(row.Id, last, ct) : null;
        bool isTold = before is { Outcome: FiringOutcome.Skipped } && before.Reason == why;
        return await KeepAsync(row, firing, FiringRows.Skipped(row, firing.Due, why, now), firing.After, isTold ? [] : notices.Overlapped(row, terms, firing.Due, why), "schedule.skipped", ct);
    }

    /// <summary>What is in the way makes up for missed times: whoever comes meanwhile is one more of all that run.</summary>
    private async ValueTask<bool> IsCatchingUpAsync(ScheduleTerms terms, IReadOnlyList<RunRow> running, IReadOnlyList<FiringRow> queued, CancellationToken ct) =>
        terms.CatchUp == CatchUp.All
        && (queued.Count > 0 || (await reads.Schedules.FindFiringAsync(running[^1].Id, ct) is { } before && before.Lateness > terms.StartWindow));

    private async ValueTask<HandledStep> FailAsync(ScheduleRow row, ScheduleTerms terms, DueFiring firing, string why, CancellationToken ct)
    {
        Trouble trouble = notices.CouldNotStart(firing.After, terms, firing.Due, why);
        return await KeepAsync(row, firing, FiringRows.CouldNotStart(row, firing.Due, why, reads.Now), trouble.Row, trouble.Told, "schedule.not-started", ct);
    }

    private async ValueTask<HandledStep> FreezeAsync(ScheduleRow row, ScheduleTerms terms, DueFiring firing, string why, CancellationToken ct)
    {
        ScheduleRow frozen = FiringRows.Frozen(firing.After, why, reads.Now);
        return await KeepAsync(row, firing, FiringRows.CouldNotStart(row, firing.Due, why, reads.Now), frozen, notices.Frozen(frozen, terms), "schedule.frozen", ct);
    }

    private async ValueTask<HandledStep> KeepAsync(ScheduleRow row, DueFiring firing, FiringRow written, ScheduleRow after, ImmutableArray<Change> told, string verb, CancellationToken ct)
    {
        await reads.KeepAsync(row.Workspace, [new Change.InsertFiring(written), new Change.UpdateSchedule(after), .. told], AuditEntry.Of(verb, AuditEntry.Host, row.Id.Value), ct);
        return HandledStep.Done;
    }

    /// <summary>When to try again; null once it was tried long enough.</summary>
    private DateTimeOffset? WaitOr(ScheduleRow row, DueFiring firing, DateTimeOffset now)
    {
        (_, DateTimeOffset since) = _tried.AddOrUpdate(row.Id, (firing.Due, now), (_, before) => before.Due == firing.Due ? before : (firing.Due, now));
        if (now - since < Patience)
        {
            return now + TryAgainAfter;
        }

        _tried.TryRemove(row.Id, out _);
        return null;
    }

    private static string WhyOf(Refusal refusal) => refusal.Why.Length > 0 ? refusal.Why : refusal.What;
}
