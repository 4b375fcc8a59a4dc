namespace AgentBot.Core.Schedules.Firings;

/// <summary>What the rows of a schedule say after one of its times was dealt with. Pure.</summary>
public static class FiringRows
{
    public const string FiredLast = "It has fired for the last time.";

    /// <summary>The schedule once everything up to <paramref name="due"/> is done.</summary>
    /// <param name="next">The time after it; null where none comes.</param>
    /// <param name="wakes">When the next one has to start.</param>
    public static ScheduleRow Past(ScheduleRow row, DateTimeOffset due, DateTimeOffset? next, DateTimeOffset? wakes, DateTimeOffset now) => next is null && wakes is null
        ? row with { LastDue = due, NextDue = null, WakeAt = null, Status = ScheduleStatus.Retired, Reason = FiredLast, ChangedBy = null, ChangedAt = now }
        : row with { LastDue = due, NextDue = next, WakeAt = wakes };

    /// <summary>The schedule held until a person has looked at it.</summary>
    public static ScheduleRow Frozen(ScheduleRow row, string why, DateTimeOffset now) =>
        row with { Status = ScheduleStatus.Frozen, Reason = why, WakeAt = null, ChangedBy = null, ChangedAt = now };

    /// <summary>The same row as it stands in the store after it was written once.</summary>
    public static ScheduleRow Written(ScheduleRow row) => row with { RowVersion = row.RowVersion + 1 };

    public static FiringRow Skipped(ScheduleRow row, DateTimeOffset due, string why, DateTimeOffset now) => Of(row, due, FiringOutcome.Skipped, now) with { Reason = why };

    public static FiringRow Queued(ScheduleRow row, DateTimeOffset due, string why, DateTimeOffset now) => Of(row, due, FiringOutcome.Queued, now) with { Reason = why };

    public static FiringRow CouldNotStart(ScheduleRow row, DateTimeOffset due, string why, DateTimeOffset now) => Of(row, due, FiringOutcome.CouldNotStart, now) with { Reason = why };

    public static FiringRow Started(ScheduleRow row, DateTimeOffset due, RunId run, TimeSpan lateness, DateTimeOffset now) =>
        Of(row, due, FiringOutcome.Started, now) with { Run = run, Lateness = lateness > TimeSpan.Zero ? lateness : TimeSpan.Zero };

    /// <summary>Somebody began it between its times. The times of rules are whole seconds, and it never takes the place of one.</summary>
    public static FiringRow ByHand(ScheduleRow row, RunId run, string by, DateTimeOffset now) =>
        Of(row, new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond) + TimeSpan.TicksPerMicrosecond, now.Offset), FiringOutcome.ByHand, now) with { Run = run, Reason = $"{by} started it." };

    private static FiringRow Of(ScheduleRow row, DateTimeOffset due, FiringOutcome outcome, DateTimeOffset now) =>
        new() { Schedule = row.Id, Workspace = row.Workspace, Due = due, Outcome = outcome, At = now };
}
