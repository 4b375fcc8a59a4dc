namespace AgentBot.Core.Schedules;

/// <summary>A whole-day event of a calendar file.</summary>
/// <param name="Days">How many days each occurrence lasts, 1 or more.</param>
/// <param name="Repeat">Null: it happens once, and on the further days that the file names.</param>
internal sealed record CalendarEvent(string Name, DateOnly Start, int Days, YearlyRepeat? Repeat, IReadOnlySet<DateOnly> Except, IReadOnlyList<DateOnly> Further)
{
    /// <summary>The days of it that lie in a year; an occurrence that began in the year before may reach into it.</summary>
    public IEnumerable<Holiday> In(int year) =>
        Begins(year).SelectMany(day => Enumerable.Range(0, Days).Select(day.AddDays)).Where(day => day.Year == year).Select(day => new Holiday(day, Name));

    private IEnumerable<DateOnly> Begins(int year) =>
        (Repeat is null ? [Start] : Repeat.Days(Start, year)).Concat(Further).Where(day => (day.Year == year || day.Year == year - 1) && !Except.Contains(day));
}

/// <summary>A rule with FREQ=YEARLY (RFC 5545, 3.3.10).</summary>
/// <param name="Months">Empty: the month of the first day.</param>
/// <param name="MonthDays">From 1, or from -1 at the end of the month.</param>
/// <param name="Weekdays">With their number in the month; empty for none.</param>
internal sealed record YearlyRepeat(int Interval, int? Count, DateOnly? Until, IReadOnlyList<int> Months, IReadOnlyList<int> MonthDays, IReadOnlyList<(int Nth, DayOfWeek Day)> Weekdays)
{
    /// <summary>Every occurrence up to the end of a year: they are counted from the first one.</summary>
    public IEnumerable<DateOnly> Days(DateOnly start, int year)
    {
        int left = Count ?? int.MaxValue;
        for (int y = start.Year; y <= Math.Min(year, 9998) && left > 0; y += Interval)
        {
            foreach (DateOnly day in OfYear(start, y).Where(day => day >= start).Distinct().Order())
            {
                if (left-- <= 0 || day > Until)
                {
                    yield break;
                }

                yield return day;
            }
        }
    }

    private IEnumerable<DateOnly> OfYear(DateOnly start, int year)
    {
        foreach (int month in Months.Count > 0 ? Months : [start.Month])
        {
            int length = DateTime.DaysInMonth(year, month);
            IReadOnlyList<int> wanted = MonthDays.Count > 0 || Weekdays.Count > 0 ? MonthDays : [start.Day];
            foreach (int day in wanted)
            {
                int number = day > 0 ? day : length + 1 + day;
                if (number >= 1 && number <= length)
                {
                    yield return new DateOnly(year, month, number);
                }
            }

            foreach ((int nth, DayOfWeek weekday) in Weekdays)
            {
                if (ChurchYear.Nth(year, month, nth, weekday) is { } day)
                {
                    yield return day;
                }
            }
        }
    }
}
