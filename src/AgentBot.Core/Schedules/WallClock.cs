namespace AgentBot.Core.Schedules;

/// <summary>Turns wall times of a zone into instants, by the rule that <see cref="ClockShift"/> states.</summary>
internal static class WallClock
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <summary>
    /// Only the way from an instant to its offset is asked of the zone, because that way has one answer: a wall time is an instant
    /// under the offset in force a day before or a day after, if that instant then really has that offset.
    /// </summary>
    public static DateTimeOffset ToInstant(TimeZoneInfo zone, DateOnly day, TimeOnly time, out ClockShift shift)
    {
        var wall = new DateTimeOffset(day, time, TimeSpan.Zero);
        TimeSpan before = zone.GetUtcOffset(wall - OneDay);
        TimeSpan after = zone.GetUtcOffset(wall + OneDay);
        shift = ClockShift.None;
        if (before == after)
        {
            return wall - before;
        }

        DateTimeOffset early = wall - before;
        DateTimeOffset late = wall - after;
        bool isEarly = zone.GetUtcOffset(early) == before;
        bool isLate = zone.GetUtcOffset(late) == after;
        shift = (isEarly, isLate) switch
        {
            (true, true) => ClockShift.FirstOfTwo,
            (false, false) => ClockShift.MovedForward,
            _ => ClockShift.None,
        };
        return isLate && !isEarly ? late : early;
    }

    public static DateTimeOffset ToInstant(TimeZoneInfo zone, DateOnly day, TimeOnly time) => ToInstant(zone, day, time, out _);

    /// <summary>The offset of every wall time of the day where no change of the clocks is near; else null.</summary>
    public static TimeSpan? SteadyOffset(TimeZoneInfo zone, DateOnly day)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        TimeSpan before = zone.GetUtcOffset(start - OneDay);
        return zone.GetUtcOffset(start + OneDay + OneDay) == before ? before : null;
    }

    public static DateOnly DayOf(TimeZoneInfo zone, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    public static TimeOnly TimeOf(TimeZoneInfo zone, DateTimeOffset at) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
