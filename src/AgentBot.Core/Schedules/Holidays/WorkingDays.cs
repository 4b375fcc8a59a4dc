namespace AgentBot.Core.Schedules;

/// <summary>Monday to Friday, less the holidays of a calendar.</summary>
internal static class WorkingDays
{
    /// <summary>No calendar of a living country closes longer; where nothing is found within it, the day is left out.</summary>
    public const int FarthestMove = 31;

    public static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public static bool IsWorking(DateOnly day, HolidayCalendar? calendar) => !IsWeekend(day) && calendar?.IsHoliday(day) != true;

    /// <summary>Where a day that is not worked goes to; null: it is left out.</summary>
    public static DateOnly? Move(DateOnly day, OffDay what, HolidayCalendar? calendar) => what switch
    {
        OffDay.Keep => day,
        OffDay.Skip => null,
        OffDay.Before => Find(day, -1, calendar),
        OffDay.After => Find(day, 1, calendar),
        OffDay.Nearest => Nearest(day, calendar),
    };

    /// <summary>The n-th working day of a month from its beginning, or from its end where negative.</summary>
    public static DateOnly? Nth(int year, int month, int nth, HolidayCalendar? calendar)
    {
        int days = DateTime.DaysInMonth(year, month);
        int left = Math.Abs(nth);
        for (int i = 1; i <= days; i++)
        {
            var day = new DateOnly(year, month, nth > 0 ? i : days + 1 - i);
            if (IsWorking(day, calendar) && --left == 0)
            {
                return day;
            }
        }

        return null;
    }

    private static DateOnly? Find(DateOnly from, int step, HolidayCalendar? calendar)
    {
        for (int i = 1; i <= FarthestMove; i++)
        {
            DateOnly day = from.AddDays(i * step);
            if (IsWorking(day, calendar))
            {
                return day;
            }
        }

        return null;
    }

    private static DateOnly? Nearest(DateOnly day, HolidayCalendar? calendar)
    {
        DateOnly? before = Find(day, -1, calendar);
        DateOnly? after = Find(day, 1, calendar);
        return before is { } b && after is { } a ? (day.DayNumber - b.DayNumber <= a.DayNumber - day.DayNumber ? b : a) : before ?? after;
    }
}
