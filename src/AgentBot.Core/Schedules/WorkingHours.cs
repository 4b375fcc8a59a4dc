namespace AgentBot.Core.Schedules;

/// <summary>When somebody works.</summary>
/// <param name="Zone">IANA name.</param>
/// <param name="From">Wall time at which a working day begins.</param>
/// <param name="To">Wall time at which it ends; later than <paramref name="From"/>.</param>
/// <param name="Calendar">Whose holidays are not worked; null for none.</param>
public sealed record WorkingHours(string Zone, Weekdays Days, TimeOnly From, TimeOnly To, string? Calendar = null)
{
    /// <summary>Monday to Friday, 09:00 to 17:00: where nobody has said otherwise.</summary>
    public static WorkingHours Usual(string zone) => new(zone, Weekdays.MondayToFriday, new TimeOnly(9, 0), new TimeOnly(17, 0));
}

/// <summary>
/// Counts in working time: "two working hours before Monday 10:00" is Friday 16:00. Holidays and the nights between do not count, and
/// an hour is an hour also where the clocks change within it.
/// </summary>
public sealed class WorkingTime(HolidayCatalog holidays)
{
    /// <summary>A year and a month: a person who works no day in that long works none.</summary>
    private const int SearchedDays = 400;

    /// <summary>The latest instant from which <paramref name="length"/> of working time passes until <paramref name="until"/>.</summary>
    public Result<DateTimeOffset> Subtract(WorkingHours hours, DateTimeOffset until, TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero);
        Result<(TimeZoneInfo Zone, HolidayCalendar? Calendar)> found = Prepare(hours);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        (TimeZoneInfo zone, HolidayCalendar? calendar) = found.Value;
        DateOnly day = WallClock.DayOf(zone, until).AddDays(1);
        for (int i = 0; i <= SearchedDays && length > TimeSpan.Zero; i++, day = day.AddDays(-1))
        {
            (DateTimeOffset from, DateTimeOffset to) = Worked(hours, zone, calendar, day);
            DateTimeOffset end = to < until ? to : until;
            if (end <= from)
            {
                continue;
            }

            if (end - from >= length)
            {
                return end - length;
            }

            length -= end - from;
        }

        return length == TimeSpan.Zero ? until.ToUniversalTime() : TooFar();
    }

    /// <summary>The earliest instant until which <paramref name="length"/> of working time has passed since <paramref name="since"/>.</summary>
    public Result<DateTimeOffset> Add(WorkingHours hours, DateTimeOffset since, TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero);
        Result<(TimeZoneInfo Zone, HolidayCalendar? Calendar)> found = Prepare(hours);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        (TimeZoneInfo zone, HolidayCalendar? calendar) = found.Value;
        DateOnly day = WallClock.DayOf(zone, since).AddDays(-1);
        for (int i = 0; i <= SearchedDays && length > TimeSpan.Zero; i++, day = day.AddDays(1))
        {
            (DateTimeOffset from, DateTimeOffset to) = Worked(hours, zone, calendar, day);
            DateTimeOffset start = from > since ? from : since.ToUniversalTime();
            if (to <= start)
            {
                continue;
            }

            if (to - start >= length)
            {
                return start + length;
            }

            length -= to - start;
        }

        return length == TimeSpan.Zero ? since.ToUniversalTime() : TooFar();
    }

    /// <summary>How much working time lies between two instants; zero where the second is not the later one.</summary>
    public Result<TimeSpan> Between(WorkingHours hours, DateTimeOffset since, DateTimeOffset until)
    {
        Result<(TimeZoneInfo Zone, HolidayCalendar? Calendar)> found = Prepare(hours);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        if (until - since > TimeSpan.FromDays(SearchedDays))
        {
            return TooFar();
        }

        (TimeZoneInfo zone, HolidayCalendar? calendar) = found.Value;
        TimeSpan sum = TimeSpan.Zero;
        for (DateOnly day = WallClock.DayOf(zone, since).AddDays(-1); day <= WallClock.DayOf(zone, until); day = day.AddDays(1))
        {
            (DateTimeOffset from, DateTimeOffset to) = Worked(hours, zone, calendar, day);
            DateTimeOffset start = from > since ? from : since;
            DateTimeOffset end = to < until ? to : until;
            sum += end > start ? end - start : TimeSpan.Zero;
        }

        return sum;
    }

    private static (DateTimeOffset From, DateTimeOffset To) Worked(WorkingHours hours, TimeZoneInfo zone, HolidayCalendar? calendar, DateOnly day)
    {
        DateTimeOffset from = WallClock.ToInstant(zone, day, hours.From);
        return hours.Days.Has(day.DayOfWeek) && calendar?.IsHoliday(day) != true ? (from, WallClock.ToInstant(zone, day, hours.To)) : (from, from);
    }

    private Result<(TimeZoneInfo Zone, HolidayCalendar? Calendar)> Prepare(WorkingHours hours)
    {
        ArgumentNullException.ThrowIfNull(hours);
        HolidayCalendar? calendar = hours.Calendar is { } key ? holidays.Find(key) : null;
        return !TimeZoneInfo.TryFindSystemTimeZoneById(hours.Zone, out TimeZoneInfo? zone) ? Refuse($"“{hours.Zone}” is no time zone known here.")
            : hours.Calendar is not null && calendar is null ? Refuse($"The holiday calendar “{hours.Calendar}” is missing.")
            : hours.To <= hours.From || (hours.Days & Weekdays.All) == Weekdays.None ? Refuse("The working hours have no length.")
            : (zone, calendar);
    }

    private static Refusal Refuse(string why) =>
        new(RefusalKind.BadInput, "Working time cannot be counted.", why, "Ask the operator to look at the working hours.");

    private static Refusal TooFar() => Refuse($"Not enough working time lies within {SearchedDays} days.");
}
