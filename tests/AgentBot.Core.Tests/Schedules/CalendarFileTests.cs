using AgentBot.Core.Schedules;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>Holidays of an operator, as RFC 5545 writes them.</summary>
public sealed class CalendarFileTests
{
    [Fact]
    public void A_day_alone_several_days_and_a_yearly_day_are_read()
    {
        HolidayCalendar calendar = Read("""
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20261224
            SUMMARY:Christmas Eve
            RRULE:FREQ=YEARLY
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20270802
            DTEND;VALUE=DATE:20270807
            SUMMARY:Works holidays
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20270105
            DURATION:P2D
            SUMMARY:Stocktaking
            END:VEVENT
            """);
        Assert.Equal("Christmas Eve", calendar.NameOf(new DateOnly(2026, 12, 24)));
        Assert.Equal("Christmas Eve", calendar.NameOf(new DateOnly(2035, 12, 24)));
        Assert.Null(calendar.NameOf(new DateOnly(2025, 12, 24)));
        Assert.Equal("01-05 01-06 08-02 08-03 08-04 08-05 08-06 12-24", Days(calendar, 2027));
    }

    [Fact]
    public void Exceptions_further_days_ends_and_counts_are_followed()
    {
        HolidayCalendar calendar = Read("""
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260105
            RRULE:FREQ=YEARLY;COUNT=4
            EXDATE;VALUE=DATE:20270105
            RDATE;VALUE=DATE:20270108,20280202
            SUMMARY:A
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260310
            RRULE:FREQ=YEARLY;UNTIL=20280310
            SUMMARY:B
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260401
            RRULE:FREQ=YEARLY;INTERVAL=2
            SUMMARY:C
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260501
            STATUS:CANCELLED
            SUMMARY:D
            END:VEVENT
            """);
        Assert.Equal("01-05 03-10 04-01", Days(calendar, 2026));
        Assert.Equal("01-08 03-10", Days(calendar, 2027));
        Assert.Equal("01-05 02-02 03-10 04-01", Days(calendar, 2028));
        Assert.Equal("01-05", Days(calendar, 2029));
        Assert.Equal("04-01", Days(calendar, 2030));
    }

    [Fact]
    public void Days_of_months_and_weekdays_of_months_are_followed()
    {
        HolidayCalendar calendar = Read("""
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20261126
            RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
            SUMMARY:Thanksgiving
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260525
            RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO
            SUMMARY:Last Monday of May
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260131
            RRULE:FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1
            SUMMARY:Half-year end
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20280229
            RRULE:FREQ=YEARLY
            SUMMARY:Leap day
            END:VEVENT
            """);
        Assert.Equal("01-31 05-31 07-31 11-25", Days(calendar, 2027));
        Assert.Equal("01-31 02-29 05-29 07-31 11-23", Days(calendar, 2028));
        Assert.Equal("01-31 05-28 07-31 11-22", Days(calendar, 2029));
    }

    [Fact]
    public void Days_over_the_end_of_the_year_belong_to_both_years()
    {
        HolidayCalendar calendar = Read("""
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20261230
            DTEND;VALUE=DATE:20270103
            RRULE:FREQ=YEARLY
            SUMMARY:Closed
            END:VEVENT
            """);
        Assert.Equal("12-30 12-31", Days(calendar, 2026));
        Assert.Equal("01-01 01-02 12-30 12-31", Days(calendar, 2027));
    }

    [Fact]
    public void Folded_lines_escapes_alarms_zones_and_the_name_of_the_calendar_are_understood()
    {
        string text = "\uFEFFBEGIN:VCALENDAR\r\nX-WR-CALNAME:Halden\\, Oslo\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
            + "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE;X-NOTE=\"a:b\":2026\r\n 1211\r\nSUMMARY:Long \r\n\tword\\; and \\nmore\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDURATION:PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        CalendarFileReading reading = CalendarFile.Read("Oslo Office.ics", text);
        Assert.Empty(reading.Mistakes);
        Assert.Equal(("oslo office", "Halden, Oslo"), (reading.Calendar!.Key, reading.Calendar.Label));
        Assert.Equal("Long word; and  more", reading.Calendar.NameOf(new DateOnly(2026, 12, 11)));
    }

    [Theory]
    [InlineData("DTSTART:20261224T100000Z", 3, "time of the day")]
    [InlineData("DTSTART;VALUE=DATE:20261324", 3, "no date")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=WEEKLY", 4, "FREQ=YEARLY")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;BYSETPOS=1", 4, "BYSETPOS")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;BYDAY=MO", 4, "number and its month")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;COUNT=none", 4, "COUNT")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nRECURRENCE-ID;VALUE=DATE:20261224", 4, "EXDATE")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nDURATION:PT3H", 4, "whole days")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261201", 2, "ends before")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20301201", 2, "400 days")]
    [InlineData("SUMMARY:Nothing", 2, "DTSTART")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nnonsense", 4, "colon")]
    [InlineData("DTSTART;VALUE=DATE:20261224\nEND:VJOURNAL", 4, "still open")]
    public void What_cannot_be_followed_is_a_mistake_with_its_line(string lines, int line, string word)
    {
        CalendarFileReading reading = CalendarFile.Read("office.ics", $"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR");
        Assert.Null(reading.Calendar);
        Assert.Equal(line, reading.Mistakes[0].Line);
        Assert.Contains(word, reading.Mistakes[0].Sentence, StringComparison.Ordinal);
        Assert.StartsWith($"office.ics, line {line}: ", reading.Mistakes[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("BEGIN:VEVENT\nDTSTART:20261224\nEND:VEVENT")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224")]
    public void What_is_no_calendar_is_refused(string text) => Assert.NotEmpty(CalendarFile.Read("x.ics", text).Mistakes);

    [Fact]
    public void No_text_makes_it_throw()
    {
        Random random = Proof.Random();
        string[] pieces = ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "DTSTART;VALUE=DATE:2026", "1224", "RRULE:FREQ=YEARLY;", "BYDAY=-1MO", ";BYMONTH=2", "\n", "\r\n ", ":", ";", "=", "\"", "EXDATE:", "9", "\\", "é", "DURATION:P99999D"];
        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            CalendarFileReading reading = CalendarFile.Read("x.ics", string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)])));
            Assert.True(reading.Calendar is null != (reading.Mistakes.Length == 0));
            _ = reading.Calendar?.OfYear(2027).Count();
        }
    }

    private static HolidayCalendar Read(string events)
    {
        CalendarFileReading reading = CalendarFile.Read("office.ics", $"BEGIN:VCALENDAR\nVERSION:2.0\n{events}\nEND:VCALENDAR\n");
        Assert.Empty(reading.Mistakes);
        return reading.Calendar!;
    }

    private static string Days(HolidayCalendar calendar, int year) => string.Join(' ', calendar.OfYear(year).Select(holiday => holiday.Day.ToString("MM-dd")));
}
