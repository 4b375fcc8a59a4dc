using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Deals with one schedule whose time has come. Everything is decided from the row and the rule, so that it does not matter who
/// calls, how late, or how often: a time fires once. What is left undone when a process dies is found again by the next.
/// </summary>
public sealed class FiringHandler(FiringReads reads, DueTimes times, StartTimes starts, FiringStarter starter, ScheduleNotices notices)
{
    private const int MostTries = 50;

    /// <summary>So many of the left out ones get a row each; of more than that only the latest do.</summary>
    private const int MostDroppedRows = 200;

    /// <param name="jumpedOver">Whether the clock of this computer was set forward past a time while AgentBot ran.</param>
    /// <returns>When to look again although the row says otherwise; null where the row says it.</returns>
    public async ValueTask<DateTimeOffset?> HandleAsync(ScheduleId id, Func<DateTimeOffset, bool> jumpedOver, CancellationToken ct)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            if (await reads.Schedules.FindAsync(id, ct) is not { WakeAt: { } wake } row || wake > reads.Now)
            {
                return null;
            }

            HandledStep step = row.Status switch
            {
                ScheduleStatus.Active when row.Listens.Length == 0 => await FireAsync(row, ScheduleTerms.Read(row.Terms), jumpedOver(wake), ct),
                ScheduleStatus.Paused => await ResumeAsync(row, ScheduleTerms.Read(row.Terms), ct),
                _ => await SleepAsync(row, ct),
            };
            if (step.LookAgain is { } again)
            {
                return again;
            }
        }

        throw new InvalidOperationException($"Schedule {id} could not be dealt with: it changed {MostTries} times meanwhile.");
    }

    private async ValueTask<HandledStep> FireAsync(ScheduleRow row, ScheduleTerms terms, bool clockJumped, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        Func<DateTimeOffset, DateTimeOffset> startOf = await starts.OfAsync(row, terms, ct);
        if (DeadlineOf(row, terms) is { } deadline && deadline <= now && await WarnAsync(row, terms, deadline, startOf, ct) is { } warned)
        {
            return warned;
        }

        if (row.NextDue is not { } first)
        {
            return await KeepAsync(row, [], FiringRows.Past(row, row.LastDue ?? now, null, null, now), null, ct);
        }

        Backlog backlog = times.Since(terms.Rule!, first, startOf, now);
        if (backlog.Due.IsEmpty)
        {
            // It wakes later than it did when this was reckoned last, for example because its runs have become shorter.
            return await KeepAsync(row, [], row with { WakeAt = startOf(first) }, null, ct);
        }

        DateTimeOffset last = backlog.Due[^1];
        var plan = FiringPlan.Of(backlog.Due, terms.MustBeOut ? last : startOf(last), terms, now, clockJumped);
        reads.CrashPoints.Reach(Runs.CrashPoint.FiringDue);
        if (!plan.Dropped.IsEmpty)
        {
            DateTimeOffset? then = plan.Started.IsEmpty ? backlog.Next : plan.Started[0];
            return await DropAsync(row, terms, plan, then, startOf, clockJumped, ct);
        }

        DateTimeOffset due = plan.Started[0];
        DateTimeOffset? next = plan.Started.Length > 1 ? plan.Started[1] : backlog.Next;
        if (await reads.Schedules.FindFiringAsync(row.Id, due, ct) is not null)
        {
            // A clock that was set back brings a time again that has had its run.
            return await KeepAsync(row, [], Past(row, terms, due, next, startOf, now), null, ct);
        }

        var firing = new DueFiring(due, startOf(due), Past(row, terms, due, next, startOf, now)) { CatchesUp = plan.CatchesUp };
        return await starter.StartAsync(row, terms, firing, ct);
    }

    /// <summary>The row after a time; where its result must be out by then, it wakes at that time once more to look.</summary>
    private static ScheduleRow Past(ScheduleRow row, ScheduleTerms terms, DateTimeOffset due, DateTimeOffset? next, Func<DateTimeOffset, DateTimeOffset> startOf, DateTimeOffset now)
    {
        DateTimeOffset? starts = next is { } time ? startOf(time) : null;
        DateTimeOffset? wakes = terms.MustBeOut && due > now && (starts is null || due < starts) ? due : starts;
        return FiringRows.Past(row, due, next, wakes, now);
    }

    /// <summary>The time by which the last result must be out, while nobody has looked whether it is.</summary>
    private static DateTimeOffset? DeadlineOf(ScheduleRow row, ScheduleTerms terms) => terms.MustBeOut && row.LastDue == row.WakeAt ? row.LastDue : null;

    private async ValueTask<HandledStep?> WarnAsync(ScheduleRow row, ScheduleTerms terms, DateTimeOffset deadline, Func<DateTimeOffset, DateTimeOffset> startOf, CancellationToken ct)
    {
        FiringRow? firing = await reads.Schedules.FindFiringAsync(row.Id, deadline, ct);
        ScheduleRow after = FiringRows.Past(row, deadline, row.NextDue, row.NextDue is { } next ? startOf(next) : null, reads.Now);
        ImmutableArray<Change> told = firing is { IsOpen: true, Run: { } run } && await reads.Runs.FindAsync(run, ct) is { IsTerminal: false } late
            ? notices.NotOutInTime(row, terms, deadline, late)
            : [];
        return await KeepAsync(row, told, after, null, ct);
    }

    private async ValueTask<HandledStep> DropAsync(
        ScheduleRow row, ScheduleTerms terms, FiringPlan plan, DateTimeOffset? next, Func<DateTimeOffset, DateTimeOffset> startOf, bool clockJumped, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        string cause = clockJumped ? "The clock of AgentBot’s computer was set forward past this time." : "AgentBot was not running at this time.";
        string instead = plan.Started.IsEmpty ? "Missed times are left out here." : plan.CatchesUp ? "Only the latest of the missed times are made up for." : "One run stands for all times that were missed.";
        int unnoted = Math.Max(0, plan.Dropped.Length - MostDroppedRows);
        var rows = new List<Change>();
        foreach (DateTimeOffset due in plan.Dropped.Skip(unnoted))
        {
            if (await reads.Schedules.FindFiringAsync(row.Id, due, ct) is null)
            {
                string why = rows.Count == 0 && unnoted > 0 ? $"{cause} {instead} So were {unnoted} before it." : $"{cause} {instead}";
                rows.Add(new Change.InsertFiring(FiringRows.Skipped(row, due, why, now)));
            }
        }

        return await KeepAsync(row, rows, Past(row, terms, plan.Dropped[^1], next, startOf, now), AuditEntry.Of("schedule.skipped", AuditEntry.Host, row.Id.Value), ct);
    }

    /// <summary>The end of a pause: what lay in it was not missed, it was not wanted.</summary>
    private async ValueTask<HandledStep> ResumeAsync(ScheduleRow row, ScheduleTerms terms, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        Func<DateTimeOffset, DateTimeOffset> startOf = await starts.OfAsync(row, terms, ct);
        ScheduleRow active = row with { Status = ScheduleStatus.Active, Reason = "", ChangedBy = null, ChangedAt = now };
        DateTimeOffset? next = terms.Rule is { } rule ? times.NextAfter(rule, now) : null;
        ScheduleRow after = terms.Trigger is not null ? active with { WakeAt = null }
            : next is { } time
            ? active with { NextDue = time, WakeAt = startOf(time) }
            : active with { NextDue = null, WakeAt = null, Status = ScheduleStatus.Retired, Reason = FiringRows.FiredLast };
        return await KeepAsync(row, notices.Resumed(after, terms), after, AuditEntry.Of("schedule.resumed", AuditEntry.Host, row.Id.Value), ct);
    }

    private ValueTask<HandledStep> SleepAsync(ScheduleRow row, CancellationToken ct) => KeepAsync(row, [], row with { WakeAt = null }, null, ct);

    private async ValueTask<HandledStep> KeepAsync(ScheduleRow row, IEnumerable<Change> changes, ScheduleRow after, AuditEntry? audit, CancellationToken ct)
    {
        // Lost or kept, the row is read again: there may be more to do.
        await reads.KeepAsync(row.Workspace, [new Change.UpdateSchedule(after), .. changes], audit, ct);
        return HandledStep.Done;
    }
}

/// <summary>One step of dealing with a schedule.</summary>
/// <param name="LookAgain">Nothing more can be done before this; null to look at the row again at once.</param>
public sealed record HandledStep(DateTimeOffset? LookAgain)
{
    public static readonly HandledStep Done = new((DateTimeOffset?)null);
}

/// <summary>A time that has come.</summary>
/// <param name="StartsAt">When its run was to begin.</param>
/// <param name="After">The schedule once this time is dealt with.</param>
public sealed record DueFiring(DateTimeOffset Due, DateTimeOffset StartsAt, ScheduleRow After)
{
    /// <summary>One of several that are made up for: it waits for the one before it.</summary>
    public bool CatchesUp { get; init; }
}
