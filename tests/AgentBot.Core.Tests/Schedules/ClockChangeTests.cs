using System.Collections.Immutable;
using AgentBot.Core.Schedules;
using Xunit.Abstractions;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>Once a day means once: never zero times and never twice.</summary>
public sealed class ClockChangeTests(ITestOutputHelper output)
{
    private static readonly FiringCalendar Calendar = new(HolidayCatalog.BuiltIn);

    /// <summary>Every one changes its clocks in 2027, in both directions.</summary>
    private static readonly string[] Zones =
    [
        "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Athens", "Europe/Chisinau", "Atlantic/Azores", "America/New_York", "America/Chicago",
        "America/Denver", "America/Los_Angeles", "America/St_Johns", "America/Havana", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "Asia/Jerusalem",
        "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
    ];

    [Fact]
    public void Time_zones_work_without_the_culture_data_of_the_system()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out bool invariant) && invariant);
        Assert.All(Zones.Concat(RandomRules.Zones), zone => Assert.Equal(zone, TimeZoneInfo.FindSystemTimeZoneById(zone).Id));
    }

    [Fact]
    public void In_20_zones_the_job_of_half_past_two_runs_once_on_every_day_around_both_changes()
    {
        int held = 0;
        foreach (string zone in Zones)
        {
            foreach ((DateOnly day, bool forward) in Changes(zone))
            {
                var brute = new BruteForce(zone, day.AddDays(-6), day.AddDays(6));
                TimeZoneInfo info = TimeZoneInfo.FindSystemTimeZoneById(zone);
                // The job of half past two, and one in the very middle of the hour that is left out or comes twice.
                foreach (TimeOnly time in new[] { new TimeOnly(2, 30), Affected(info, day, forward) })
                {
                    var rule = new ScheduleRule(new RulePattern.EveryDays(1, [time]), zone);
                    DateOnly[] days = [.. Enumerable.Range(-4, 9).Select(day.AddDays)];
                    ImmutableArray<Firing> firings = Calendar.Between(rule, brute.Of(days[0], TimeOnly.MinValue).AddTicks(-1), brute.Of(days[^1].AddDays(1), TimeOnly.MinValue).AddTicks(-1), 100);
                    Assert.Equal(days, firings.Select(firing => firing.Day));
                    Assert.Equal(days.Select(one => brute.Of(one, time)), firings.Select(firing => firing.At));
                    Assert.Equal(time == new TimeOnly(2, 30) ? firings[4].Clock : forward ? ClockShift.MovedForward : ClockShift.FirstOfTwo, firings[4].Clock);
                }

                held++;
            }
        }

        output.WriteLine($"{held} of 40 changes");
        Assert.Equal(40, held);
    }

    [Theory]
    // Forward: 02:30 does not exist and moves by the gap, to 03:30.
    [InlineData("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:30", ClockShift.MovedForward)]
    [InlineData("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:30", ClockShift.MovedForward)]
    [InlineData("Europe/London", "2027-03-28", "01:30", "2027-03-28T01:30", ClockShift.MovedForward)]
    [InlineData("Australia/Sydney", "2027-10-03", "02:30", "2027-10-02T16:30", ClockShift.MovedForward)]
    // By half an hour only: 02:15 becomes 02:45.
    [InlineData("Australia/Lord_Howe", "2027-10-03", "02:15", "2027-10-02T15:45", ClockShift.MovedForward)]
    // Where the gap begins an hour before midnight, the firing falls on the next day.
    [InlineData("America/Nuuk", "2027-03-27", "23:30", "2027-03-28T01:30", ClockShift.MovedForward)]
    // Back: the first of the two.
    [InlineData("Europe/Berlin", "2027-10-31", "02:30", "2027-10-31T00:30", ClockShift.FirstOfTwo)]
    [InlineData("America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30", ClockShift.FirstOfTwo)]
    [InlineData("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45", ClockShift.FirstOfTwo)]
    // An hour before and after, nothing is unusual.
    [InlineData("Europe/Berlin", "2027-03-28", "01:59", "2027-03-28T00:59", ClockShift.None)]
    [InlineData("Europe/Berlin", "2027-03-28", "03:00", "2027-03-28T01:00", ClockShift.None)]
    [InlineData("Europe/Berlin", "2027-10-31", "03:00", "2027-10-31T02:00", ClockShift.None)]
    [InlineData("Europe/Berlin", "2027-10-31", "01:59", "2027-10-30T23:59", ClockShift.None)]
    // A day that a whole country left out: Samoa had no 30 December 2011, and moved by 24 hours.
    [InlineData("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T19:00", ClockShift.MovedForward)]
    public void A_time_beside_a_change_is_this_instant(string zone, string day, string time, string utc, ClockShift shift)
    {
        var on = DateOnly.ParseExact(day, "yyyy-MM-dd");
        var rule = new ScheduleRule(new RulePattern.OnDay(on, [TimeOnly.ParseExact(time, "HH:mm")]), zone);
        Firing firing = Assert.IsType<NextFiring.Due>(Calendar.Next(rule, new DateTimeOffset(on.AddDays(-5), TimeOnly.MinValue, TimeSpan.Zero))).Firing;
        Assert.Equal(DateTimeOffset.Parse(utc + "Z"), firing.At);
        Assert.Equal(shift, firing.Clock);
    }

    [Fact]
    public void Two_times_that_meet_after_a_gap_are_one_firing()
    {
        var rule = new ScheduleRule(new RulePattern.EveryDays(1, [new TimeOnly(2, 30), new TimeOnly(3, 30)]), "Europe/Berlin");
        Assert.Equal(Utc(2027, 3, 28, 1, 30), Assert.Single(Calendar.Between(rule, Utc(2027, 3, 27, 12), Utc(2027, 3, 29, 0), 10)).At);
    }

    [Fact]
    public void A_time_moved_out_of_the_gap_comes_after_one_that_was_not()
    {
        var rule = new ScheduleRule(new RulePattern.EveryDays(1, [new TimeOnly(2, 45), new TimeOnly(3, 15)]), "Europe/Berlin");
        Assert.Equal([Utc(2027, 3, 28, 1, 15), Utc(2027, 3, 28, 1, 45)], Calendar.NextMany(rule, Utc(2027, 3, 27, 12), 2).Select(firing => firing.At));
    }

    [Fact]
    public void Hours_are_wall_hours_so_a_change_makes_one_step_shorter_or_longer()
    {
        var rule = new ScheduleRule(new RulePattern.WithinDay(120, TimeOnly.MinValue, new TimeOnly(23, 59), Weekdays.All), "Europe/Berlin");
        // Forward: 00:00, 02:00 (which is 03:00), 04:00 wall time.
        Assert.Equal([Utc(2027, 3, 27, 23), Utc(2027, 3, 28, 1), Utc(2027, 3, 28, 2)], Calendar.NextMany(rule, Utc(2027, 3, 27, 22), 3).Select(firing => firing.At));
        // Back: 00:00, 02:00 (the first), 04:00: three real hours lie between the last two.
        Assert.Equal([Utc(2027, 10, 30, 22), Utc(2027, 10, 31, 0), Utc(2027, 10, 31, 3)], Calendar.NextMany(rule, Utc(2027, 10, 30, 21), 3).Select(firing => firing.At));
    }

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    /// <summary>The days of 2027 on whose wall an hour is missing or comes twice.</summary>
    private static IEnumerable<(DateOnly Day, bool Forward)> Changes(string zone)
    {
        TimeZoneInfo info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        for (DateTimeOffset at = Utc(2027, 1, 1, 0); at < Utc(2028, 1, 1, 0); at = at.AddMinutes(15))
        {
            TimeSpan before = info.GetUtcOffset(at.AddMinutes(-15));
            TimeSpan now = info.GetUtcOffset(at);
            if (before != now)
            {
                // The first of the minutes that are missing or come again.
                DateTime wall = at.UtcDateTime + (now > before ? before : now);
                yield return (DateOnly.FromDateTime(wall), now > before);
            }
        }
    }

    private static TimeOnly Affected(TimeZoneInfo info, DateOnly day, bool forward)
    {
        for (DateTime wall = day.ToDateTime(TimeOnly.MinValue); ; wall = wall.AddMinutes(15))
        {
            if (forward ? info.IsInvalidTime(wall) : info.IsAmbiguousTime(wall))
            {
                return TimeOnly.FromDateTime(wall.AddMinutes(15));
            }
        }
    }
}
