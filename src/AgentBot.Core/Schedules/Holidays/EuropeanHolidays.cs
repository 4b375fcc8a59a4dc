namespace AgentBot.Core.Schedules;

/// <summary>Countries of Europe whose holidays hold in the whole country, or in one part that is named.</summary>
internal static class EuropeanHolidays
{
    public static IEnumerable<HolidayCalendar> Calendars() =>
    [
        new("at", "Austria", Austria),
        new("be", "Belgium", Belgium),
        new("ch", "Switzerland (holidays of every canton)", Switzerland),
        new("ch-zh", "Switzerland (Zürich)", Zurich),
        new("dk", "Denmark", Denmark),
        new("fr", "France", year => France(year)),
        new("fr-alsace-moselle", "France (Alsace and Moselle)", year => France(year).Easter(-2, "Good Friday").On(12, 26, "Saint Stephen’s Day")),
        new("nl", "Netherlands", Netherlands),
        new("no", "Norway", Norway),
        new("pl", "Poland", Poland),
        new("se", "Sweden", Sweden),
    ];

    /// <summary>Austria: Arbeitsruhegesetz, § 7(2).</summary>
    private static HolidayList Austria(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .On(1, 6, "Epiphany")
        .Easter(1, "Easter Monday")
        .On(5, 1, "National Labour Day")
        .Easter(39, "Ascension Day")
        .Easter(50, "Whit Monday")
        .Easter(60, "Corpus Christi")
        .On(8, 15, "Assumption Day")
        .On(10, 26, "National Day")
        .On(11, 1, "All Saints’ Day")
        .On(12, 8, "Immaculate Conception")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Saint Stephen’s Day");

    /// <summary>Belgium: law of 4 January 1974 on public holidays and the royal decree of 18 April 1974, article 1.</summary>
    private static HolidayList Belgium(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .Easter(39, "Ascension Day")
        .Easter(50, "Whit Monday")
        .On(7, 21, "National Day")
        .On(8, 15, "Assumption Day")
        .On(11, 1, "All Saints’ Day")
        .On(11, 11, "Armistice Day")
        .On(12, 25, "Christmas Day");

    /// <summary>
    /// Switzerland: the federal holiday by the Federal Constitution, article 110(3), and the three further days that every canton puts
    /// beside the Sundays under the Labour Act (ArG), article 20a.
    /// </summary>
    private static HolidayList Switzerland(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(39, "Ascension Day")
        .On(8, 1, "Swiss National Day")
        .On(12, 25, "Christmas Day");

    /// <summary>Zürich: Ruhetags- und Ladenöffnungsgesetz of the canton (LS 822.4), § 1.</summary>
    private static HolidayList Zurich(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(-2, "Good Friday")
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .Easter(39, "Ascension Day")
        .Easter(50, "Whit Monday")
        .On(8, 1, "Swiss National Day")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Saint Stephen’s Day");

    /// <summary>Denmark: the holidays of the national church by the order of 26 October 1770; Great Prayer Day until 2023 (law 214 of 2023).</summary>
    private static HolidayList Denmark(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(-3, "Maundy Thursday")
        .Easter(-2, "Good Friday")
        .Easter(0, "Easter Sunday")
        .Easter(1, "Easter Monday")
        .If(year <= 2023, list => list.Easter(26, "Great Prayer Day"))
        .Easter(39, "Ascension Day")
        .Easter(49, "Whit Sunday")
        .Easter(50, "Whit Monday")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Second Day of Christmas");

    /// <summary>France: Code du travail, article L3133-1; for Alsace and Moselle also article L3134-13.</summary>
    private static HolidayList France(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .On(5, 8, "Victory Day")
        .Easter(39, "Ascension Day")
        .Easter(50, "Whit Monday")
        .On(7, 14, "National Day")
        .On(8, 15, "Assumption Day")
        .On(11, 1, "All Saints’ Day")
        .On(11, 11, "Armistice Day")
        .On(12, 25, "Christmas Day");

    /// <summary>
    /// Netherlands: Algemene termijnenwet, article 3(1) and, for Good Friday, 3(2). Whether the fifth of May is a day off is left to
    /// employers there; the law counts it every year. The King's birthday is kept a day earlier where it falls on a Sunday.
    /// </summary>
    private static HolidayList Netherlands(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(-2, "Good Friday")
        .Easter(0, "Easter Sunday")
        .Easter(1, "Easter Monday")
        .Add(KingsDay(year), year >= 2014 ? "King’s Day" : "Queen’s Day")
        .On(5, 5, "Liberation Day")
        .Easter(39, "Ascension Day")
        .Easter(49, "Whit Sunday")
        .Easter(50, "Whit Monday")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Second Day of Christmas");

    /// <summary>Norway: lov om helligdager og helligdagsfred (1995), § 2, and the law of 26 April 1947 on 1 and 17 May.</summary>
    private static HolidayList Norway(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .Easter(-3, "Maundy Thursday")
        .Easter(-2, "Good Friday")
        .Easter(0, "Easter Sunday")
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .On(5, 17, "Constitution Day")
        .Easter(39, "Ascension Day")
        .Easter(49, "Whit Sunday")
        .Easter(50, "Whit Monday")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Second Day of Christmas");

    /// <summary>Poland: law of 18 January 1951 on days free from work, article 1; Christmas Eve since 2025, Epiphany since 2011.</summary>
    private static HolidayList Poland(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .On(1, 6, "Epiphany", since: 2011)
        .Easter(0, "Easter Sunday")
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .On(5, 3, "Constitution Day")
        .Easter(49, "Whit Sunday")
        .Easter(60, "Corpus Christi")
        .On(8, 15, "Assumption Day")
        .On(11, 1, "All Saints’ Day")
        .On(11, 11, "Independence Day")
        .On(12, 24, "Christmas Eve", since: 2025)
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Second Day of Christmas");

    /// <summary>Sweden: lag (1989:253) om allmänna helgdagar, § 1; the National Day since 2005. Eves are no holidays by that law.</summary>
    private static HolidayList Sweden(int year) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .On(1, 6, "Epiphany")
        .Easter(-2, "Good Friday")
        .Easter(0, "Easter Sunday")
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .Easter(39, "Ascension Day")
        .Easter(49, "Whit Sunday")
        .On(6, 6, "National Day", since: 2005)
        .Add(ChurchYear.OnOrAfter(new DateOnly(year, 6, 20), DayOfWeek.Saturday), "Midsummer Day")
        .Add(ChurchYear.OnOrAfter(new DateOnly(year, 10, 31), DayOfWeek.Saturday), "All Saints’ Day")
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Second Day of Christmas");

    private static DateOnly KingsDay(int year)
    {
        DateOnly birthday = year >= 2014 ? new DateOnly(year, 4, 27) : new DateOnly(year, 4, 30);
        return birthday.DayOfWeek == DayOfWeek.Sunday ? birthday.AddDays(-1) : birthday;
    }
}
