using System.Globalization;
using AgentBot.Core.Schedules;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>"It must be out by Monday 10:00": when must the reviewer have it?</summary>
public sealed class WorkingTimeTests
{
    private static readonly WorkingTime Time = new(HolidayCatalog.BuiltIn);
    private static readonly WorkingHours Berlin = WorkingHours.Usual("Europe/Berlin") with { Calendar = "de-be" };

    [Theory]
    [InlineData("2026-11-30 10:00", 2, "2026-11-27 16:00")] // Monday: one hour of it, one of Friday
    [InlineData("2026-11-30 12:00", 2, "2026-11-30 10:00")]
    [InlineData("2026-11-30 11:00", 2, "2026-11-30 09:00")]
    [InlineData("2026-11-30 08:00", 2, "2026-11-27 15:00")] // before work begins
    [InlineData("2026-11-29 15:00", 2, "2026-11-27 15:00")] // on a Sunday
    [InlineData("2026-11-26 20:00", 2, "2026-11-26 15:00")] // after work
    [InlineData("2027-01-04 10:00", 2, "2026-12-31 16:00")] // over New Year's Day and a weekend
    [InlineData("2026-12-28 09:00", 8, "2026-12-24 09:00")] // over Christmas
    [InlineData("2026-11-30 10:00", 0, "2026-11-30 10:00")]
    [InlineData("2026-11-30 10:00", 17, "2026-11-26 09:00")] // one hour of Monday, Friday and Thursday whole
    public void Working_hours_before_a_moment_begin_here(string until, int hours, string expected) =>
        Assert.Equal(At(expected), Time.Subtract(Berlin, At(until), TimeSpan.FromHours(hours)).Value);

    [Theory]
    [InlineData("2026-11-27 16:00", 2, "2026-11-30 10:00")]
    [InlineData("2026-11-27 20:00", 1, "2026-11-30 10:00")]
    [InlineData("2026-12-24 16:30", 1, "2026-12-28 09:30")]
    [InlineData("2026-11-30 10:00", 0, "2026-11-30 10:00")]
    public void Working_hours_after_a_moment_end_here(string since, int hours, string expected) =>
        Assert.Equal(At(expected), Time.Add(Berlin, At(since), TimeSpan.FromHours(hours)).Value);

    [Fact]
    public void An_hour_is_an_hour_where_the_clocks_change_at_work()
    {
        // A night shift over the change of 28 March 2027: 01:00 to 05:00 on the wall are three hours.
        var night = new WorkingHours("Europe/Berlin", Weekdays.All, new TimeOnly(1, 0), new TimeOnly(5, 0));
        Assert.Equal(TimeSpan.FromHours(3), Time.Between(night, At("2027-03-28 00:00"), At("2027-03-28 12:00")).Value);
        Assert.Equal(At("2027-03-28 01:00"), Time.Subtract(night, At("2027-03-28 12:00"), TimeSpan.FromHours(3)).Value);
    }

    [Fact]
    public void Subtracting_adding_and_measuring_agree()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            string zone = RandomRules.Zones[random.Next(RandomRules.Zones.Length)];
            var hours = new WorkingHours(zone, (Weekdays)(1 + random.Next(127)), new TimeOnly(random.Next(12), 30), new TimeOnly(13 + random.Next(10), 15), random.Next(2) == 0 ? "us" : null);
            DateTimeOffset until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(525_600));
            TimeSpan length = TimeSpan.FromMinutes(random.Next(3_000));
            DateTimeOffset begin = Time.Subtract(hours, until, length).Value;
            Assert.True(begin <= until);
            Assert.Equal(length, Time.Between(hours, begin, until).Value);
            // Later by a minute, it would no longer fit.
            Assert.True(length == TimeSpan.Zero || Time.Between(hours, begin.AddMinutes(1), until).Value < length);
            DateTimeOffset end = Time.Add(hours, begin, length).Value;
            Assert.True(end <= until || length == TimeSpan.Zero);
            Assert.Equal(length, Time.Between(hours, begin, end).Value);
        }
    }

    [Fact]
    public void Hours_that_cannot_be_counted_are_refused()
    {
        DateTimeOffset until = At("2026-11-30 10:00");
        Assert.True(Time.Subtract(Berlin with { Zone = "Europe/Atlantis" }, until, TimeSpan.FromHours(2)).IsRefused);
        Assert.True(Time.Subtract(Berlin with { Calendar = "nowhere" }, until, TimeSpan.FromHours(2)).IsRefused);
        Assert.True(Time.Subtract(Berlin with { Days = Weekdays.None }, until, TimeSpan.FromHours(2)).IsRefused);
        Assert.True(Time.Subtract(Berlin with { To = Berlin.From }, until, TimeSpan.FromHours(2)).IsRefused);
        Assert.True(Time.Subtract(Berlin, until, TimeSpan.FromDays(400)).IsRefused);
    }

    private static DateTimeOffset At(string wall)
    {
        DateTime local = DateTime.ParseExact(wall, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(local)).ToUniversalTime();
    }
}
