namespace AgentBot.Core.Schedules;

/// <summary>Days that move with Easter or stand on a certain weekday of a month.</summary>
internal static class ChurchYear
{
    /// <summary>
    /// Easter Sunday of the Gregorian calendar, as the Council of Nicaea and the reform of 1582 define it: the Sunday after the first
    /// church full moon on or after 21 March. By the moon's age (epact) in the nineteen-year cycle, with the corrections of the
    /// centuries; the two exceptions keep the full moon inside its month.
    /// </summary>
    public static DateOnly Easter(int year)
    {
        int golden = year % 19;
        int century = year / 100;
        int sunCorrection = century - (century / 4);
        int moonCorrection = ((8 * century) + 13) / 25;
        int age = (sunCorrection - moonCorrection + (19 * golden) + 15) % 30;
        int afterMarch21 = age - (age == 29 || (age == 28 && golden > 10) ? 1 : 0);
        var fullMoon = new DateOnly(year, 3, 21);
        fullMoon = fullMoon.AddDays(afterMarch21);
        return fullMoon.AddDays(7 - (int)fullMoon.DayOfWeek);
    }

    /// <summary>The n-th such weekday of a month, 1 to 5 from its beginning or -1 to -5 from its end; null where there is none.</summary>
    public static DateOnly? Nth(int year, int month, int nth, DayOfWeek weekday)
    {
        int days = DateTime.DaysInMonth(year, month);
        var edge = new DateOnly(year, month, nth > 0 ? 1 : days);
        int distance = nth > 0 ? ((int)weekday - (int)edge.DayOfWeek + 7) % 7 : ((int)edge.DayOfWeek - (int)weekday + 7) % 7;
        int day = nth > 0 ? 1 + distance + (7 * (nth - 1)) : days - distance + (7 * (nth + 1));
        return day >= 1 && day <= days ? new DateOnly(year, month, day) : null;
    }

    /// <summary>The first such weekday on or after a day.</summary>
    public static DateOnly OnOrAfter(DateOnly day, DayOfWeek weekday) => day.AddDays(((int)weekday - (int)day.DayOfWeek + 7) % 7);
}
