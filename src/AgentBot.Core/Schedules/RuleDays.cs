namespace AgentBot.Core.Schedules;

/// <summary>The days that a rule names, and where holidays and weekends move each of them.</summary>
internal sealed class RuleDays(ScheduleRule rule, HolidayCalendar? calendar, CronFields? cron)
{
    private static readonly DateOnly LastReckoned = new(9990, 12, 31);

    private readonly OffDay _onHoliday = rule.Holidays?.OnHoliday ?? OffDay.Keep;

    // Days of months carry their own answer to weekends; where several of them do, each day needs its own.
    private readonly bool _daysMove = rule.Pattern is RulePattern.EveryMonths { On: var on } && on.Any(day => IfOff(day) != OffDay.Keep);

    /// <summary>True where a day may go to another one, so that the days come out of order.</summary>
    public bool Moves => _daysMove || _onHoliday is OffDay.Before or OffDay.After or OffDay.Nearest;

    /// <summary>The days that the rule names, in order, each once, from a day on; without end unless the rule has one.</summary>
    public IEnumerable<DateOnly> From(DateOnly day) => rule.Pattern.Match(
        _ => [],
        onDay => onDay.Day >= day ? [onDay.Day] : [],
        days => EveryDays(day, days.Every),
        weeks => EveryWeeks(day, weeks.Every, weeks.On),
        months => EveryMonths(day, months),
        within => EveryWeeks(day, 1, within.On),
        _ => EveryDays(day, 1).Where(cron!.Matches));

    /// <summary>
    /// Where a day of the rule falls in the end; empty: it is left out. Several only where the rule names the day in several ways with
    /// different answers, as "the 31st or the working day before, and the last day or the working day after".
    /// </summary>
    public IEnumerable<DateOnly> Places(DateOnly day) =>
        (_daysMove && !WorkingDays.IsWorking(day, calendar) ? AnswersOf(day).Select(answer => WorkingDays.Move(day, answer, calendar)).OfType<DateOnly>() : [day])
        .Select(there => _onHoliday != OffDay.Keep && calendar?.IsHoliday(there) == true ? WorkingDays.Move(there, _onHoliday, calendar) : there)
        .OfType<DateOnly>();

    private static OffDay IfOff(MonthDay day) => day.Match(numbered => numbered.IfOff, fromEnd => fromEnd.IfOff, _ => OffDay.Keep, _ => OffDay.Keep);

    private IEnumerable<OffDay> AnswersOf(DateOnly day) =>
        ((RulePattern.EveryMonths)rule.Pattern).On.Where(one => DayOf(one, day.Year, day.Month) == day).Select(IfOff).Distinct();

    private IEnumerable<DateOnly> EveryDays(DateOnly from, int every)
    {
        int anchor = (rule.Start ?? from).DayNumber;
        int number = every == 1 ? from.DayNumber : from.DayNumber + ((((anchor - from.DayNumber) % every) + every) % every);
        for (; number <= LastReckoned.DayNumber; number += every)
        {
            yield return DateOnly.FromDayNumber(number);
        }
    }

    private IEnumerable<DateOnly> EveryWeeks(DateOnly from, int every, Weekdays on)
    {
        int anchor = Monday(rule.Start ?? from);
        for (DateOnly day = from; day <= LastReckoned; day = day.AddDays(1))
        {
            if (on.Has(day.DayOfWeek) && (every == 1 || (Monday(day) - anchor) / 7 % every == 0))
            {
                yield return day;
            }
        }
    }

    private IEnumerable<DateOnly> EveryMonths(DateOnly from, RulePattern.EveryMonths months)
    {
        int anchor = Index(rule.Start ?? from);
        for (int index = Index(from); index <= Index(LastReckoned); index++)
        {
            (int year, int month) = (index / 12, (index % 12) + 1);
            if (!months.In.HasMonth(month) || (months.Every > 1 && (index - anchor) % months.Every != 0))
            {
                continue;
            }

            IEnumerable<DateOnly> days = months.On.Select(day => DayOf(day, year, month)).OfType<DateOnly>().Distinct().Order();
            foreach (DateOnly day in days)
            {
                if (day >= from)
                {
                    yield return day;
                }
            }
        }
    }

    private DateOnly? DayOf(MonthDay day, int year, int month)
    {
        int days = DateTime.DaysInMonth(year, month);
        return day.Match(
            numbered => numbered.Day <= days ? new DateOnly(year, month, numbered.Day) : numbered.IfMissing == ShortMonth.LastDay ? new DateOnly(year, month, days) : null,
            fromEnd => fromEnd.Before < days ? new DateOnly(year, month, days - fromEnd.Before) : null,
            nth => ChurchYear.Nth(year, month, nth.Nth, nth.Day),
            working => WorkingDays.Nth(year, month, working.Nth, calendar));
    }

    private static int Monday(DateOnly day) => day.DayNumber - (((int)day.DayOfWeek + 6) % 7);

    private static int Index(DateOnly day) => (day.Year * 12) + day.Month - 1;
}
