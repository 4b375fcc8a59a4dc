using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Deals with the events that stand in line for one schedule, the oldest first: whether it is in force, how long the line may be, how
/// many runs an hour it may start, what goes on already, and whether it can start at all. Each step is one commit decided from rows,
/// so that it does not matter who calls or how often; what is left undone when a process dies is found again by the next.
/// </summary>
public sealed class EventStarter(FiringReads reads, Readiness readiness, RunStarter starter, RunAdvancer advancer, ScheduleNotices notices, EventNotices told, IHookNames hooks, IDirectory directory)
{
    /// <summary>The longest line of an event; what comes beyond it is left out and told.</summary>
    public const int LongestLine = 200;

    /// <summary>So many schedules may follow each other by the ends of their runs.</summary>
    public const int LongestChain = 5;

    private const int MostSteps = 1_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Past the hour, not at its very end.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(20);

    private readonly DateTimeOffset _since = reads.Now;

    /// <returns>When to look again although nothing happens until then; null where nothing is to be done, or what goes on now rings when it ends.</returns>
    public async ValueTask<DateTimeOffset?> HandleAsync(ScheduleId id, CancellationToken ct)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            if (await reads.Schedules.FindAsync(id, ct) is not { } row
                || ScheduleTerms.Read(row.Terms) is not { Trigger: not null } terms
                || await reads.Schedules.QueuedAsync(id, ct) is not { Count: > 0 } line)
            {
                return null;
            }

            EventStep done = await StepAsync(row, terms, line, ct);
            if (!done.GoOn)
            {
                return done.LookAgain;
            }
        }

        return reads.Now + TryAgainAfter;
    }

    private async ValueTask<EventStep> StepAsync(ScheduleRow row, ScheduleTerms terms, IReadOnlyList<FiringRow> line, CancellationToken ct)
    {
        if (row.Status != ScheduleStatus.Active)
        {
            return await LeaveOutAsync(row, line, "The schedule was held before its turn came.", [], ct);
        }

        if (line.Count > LongestLine)
        {
            FiringRow[] beyond = [.. line.Skip(LongestLine)];
            return await LeaveOutAsync(row, beyond, $"{LongestLine} were waiting before it.", await told.LeftOutAsync(row, $"{LongestLine} wait already", beyond.Length, ct), ct);
        }

        FiringRow next = terms.Overlap == Overlap.CancelOld ? line[^1] : line[0];
        var happened = StoredEvent.Read(next.Event);
        if (happened.Chain > LongestChain)
        {
            string why = $"It would be the {happened.Chain}th schedule in a row that another one’s run starts; {LongestChain} may follow each other.";
            Trouble stopped = notices.CouldNotStart(row, terms, next.Due, why);
            return await FailAsync(row, next, why, stopped.Row, stopped.Told, ct);
        }

        if (terms.Trigger is Trigger.HookCalled called && !hooks.Of(row.Channel).Contains(called.Hook))
        {
            string why = $"The hook {called.Hook} is no longer there for this channel.";
            ScheduleRow frozen = FiringRows.Frozen(row, why, reads.Now);
            return await FailAsync(row, next, why, frozen, notices.Frozen(frozen, terms), ct);
        }

        IReadOnlyList<RunRow> running = terms.Overlap == Overlap.Together ? [] : await reads.Schedules.RunningAsync(row.Id, ct);
        if (running.Count > 0 && terms.Overlap == Overlap.Skip)
        {
            string why = $"Run {running[^1].Number} had not ended.";
            return await LeaveOutAsync(row, line, why, await told.LeftOutAsync(row, $"run {running[^1].Number} had not ended", line.Count, ct), ct);
        }

        if (running.Count > 0 && terms.Overlap == Overlap.Queue)
        {
            await told.WaitsAsync(row, running[^1], line.Count, ct);
            return EventStep.Wait(null);
        }

        FiringCounts lately = await reads.Schedules.CountAsync(row.Id, reads.Now - Hour, ct);
        if (lately.Started >= terms.MostAnHour)
        {
            string why = $"{Wording.Count(terms.MostAnHour, "run", "runs")} had begun within the hour.";
            if (terms.Overlap is Overlap.Skip or Overlap.CancelOld)
            {
                return await LeaveOutAsync(row, line, why, await told.LeftOutAsync(row, $"{Wording.Count(terms.MostAnHour, "run", "runs")} had begun within the hour", line.Count, ct), ct);
            }

            DateTimeOffset again = lately.FirstStarted!.Value + Hour + Grain;
            await told.HeldBackAsync(row, terms, again, line.Count, ct);
            return EventStep.Wait(again);
        }

        if (terms.Overlap == Overlap.CancelOld && (running.Count > 0 || line.Count > 1))
        {
            await MakeRoomAsync(row, running, ct);
            if (line.Count > 1)
            {
                return await LeaveOutAsync(row, [.. line.SkipLast(1)], "A later one took its place.", [], ct);
            }
        }

        return await StartAsync(row, terms, next, happened, ct);
    }

    private async ValueTask<EventStep> StartAsync(ScheduleRow row, ScheduleTerms terms, FiringRow next, StoredEvent happened, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        reads.CrashPoints.Reach(CrashPoint.FiringDue);
        Ready ready = await readiness.CheckAsync(row, terms, happened.Values, ct);
        switch (ready)
        {
            case Ready.Later later:
                return WaitOr(next, now) is { } again ? EventStep.Wait(again) : await FailAsync(row, terms, next, later.Why, ct);
            case Ready.No no:
                return await FailAsync(row, terms, next, no.Why, ct);
            case Ready.Never never:
                ScheduleRow frozen = FiringRows.Frozen(row, never.Why, now);
                return await FailAsync(row, next, never.Why, frozen, notices.Frozen(frozen, terms), ct);
        }

        var yes = (Ready.Yes)ready;
        FiringRow started = next with { Outcome = FiringOutcome.Started, Run = reads.Ids.NextRun(), At = now, Lateness = now > next.At ? now - next.At : TimeSpan.Zero };
        var seed = new RunSeed(row.Channel, "", yes.Requester, yes.Inputs, ResolvedNames.None)
        {
            Id = started.Run,
            CausedBy = happened.By,
            StartedBy = $"by schedule {row.Number}, {EventWords.Short(happened, directory.Latest)}",
            About = RunAbout.Of(yes.Inputs),
        };
        Result<StartedRun> begun = await starter.StartAsync(new StartRequest(yes.Closure, seed, $"schedule|{row.Workspace}|event|{row.Id}:{next.Cause}", [new Change.UpdateFiring(started)]), ct);
        if (!begun.IsRefused || begun.Refusal!.Kind == RefusalKind.Lost)
        {
            reads.CrashPoints.Reach(CrashPoint.FiringCommitted);
            return EventStep.Next;
        }

        return begun.Refusal!.Kind == RefusalKind.Unavailable && WaitOr(next, now) is { } later2
            ? EventStep.Wait(later2)
            : await FailAsync(row, terms, next, begun.Refusal.Why.Length > 0 ? begun.Refusal.Why : begun.Refusal.What, ct);
    }

    private async ValueTask MakeRoomAsync(ScheduleRow row, IReadOnlyList<RunRow> running, CancellationToken ct)
    {
        foreach (RunRow old in running)
        {
            await advancer.ApplyAsync(old.Id, new Advance(new RunEvent.CancelRequested(row.Owner, $"The next run of schedule {row.Number} took its place.")), ct);
        }
    }

    private ValueTask<EventStep> FailAsync(ScheduleRow row, ScheduleTerms terms, FiringRow next, string why, CancellationToken ct)
    {
        Trouble trouble = notices.CouldNotStart(row, terms, next.Due, why);
        return FailAsync(row, next, why, trouble.Row, trouble.Told, ct);
    }

    private async ValueTask<EventStep> FailAsync(ScheduleRow row, FiringRow next, string why, ScheduleRow after, ImmutableArray<Change> said, CancellationToken ct)
    {
        FiringRow failed = next with { Outcome = FiringOutcome.CouldNotStart, Reason = why, At = reads.Now };
        string verb = after.Status == ScheduleStatus.Frozen ? "schedule.frozen" : "schedule.not-started";
        await reads.KeepAsync(row.Workspace, [new Change.UpdateFiring(failed), new Change.UpdateSchedule(after), .. said], AuditEntry.Of(verb, AuditEntry.Host, row.Id.Value), ct);
        return EventStep.Next;
    }

    /// <summary>What does not run keeps what it was, not what it would have handed over.</summary>
    private async ValueTask<EventStep> LeaveOutAsync(ScheduleRow row, IReadOnlyList<FiringRow> left, string why, ImmutableArray<Change> said, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        IEnumerable<Change> skipped = left.Select(firing => new Change.UpdateFiring(firing with
        {
            Outcome = FiringOutcome.Skipped,
            Reason = why,
            At = now,
            Event = (StoredEvent.Read(firing.Event) with { Data = "" }).Write(),
        }));
        await reads.KeepAsync(row.Workspace, [.. skipped, .. said], AuditEntry.Of("schedule.skipped", AuditEntry.Host, row.Id.Value), ct);
        return EventStep.Next;
    }

    /// <summary>When to try again; null once it was tried long enough.</summary>
    private DateTimeOffset? WaitOr(FiringRow next, DateTimeOffset now)
    {
        DateTimeOffset begun = next.At > _since ? next.At : _since;
        return now - begun < Patience ? now + TryAgainAfter : null;
    }

    /// <param name="GoOn">Look at the line again at once.</param>
    private readonly record struct EventStep(bool GoOn, DateTimeOffset? LookAgain)
    {
        public static readonly EventStep Next = new(true, null);

        public static EventStep Wait(DateTimeOffset? until) => new(false, until);
    }
}
