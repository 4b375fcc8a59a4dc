using System.Collections.Immutable;
using AgentBot.Core.Schedules;
using Xunit.Abstractions;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>29 February, the end of the year, and an owner who moves to another zone: the right day in each of 20 zones.</summary>
public sealed class RightDayTests(ITestOutputHelper output)
{
    private static readonly FiringCalendar Calendar = new(HolidayCatalog.BuiltIn);

    [Fact]
    public void In_20_zones_leap_day_year_end_and_a_move_give_the_right_day()
    {
        int held = 0;
        foreach (string zone in RandomRules.Zones)
        {
            LeapDay(zone);
            held++;
            YearEnd(zone);
            held++;
            Move(zone);
            held++;
        }

        output.WriteLine($"{held} of 60");
        Assert.Equal(60, held);
    }

    [Fact]
    public void A_rule_that_ends_says_so()
    {
        DateTimeOffset now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
        ImmutableArray<TimeOnly> nine = [new TimeOnly(9, 0)];
        ScheduleRule[] rules =
        [
            new(new RulePattern.Instant(now), "Etc/UTC"),
            new(new RulePattern.OnDay(new DateOnly(2026, 11, 23), nine), "Etc/UTC"),
            new(new RulePattern.EveryDays(1, nine), "Etc/UTC", new RuleEnd.LastDay(new DateOnly(2026, 11, 24))),
            new(new RulePattern.EveryDays(1, nine), "Etc/UTC", new RuleEnd.MostFirings(3, now.AddDays(-10))),
            new(new RulePattern.Cron("0 9 30 2 *"), "Etc/UTC"),
            new(new RulePattern.EveryMonths(1, MonthSet.February, [new MonthDay.Numbered(30, ShortMonth.Skip, OffDay.Keep)], nine), "Etc/UTC"),
        ];
        Assert.All(rules, rule => Assert.EndsWith(".", Assert.IsType<NextFiring.Never>(Calendar.Next(rule, now)).Why, StringComparison.Ordinal));
        Assert.All(rules, rule => Assert.Empty(Calendar.NextMany(rule, now, 5)));
    }

    [Fact]
    public void A_missing_calendar_or_zone_is_said_and_never_guessed()
    {
        DateTimeOffset now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
        var rule = new ScheduleRule(new RulePattern.EveryDays(1, [new TimeOnly(9, 0)]), "Europe/Berlin", Holidays: new HolidayUse("works-council", OffDay.Skip));
        Assert.Contains("works-council", Assert.IsType<NextFiring.Unknown>(Calendar.Next(rule, now)).Refusal.Why, StringComparison.Ordinal);
        Assert.IsType<NextFiring.Unknown>(Calendar.Next(rule with { Holidays = null, Zone = "Europe/Atlantis" }, now));
        Assert.IsType<NextFiring.Unknown>(Calendar.Next(rule with { Holidays = null, Pattern = new RulePattern.EveryDays(2, [new TimeOnly(9, 0)]) }, now));
    }

    [Fact]
    public void Seldom_days_are_found_however_far_away()
    {
        // The 29 February is a Friday in 2036 next.
        var leap = new ScheduleRule(new RulePattern.Cron("0 9 29 2 *"), "Etc/UTC");
        Assert.Equal(new DateOnly(2104, 2, 29), Day(leap, new DateTimeOffset(2096, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        var fifth = new ScheduleRule(new RulePattern.EveryMonths(1, MonthSet.February, [new MonthDay.NthWeekday(5, DayOfWeek.Friday)], [new TimeOnly(9, 0)]), "Etc/UTC");
        Assert.Equal(new DateOnly(2036, 2, 29), Day(fifth, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    private static void LeapDay(string zone)
    {
        DateTimeOffset after = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
        var only = Yearly(zone, ShortMonth.Skip);
        var orLast = Yearly(zone, ShortMonth.LastDay);
        Assert.Equal([new DateOnly(2028, 2, 29), new DateOnly(2032, 2, 29)], Days(only, after, 2));
        Assert.Equal([new DateOnly(2027, 2, 28), new DateOnly(2028, 2, 29), new DateOnly(2029, 2, 28)], Days(orLast, after, 3));
        var last = new ScheduleRule(new RulePattern.EveryMonths(1, MonthSet.February, [new MonthDay.FromEnd(0, OffDay.Keep)], [new TimeOnly(9, 0)]), zone);
        Assert.Equal([new DateOnly(2027, 2, 28), new DateOnly(2028, 2, 29)], Days(last, after, 2));
    }

    private static void YearEnd(string zone)
    {
        DateTimeOffset after = new(2026, 12, 30, 18, 0, 0, TimeSpan.Zero);
        var daily = new ScheduleRule(new RulePattern.EveryDays(1, [TimeOnly.MinValue, new TimeOnly(23, 59)]), zone);
        ImmutableArray<Firing> firings = Calendar.NextMany(daily, after, 8);
        Assert.Equal(firings.Select(firing => (firing.Day, firing.Time)).Distinct().Count(), firings.Length);
        Assert.Contains(firings, firing => firing.Day == new DateOnly(2026, 12, 31) && firing.Time == new TimeOnly(23, 59));
        Assert.Contains(firings, firing => firing.Day == new DateOnly(2027, 1, 1) && firing.Time == TimeOnly.MinValue);

        // 2026 has 53 weeks: a fortnight that goes over its end keeps its beat.
        var fortnight = new ScheduleRule(new RulePattern.EveryWeeks(2, Weekdays.Friday, [new TimeOnly(15, 0)]), zone, Start: new DateOnly(2026, 12, 11));
        Assert.Equal([new DateOnly(2027, 1, 8), new DateOnly(2027, 1, 22)], Days(fortnight, after, 2));
        var months = new ScheduleRule(new RulePattern.EveryMonths(5, MonthSet.All, [new MonthDay.NthWorkingDay(-1)], [new TimeOnly(9, 0)]), zone, Start: new DateOnly(2026, 10, 1));
        Assert.Equal([new DateOnly(2027, 3, 31), new DateOnly(2027, 8, 31), new DateOnly(2028, 1, 31)], Days(months, after, 3));
    }

    private static void Move(string zone)
    {
        DateTimeOffset after = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
        var home = new ScheduleRule(new RulePattern.EveryWeeks(2, Weekdays.Friday, [new TimeOnly(23, 30)]), "Europe/Berlin", Start: new DateOnly(2026, 11, 27));
        ScheduleRule away = home with { Zone = zone };
        TimeZoneInfo info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        foreach ((Firing here, Firing there) in Calendar.NextMany(home, after, 6).Zip(Calendar.NextMany(away, after, 6)))
        {
            Assert.Equal((here.Day, here.Time), (there.Day, there.Time));
            Assert.Equal(there.Day.ToDateTime(there.Time), TimeZoneInfo.ConvertTime(there.At, info).DateTime);
        }

        var instant = new ScheduleRule(new RulePattern.Instant(after.AddHours(3)), "Europe/Berlin");
        Assert.Equal(after.AddHours(3), Assert.IsType<NextFiring.Due>(Calendar.Next(instant with { Zone = zone }, after)).Firing.At);
    }

    private static ScheduleRule Yearly(string zone, ShortMonth missing) =>
        new(new RulePattern.EveryMonths(1, MonthSet.February, [new MonthDay.Numbered(29, missing, OffDay.Keep)], [new TimeOnly(9, 0)]), zone);

    private static DateOnly Day(ScheduleRule rule, DateTimeOffset after) => Days(rule, after, 1).Single();

    private static IEnumerable<DateOnly> Days(ScheduleRule rule, DateTimeOffset after, int count) => Calendar.NextMany(rule, after, count).Select(firing =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(firing.At, TimeZoneInfo.FindSystemTimeZoneById(rule.Zone)).DateTime));
}
