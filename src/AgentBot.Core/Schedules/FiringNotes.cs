using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <param name="Note">Why this one is not where the reader expects it; empty where nothing is unusual.</param>
public sealed record NotedFiring(Firing Firing, string Note);

/// <summary>The next firings with the reason where one moves: a holiday, a weekend, a change of the clocks.</summary>
public sealed class FiringNotes(FiringCalendar calendar)
{
    /// <param name="readerZone">IANA name of the zone in which the times are shown; a change that moves them there is said.</param>
    public ImmutableArray<NotedFiring> Next(ScheduleRule rule, DateTimeOffset after, int count, string readerZone)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ImmutableArray<Firing> firings = calendar.NextMany(rule, after, count);
        var noted = ImmutableArray.CreateBuilder<NotedFiring>(firings.Length);
        DateTimeOffset before = after;
        foreach (Firing firing in firings)
        {
            string[] notes = [HolidayNote(rule, firing, before), DstNote(rule, firing, before, readerZone)];
            noted.Add(new NotedFiring(firing, string.Join("; ", notes.Where(note => note.Length > 0))));
            before = firing.At;
        }

        return noted.ToImmutable();
    }

    /// <summary>
    /// What a change of the clocks does to a firing: that its wall time does not exist or comes twice, or that it is the first one
    /// after a change since <paramref name="before"/>, in the zone of the rule or in the reader's.
    /// </summary>
    public static string DstNote(ScheduleRule rule, Firing firing, DateTimeOffset before, string readerZone)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(firing);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(rule.Zone, out TimeZoneInfo? zone))
        {
            return "";
        }

        string named = RuleWords.Time(firing.Time);
        switch (firing.Clock)
        {
            case ClockShift.MovedForward:
                return $"{named} does not exist on that day, since the clocks go forward; it runs at {RuleWords.Time(WallClock.TimeOf(zone, firing.At))}";
            case ClockShift.FirstOfTwo:
                return $"{named} comes twice on that day, since the clocks go back; it runs the first time";
            case ClockShift.None:
                break;
        }

        if (Change(zone, before, firing.At) is { } change)
        {
            return $"after the clocks change on {ShortDay(change)}";
        }

        // The wall time of the rule stays, and so the reader's own wall time moves.
        return readerZone != rule.Zone && TimeZoneInfo.TryFindSystemTimeZoneById(readerZone, out TimeZoneInfo? reader) && Change(reader, before, firing.At) is { } there
            ? $"at another hour for {ZoneNames.InWords(readerZone)}, where the clocks change on {ShortDay(there)}"
            : "";
    }

    /// <summary>Which holiday or weekend moved a firing, and which days since <paramref name="before"/> were left out for one.</summary>
    public string HolidayNote(ScheduleRule rule, Firing firing, DateTimeOffset before)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(firing);
        HolidayCalendar? holidays = calendar.CalendarOf(rule);
        if (firing.Planned != firing.Day)
        {
            return OffDays(holidays, [firing.Planned]);
        }

        if (rule.Pattern is RulePattern.EveryMonths { On: var on } && on.OfType<MonthDay.NthWorkingDay>().FirstOrDefault(day => IsIt(day, firing.Day, holidays)) is { } working && holidays is not null)
        {
            return OffDays(holidays, Passed(working, firing.Day, holidays), onlyWithHoliday: true);
        }

        return rule.Holidays is { OnHoliday: OffDay.Skip } use && holidays is not null ? LeftOut(rule with { Holidays = use with { OnHoliday = OffDay.Keep } }, firing, before, holidays) : "";
    }

    private static bool IsIt(MonthDay.NthWorkingDay day, DateOnly found, HolidayCalendar? holidays) =>
        WorkingDays.Nth(found.Year, found.Month, day.Nth, holidays) == found;

    // The days between the edge of the month and the working day that were not worked.
    private static DateOnly[] Passed(MonthDay.NthWorkingDay working, DateOnly found, HolidayCalendar holidays)
    {
        int last = DateTime.DaysInMonth(found.Year, found.Month);
        (int from, int to) = working.Nth > 0 ? (1, found.Day) : (found.Day, last);
        return [.. Enumerable.Range(from, to - from + 1).Select(day => new DateOnly(found.Year, found.Month, day)).Where(day => !WorkingDays.IsWorking(day, holidays))];
    }

    // "1 Jan is a holiday, then a weekend"
    private static string OffDays(HolidayCalendar? holidays, DateOnly[] days, bool onlyWithHoliday = false)
    {
        DateOnly[] named = [.. days.Where(day => holidays?.IsHoliday(day) == true && !(onlyWithHoliday && WorkingDays.IsWeekend(day)))];
        if (named.Length == 0)
        {
            return onlyWithHoliday || days.Length == 0 ? "" : $"{ShortDay(days[0])} is a {days[0].DayOfWeek}";
        }

        string which = named.Length == 1
            ? $"{ShortDay(named[0])} is a holiday ({holidays!.NameOf(named[0])})"
            : $"{RuleWords.Join([.. named.Select(ShortDay)])} are holidays";
        return days.Any(day => day > named[^1] && WorkingDays.IsWeekend(day)) ? $"{which}, then a weekend" : which;
    }

    private string LeftOut(ScheduleRule kept, Firing firing, DateTimeOffset before, HolidayCalendar holidays)
    {
        DateOnly[] skipped = [.. calendar.Between(kept, before, firing.At, 100).Select(one => one.Day).Distinct().Where(holidays.IsHoliday)];
        return skipped.Length == 0 ? "" : $"not on {RuleWords.Join([.. skipped.Take(5).Select(day => $"{ShortDay(day)} ({holidays.NameOf(day)})")])}";
    }

    /// <summary>The day on which the offset of a zone last became what it is at <paramref name="to"/>; null where it is the same as before.</summary>
    private static DateOnly? Change(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        TimeSpan now = zone.GetUtcOffset(to);
        if (zone.GetUtcOffset(from) == now)
        {
            return null;
        }

        // From day to day, since between two firings of a yearly rule the clocks change more than once.
        DateTimeOffset at = to;
        while (at > from && zone.GetUtcOffset(at.AddDays(-1)) == now)
        {
            at = at.AddDays(-1);
        }

        for (int i = 0; i < 96 && zone.GetUtcOffset(at.AddMinutes(-15)) == now; i++)
        {
            at = at.AddMinutes(-15);
        }

        return WallClock.DayOf(zone, at);
    }

    private static string ShortDay(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);
}
