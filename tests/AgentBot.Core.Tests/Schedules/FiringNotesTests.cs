using System.Collections.Immutable;
using AgentBot.Core.Schedules;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>Why a firing is not where somebody expects it.</summary>
public sealed class FiringNotesTests
{
    private static readonly FiringNotes Notes = new(new FiringCalendar(HolidayCatalog.BuiltIn));
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void The_card_of_the_first_working_day_tells_of_new_year_and_of_the_clocks()
    {
        ScheduleRule rule = Rule("each month, first working day, 09:00 Berlin time, with holidays of Germany (Berlin)");
        Assert.Equal(
            [
                (new DateOnly(2026, 12, 1), ""),
                (new DateOnly(2027, 1, 4), "1 Jan is a holiday (New Year’s Day), then a weekend"),
                (new DateOnly(2027, 2, 1), ""),
                (new DateOnly(2027, 3, 1), ""),
                (new DateOnly(2027, 4, 1), "after the clocks change on 28 Mar"),
            ],
            Noted(rule, 5));
    }

    [Fact]
    public void A_time_that_does_not_exist_and_one_that_comes_twice_are_told()
    {
        ScheduleRule rule = Rule("every sunday at 2:30");
        Assert.Contains((new DateOnly(2027, 3, 28), "02:30 does not exist on that day, since the clocks go forward; it runs at 03:30"), Noted(rule, 20));
        Assert.Contains((new DateOnly(2027, 10, 31), "02:30 comes twice on that day, since the clocks go back; it runs the first time"), Noted(rule, 50));
    }

    [Fact]
    public void A_day_that_was_moved_or_left_out_names_its_holiday()
    {
        Assert.Equal((new DateOnly(2026, 12, 24), "25 Dec is a holiday (Christmas Day)"), Noted(Rule("every friday at 9:00, on holidays of Germany (Berlin) the working day before"), 5)[4]);
        Assert.Equal((new DateOnly(2026, 12, 18), "20 Dec is a Sunday"), Noted(Rule("on the 20th or the working day before at 9:00"), 1)[0]);
        Assert.Equal((new DateOnly(2027, 1, 8), "not on 25 Dec (Christmas Day) and 1 Jan (New Year’s Day)"), Noted(Rule("every friday at 9:00 except holidays of Germany (Berlin)"), 5)[4]);
    }

    [Fact]
    public void A_reader_elsewhere_is_told_when_the_clocks_change_there()
    {
        ScheduleRule rule = Rule("every monday at 9:00 in Asia/Tokyo");
        ImmutableArray<NotedFiring> noted = Notes.Next(rule, new DateTimeOffset(2027, 3, 20, 0, 0, 0, TimeSpan.Zero), 3, "Europe/Berlin");
        Assert.Equal(["", "at another hour for Berlin time, where the clocks change on 28 Mar", ""], noted.Select(one => one.Note));
    }

    private static ScheduleRule Rule(string words) =>
        Assert.IsType<WhenReading.Understood>(WhenReader.Read(words, new WhenContext("Europe/Berlin", Now))).Rule;

    private static (DateOnly, string)[] Noted(ScheduleRule rule, int count) => [.. Notes.Next(rule, Now, count, rule.Zone).Select(one => (one.Firing.Day, one.Note))];
}
