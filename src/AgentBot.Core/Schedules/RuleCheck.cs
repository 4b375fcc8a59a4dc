using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>Whether a rule can be reckoned with. Every rule that the reader of words makes passes.</summary>
public static class RuleCheck
{
    /// <returns>Null where it is sound, else the reason as a plain sentence.</returns>
    public static string? Mistake(ScheduleRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return !TimeZoneInfo.TryFindSystemTimeZoneById(rule.Zone, out _) ? $"“{rule.Zone}” is no time zone known here."
            : rule.End is RuleEnd.MostFirings { Most: < 1 or > 1_000 } ? "A schedule can be limited to between 1 and 1,000 times."
            : rule.Start is { Year: < 1970 or > 9000 } || rule.End is RuleEnd.LastDay { Day.Year: < 1970 or > 9000 } ? "Its first or last day is out of reach."
            : OfPattern(rule);
    }

    private static string? OfPattern(ScheduleRule rule) => rule.Pattern.Match(
        instant => instant.At.Year is < 1970 or > 9000 ? "The time is out of reach." : null,
        onDay => onDay.Day.Year is < 1970 or > 9000 ? "The day is out of reach." : Times(onDay.Times),
        days => Counted(days.Every, 366, rule, "days") ?? Times(days.Times),
        weeks => Counted(weeks.Every, 52, rule, "weeks") ?? Weekdays(weeks.On) ?? Times(weeks.Times),
        months => Counted(months.Every, 120, rule, "months") ?? Months(months) ?? Times(months.Times),
        within => Within(within),
        cron => CronFields.Read(cron.Fields).Refusal?.Why);

    private static string? Counted(int every, int most, ScheduleRule rule, string unit) =>
        every < 1 || every > most ? $"Between 1 and {most} {unit} can lie between two times."
        : every > 1 && rule.Start is null ? $"It is not said from which day the {unit} are counted."
        : null;

    private static string? Times(ImmutableArray<TimeOnly> times)
    {
        if (times.IsDefaultOrEmpty || times.Length > 1_440)
        {
            return "It has no time of the day.";
        }

        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] <= times[i - 1])
            {
                return "Its times of the day are not in order.";
            }
        }

        return null;
    }

    private static string? Weekdays(Weekdays on) => on == Schedules.Weekdays.None || (on & ~Schedules.Weekdays.All) != 0 ? "It has no weekday." : null;

    private static string? Months(RulePattern.EveryMonths months) =>
        months.In == MonthSet.None || (months.In & ~MonthSet.All) != 0 ? "It has no month."
        : months.Every > 1 && months.In != MonthSet.All ? "Months are either named or counted."
        : months.On.IsDefaultOrEmpty || months.On.Length > 31 ? "It has no day of the month."
        : months.On.Select(Day).FirstOrDefault(mistake => mistake is not null);

    private static string? Day(MonthDay day) => day.Match(
        numbered => numbered.Day is < 1 or > 31,
        fromEnd => fromEnd.Before is < 0 or > 27,
        weekday => weekday.Nth is 0 or < -5 or > 5,
        working => working.Nth is 0 or < -23 or > 23) ? "No month has such a day." : null;

    private static string? Within(RulePattern.WithinDay within) =>
        within.Minutes is < 1 or > 1_439 ? "Between one minute and a day can lie between two times of a day."
        : within.From > within.To && within.On != Schedules.Weekdays.All ? "A window over midnight needs every day of the week."
        : Weekdays(within.On);
}
