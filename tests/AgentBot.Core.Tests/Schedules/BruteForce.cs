using AgentBot.Core.Schedules;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>
/// A second calculator that shares nothing with the first: it walks through the minutes of a zone once and notes when each wall
/// minute was first seen, then asks of every day whether the rule names it.
/// </summary>
internal sealed class BruteForce
{
    private readonly DateOnly _first;
    private readonly DateOnly _last;
    private readonly long[] _seen;
    private readonly long _wallStart;

    /// <summary>Wall minutes of the days between, without the two outermost.</summary>
    public BruteForce(string zone, DateOnly first, DateOnly last)
    {
        (Zone, _first, _last) = (zone, first, last);
        TimeZoneInfo info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        _wallStart = first.ToDateTime(TimeOnly.MinValue).Ticks / TimeSpan.TicksPerMinute;
        _seen = new long[(last.DayNumber - first.DayNumber + 1) * 1_440];
        Array.Fill(_seen, -1);

        DateTime utc = DateTime.SpecifyKind(first.ToDateTime(TimeOnly.MinValue).AddDays(-2), DateTimeKind.Utc);
        DateTime end = DateTime.SpecifyKind(last.ToDateTime(TimeOnly.MinValue).AddDays(3), DateTimeKind.Utc);
        long before = Wall(info, utc) - 1;
        long ahead = 0;
        for (; utc < end; utc = utc.AddMinutes(1))
        {
            long minute = utc.Ticks / TimeSpan.TicksPerMinute;
            // Clocks change on a quarter of an hour everywhere since 1972.
            ahead = minute % 15 == 0 ? Wall(info, utc) - minute : ahead;
            long wall = minute + ahead;
            // The wall jumped ahead: the minutes that nobody saw come that much later, each in its turn.
            for (long missing = before + 1; missing < wall; missing++)
            {
                Note(missing, minute + (missing - before - 1));
            }

            Note(wall, minute);
            before = Math.Max(before, wall);
        }
    }

    public string Zone { get; }

    public DateTimeOffset Of(DateOnly day, TimeOnly time) =>
        new(_seen[((day.DayNumber - _first.DayNumber) * 1_440) + (time.Hour * 60) + time.Minute] * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    /// <summary>Every firing of a rule between the outermost days, in order.</summary>
    public IReadOnlyList<DateTimeOffset> Firings(ScheduleRule rule, HolidayCatalog catalog, Func<DateOnly, bool>? cron, IReadOnlyList<TimeOnly> times)
    {
        HolidayCalendar? calendar = rule.Holidays is { } use ? catalog.Find(use.Calendar) : null;
        var days = new SortedSet<DateOnly>();
        for (DateOnly day = _first.AddDays(1); day < _last; day = day.AddDays(1))
        {
            foreach (OffDay off in Names(rule, day, calendar, cron))
            {
                if (Put(day, off, rule.Holidays?.OnHoliday ?? OffDay.Keep, calendar) is { } put
                    && (rule.Start is not { } start || put >= start) && (rule.End is not RuleEnd.LastDay { Day: var end } || put <= end) && put > _first && put < _last)
                {
                    days.Add(put);
                }
            }
        }

        var all = new SortedSet<DateTimeOffset>(days.SelectMany(day => times.Select(time => Of(day, time))));
        return rule.End is RuleEnd.MostFirings most ? [.. all.Where(at => at > most.Since).Take(most.Most)] : [.. all];
    }

    private void Note(long wall, long minute)
    {
        long index = wall - _wallStart;
        if (index >= 0 && index < _seen.Length && _seen[index] < 0)
        {
            _seen[index] = minute;
        }
    }

    private static long Wall(TimeZoneInfo zone, DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone).Ticks / TimeSpan.TicksPerMinute;

    private static bool Works(DateOnly day, HolidayCalendar? calendar) =>
        day.DayOfWeek is not DayOfWeek.Saturday and not DayOfWeek.Sunday && (calendar is null || calendar.NameOf(day) is null);

    private static DateOnly? Put(DateOnly day, OffDay ifOff, OffDay onHoliday, HolidayCalendar? calendar)
    {
        DateOnly? put = ifOff == OffDay.Keep || Works(day, calendar) ? day : Go(day, ifOff, calendar);
        return put is { } there && onHoliday != OffDay.Keep && calendar?.NameOf(there) is not null ? Go(there, onHoliday, calendar) : put;
    }

    private static DateOnly? Go(DateOnly day, OffDay how, HolidayCalendar? calendar)
    {
        if (how == OffDay.Skip)
        {
            return null;
        }

        for (int distance = 1; distance <= 31; distance++)
        {
            if (how is OffDay.Before or OffDay.Nearest && Works(day.AddDays(-distance), calendar))
            {
                return day.AddDays(-distance);
            }

            if (how is OffDay.After or OffDay.Nearest && Works(day.AddDays(distance), calendar))
            {
                return day.AddDays(distance);
            }
        }

        return null;
    }

    /// <summary>The answers of the rule for a day that it names; none where it does not.</summary>
    private static IEnumerable<OffDay> Names(ScheduleRule rule, DateOnly day, HolidayCalendar? calendar, Func<DateOnly, bool>? cron)
    {
        bool plain = rule.Pattern switch
        {
            RulePattern.OnDay onDay => onDay.Day == day,
            RulePattern.EveryDays days => days.Every == 1 || Math.Abs(day.DayNumber - rule.Start!.Value.DayNumber) % days.Every == 0,
            RulePattern.EveryWeeks weeks => All(weeks.On, day) && SameBeat(rule.Start, day, weeks.Every),
            RulePattern.WithinDay within => All(within.On, day),
            RulePattern.Cron => cron!(day),
            _ => false,
        };
        if (plain)
        {
            yield return OffDay.Keep;
        }

        if (rule.Pattern is RulePattern.EveryMonths months && months.In.HasFlag((MonthSet)(1 << (day.Month - 1)))
            && (months.Every == 1 || Math.Abs(((day.Year - rule.Start!.Value.Year) * 12) + day.Month - rule.Start.Value.Month) % months.Every == 0))
        {
            foreach (MonthDay one in months.On)
            {
                if (Is(one, day, calendar))
                {
                    yield return one switch { MonthDay.Numbered numbered => numbered.IfOff, MonthDay.FromEnd fromEnd => fromEnd.IfOff, _ => OffDay.Keep };
                }
            }
        }
    }

    private static bool All(Weekdays on, DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Monday => on.HasFlag(Weekdays.Monday),
        DayOfWeek.Tuesday => on.HasFlag(Weekdays.Tuesday),
        DayOfWeek.Wednesday => on.HasFlag(Weekdays.Wednesday),
        DayOfWeek.Thursday => on.HasFlag(Weekdays.Thursday),
        DayOfWeek.Friday => on.HasFlag(Weekdays.Friday),
        DayOfWeek.Saturday => on.HasFlag(Weekdays.Saturday),
        _ => on.HasFlag(Weekdays.Sunday),
    };

    // Walks from Monday to Monday rather than dividing.
    private static bool SameBeat(DateOnly? start, DateOnly day, int every)
    {
        if (every == 1)
        {
            return true;
        }

        DateOnly from = start!.Value < day ? start.Value : day;
        DateOnly to = start.Value < day ? day : start.Value;
        int mondays = 0;
        for (DateOnly one = from.AddDays(1); one <= to; one = one.AddDays(1))
        {
            mondays += one.DayOfWeek == DayOfWeek.Monday ? 1 : 0;
        }

        return mondays % every == 0;
    }

    private static bool Is(MonthDay one, DateOnly day, HolidayCalendar? calendar)
    {
        bool isLast = day.AddDays(1).Day == 1;
        return one switch
        {
            MonthDay.Numbered numbered => day.Day == numbered.Day || (isLast && numbered.IfMissing == ShortMonth.LastDay && numbered.Day > day.Day),
            MonthDay.FromEnd fromEnd => day.AddDays(fromEnd.Before + 1).Day == 1 && day.AddDays(fromEnd.Before).Month == day.Month,
            MonthDay.NthWeekday nth => day.DayOfWeek == nth.Day && (nth.Nth > 0 ? ((day.Day - 1) / 7) + 1 == nth.Nth : ((DateTime.DaysInMonth(day.Year, day.Month) - day.Day) / 7) + 1 == -nth.Nth),
            MonthDay.NthWorkingDay working => Works(day, calendar) && Count(day, working.Nth > 0 ? -1 : 1, calendar) == Math.Abs(working.Nth),
            _ => false,
        };
    }

    private static int Count(DateOnly day, int step, HolidayCalendar? calendar)
    {
        int count = 0;
        for (DateOnly one = day; one.Month == day.Month; one = one.AddDays(step))
        {
            count += Works(one, calendar) ? 1 : 0;
        }

        return count;
    }
}
