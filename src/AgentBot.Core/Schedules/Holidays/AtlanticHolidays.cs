namespace AgentBot.Core.Schedules;

/// <summary>The United Kingdom, Ireland and the United States.</summary>
internal static class AtlanticHolidays
{
    public static IEnumerable<HolidayCalendar> Calendars() =>
    [
        new("gb-eng", "United Kingdom (England and Wales)", year => England(year)),
        new("gb-nir", "United Kingdom (Northern Ireland)", NorthernIreland),
        new("gb-sct", "United Kingdom (Scotland)", Scotland),
        new("ie", "Ireland", Ireland),
        new("us", "United States (federal)", UnitedStates),
    ];

    /// <summary>
    /// England and Wales: Banking and Financial Dealings Act 1971, schedule 1, with New Year's Day and the early May holiday by royal
    /// proclamation under section 1(3), and Christmas Day and Good Friday by common law; days and substitutes as published on
    /// gov.uk/bank-holidays. A holiday on a weekend stays a holiday and has a substitute on the next free weekday. One-off days
    /// since 1995 are those that were proclaimed.
    /// </summary>
    private static HolidayList England(int year) => WithSubstitute(
        InTheUnitedKingdom(year)
            .Easter(1, "Easter Monday")
            .Nth(8, -1, DayOfWeek.Monday, "Summer bank holiday"),
        new DateOnly(year, 1, 1),
        "New Year’s Day");

    /// <summary>
    /// Scotland: the same act, schedule 1, with the second of January, the summer holiday at the beginning of August and no Easter
    /// Monday; Saint Andrew's Day by the act of the Scottish Parliament of 2007 (asp 2).
    /// </summary>
    private static HolidayList Scotland(int year)
    {
        var newYear = new DateOnly(year, 1, 1);
        HolidayList list = InTheUnitedKingdom(year)
            .Nth(8, 1, DayOfWeek.Monday, "Summer bank holiday")
            .On(6, 15, "Bank holiday of the World Cup", since: 2026, until: 2026)
            .Add(newYear, "New Year’s Day")
            .Add(newYear.AddDays(1), "2nd January");
        Substitute(list, newYear, "New Year’s Day");
        Substitute(list, newYear.AddDays(1), "2nd January");
        return year >= 2007 ? WithSubstitute(list, new DateOnly(year, 11, 30), "Saint Andrew’s Day") : list;
    }

    /// <summary>What all parts have in common.</summary>
    private static HolidayList InTheUnitedKingdom(int year)
    {
        HolidayList list = new HolidayList(year)
            .Easter(-2, "Good Friday")
            .Add(year is 1995 or 2020 ? new DateOnly(year, 5, 8) : ChurchYear.Nth(year, 5, 1, DayOfWeek.Monday)!.Value, "Early May bank holiday")
            .Add(year switch
            {
                2002 or 2012 => new DateOnly(year, 6, 4),
                2022 => new DateOnly(year, 6, 2),
                _ => ChurchYear.Nth(year, 5, -1, DayOfWeek.Monday)!.Value,
            }, "Spring bank holiday")
            .On(12, 31, "Millennium holiday", since: 1999, until: 1999)
            .On(6, 3, "Golden Jubilee", since: 2002, until: 2002)
            .On(4, 29, "Royal wedding", since: 2011, until: 2011)
            .On(6, 5, "Diamond Jubilee", since: 2012, until: 2012)
            .On(6, 3, "Platinum Jubilee", since: 2022, until: 2022)
            .On(9, 19, "State funeral of Queen Elizabeth II", since: 2022, until: 2022)
            .On(5, 8, "Coronation of King Charles III", since: 2023, until: 2023);
        var christmas = new DateOnly(year, 12, 25);
        // Both days first: where Christmas Day falls on the Sunday, Boxing Day keeps its Monday.
        list.Add(christmas, "Christmas Day").Add(christmas.AddDays(1), "Boxing Day");
        Substitute(list, christmas, "Christmas Day");
        return Substitute(list, christmas.AddDays(1), "Boxing Day");
    }

    /// <summary>As England, with Saint Patrick's Day and the Battle of the Boyne (Bank Holidays (Northern Ireland) by the same act).</summary>
    private static HolidayList NorthernIreland(int year) =>
        WithSubstitute(WithSubstitute(England(year), new DateOnly(year, 3, 17), "Saint Patrick’s Day"), new DateOnly(year, 7, 12), "Battle of the Boyne");

    /// <summary>Ireland: Organisation of Working Time Act 1997, second schedule; Saint Brigid's Day by S.I. 50 of 2022, from 2023.</summary>
    private static HolidayList Ireland(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .If(year >= 2023, list => list.Add(
            new DateOnly(year, 2, 1).DayOfWeek == DayOfWeek.Friday ? new DateOnly(year, 2, 1) : ChurchYear.Nth(year, 2, 1, DayOfWeek.Monday)!.Value, "Saint Brigid’s Day"))
        .On(3, 17, "Saint Patrick’s Day")
        .On(3, 18, "Day of remembrance", since: 2022, until: 2022)
        .Easter(1, "Easter Monday")
        .Nth(5, 1, DayOfWeek.Monday, "May holiday")
        .Nth(6, 1, DayOfWeek.Monday, "June holiday")
        .Nth(8, 1, DayOfWeek.Monday, "August holiday")
        .Nth(10, -1, DayOfWeek.Monday, "October holiday")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Saint Stephen’s Day");

    /// <summary>
    /// United States: 5 U.S.C. 6103(a). A holiday on a Saturday is also observed on the Friday before (6103(b)), one on a Sunday on the
    /// Monday after (Executive Order 11582, section 3(a)). Inauguration Day, which holds around Washington only, is not in it.
    /// </summary>
    private static HolidayList UnitedStates(int year)
    {
        HolidayList list = new HolidayList(year)
            .Nth(1, 3, DayOfWeek.Monday, "Martin Luther King Jr. Day", since: 1986)
            .Nth(2, 3, DayOfWeek.Monday, "Washington’s Birthday")
            .Nth(5, -1, DayOfWeek.Monday, "Memorial Day")
            .Nth(9, 1, DayOfWeek.Monday, "Labor Day")
            .Nth(10, 2, DayOfWeek.Monday, "Columbus Day")
            .Nth(11, 4, DayOfWeek.Thursday, "Thanksgiving Day");
        Observed(list, new DateOnly(year, 1, 1), "New Year’s Day");
        // When the next New Year's Day is a Saturday, it is observed on the last day of this year.
        Observed(list, new DateOnly(year + 1, 1, 1), "New Year’s Day");
        Observed(list, new DateOnly(year, 7, 4), "Independence Day");
        Observed(list, new DateOnly(year, 11, 11), "Veterans Day");
        Observed(list, new DateOnly(year, 12, 25), "Christmas Day");
        if (year >= 2021)
        {
            Observed(list, new DateOnly(year, 6, 19), "Juneteenth");
        }

        return list;
    }

    private static void Observed(HolidayList list, DateOnly day, string name)
    {
        list.Add(day, name);
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            list.Add(day.AddDays(day.DayOfWeek == DayOfWeek.Saturday ? -1 : 1), $"{name} (observed)");
        }
    }

    private static HolidayList WithSubstitute(HolidayList list, DateOnly day, string name) => Substitute(list.Add(day, name), day, name);

    private static HolidayList Substitute(HolidayList list, DateOnly day, string name)
    {
        if (!WorkingDays.IsWeekend(day))
        {
            return list;
        }

        DateOnly free = day;
        while (WorkingDays.IsWeekend(free) || list.Any(holiday => holiday.Day == free))
        {
            free = free.AddDays(1);
        }

        return list.Add(free, $"{name} (substitute day)");
    }
}
