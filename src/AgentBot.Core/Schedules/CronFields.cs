using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>
/// Five fields of cron, understood: minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or JAN-DEC), weekday (0-7 or
/// SUN-SAT, where 0 and 7 are Sunday), each with lists, ranges and steps, as crontab(5) describes them. Beyond that, as many
/// schedulers have it: L (last day), L-3 (three days before it), LW (last Monday-to-Friday day), 15W (the Monday-to-Friday day nearest
/// to the 15th, inside its month), FRI#2 (second Friday) and FRIL (last Friday).
/// Where day of the month and weekday are both restricted, either of them is enough, as crontab(5) says.
/// </summary>
public sealed class CronFields
{
    private readonly CronDays _days;
    private readonly MonthSet _months;

    internal CronFields(ImmutableArray<TimeOnly> times, CronDays days, MonthSet months) => (Times, _days, _months) = (times, days, months);

    /// <summary>The wall times of each of its days, in order.</summary>
    public ImmutableArray<TimeOnly> Times { get; }

    internal MonthSet Months => _months;

    internal CronDays Days => _days;

    /// <returns>The fields, or why they are none: which field, and what may stand there.</returns>
    public static Result<CronFields> Read(string text) => CronReader.Read(text);

    public bool Matches(DateOnly day) => _months.HasMonth(day.Month) && _days.Match(day);
}

/// <summary>The two fields of cron that choose days.</summary>
/// <param name="InMonth">Bit n for day n.</param>
/// <param name="FromEnd">Days before the last day of the month.</param>
/// <param name="NearWeekday">Days of the month whose nearest Monday-to-Friday day counts.</param>
/// <param name="LastWeekday">True for LW.</param>
/// <param name="Nth">Weekday and number; -1 is the last.</param>
internal sealed record CronDays(
    bool AnyDay,
    uint InMonth,
    ImmutableArray<int> FromEnd,
    ImmutableArray<int> NearWeekday,
    bool LastWeekday,
    bool AnyWeekday,
    Weekdays On,
    ImmutableArray<(DayOfWeek Day, int Nth)> Nth)
{
    public bool Match(DateOnly day) =>
        AnyDay ? AnyWeekday || MatchesWeekday(day)
        : AnyWeekday ? MatchesDay(day)
        : MatchesDay(day) || MatchesWeekday(day);

    private bool MatchesDay(DateOnly day)
    {
        int days = DateTime.DaysInMonth(day.Year, day.Month);
        return (InMonth & (1u << day.Day)) != 0
            || FromEnd.Contains(days - day.Day)
            || (LastWeekday && day == Nearest(day.Year, day.Month, days))
            || NearWeekday.Any(wanted => wanted <= days && day == Nearest(day.Year, day.Month, wanted));
    }

    private bool MatchesWeekday(DateOnly day) =>
        On.Has(day.DayOfWeek) || Nth.Any(nth => nth.Day == day.DayOfWeek && ChurchYear.Nth(day.Year, day.Month, nth.Nth, nth.Day) == day);

    // The nearest one never leaves the month: the 1st on a Saturday becomes Monday the 3rd.
    private static DateOnly Nearest(int year, int month, int wanted)
    {
        var day = new DateOnly(year, month, wanted);
        int last = DateTime.DaysInMonth(year, month);
        return day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(wanted == 1 ? 2 : -1),
            DayOfWeek.Sunday => day.AddDays(wanted == last ? -2 : 1),
            _ => day,
        };
    }
}
