using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>
/// Countries of Europe whose holidays hold in the whole country, or in one part that is named. One line for each country with the
/// law that its days come from, and one line for each day with the countries that keep it by this name.
/// </summary>
internal static class EuropeanHolidays
{
    private static readonly ImmutableArray<Country> Countries =
    [
        // Arbeitsruhegesetz, § 7(2).
        new("at", "Austria"),

        // Law of 4 January 1974 on public holidays and the royal decree of 18 April 1974, article 1.
        new("be", "Belgium"),

        // The federal holiday by the Federal Constitution, article 110(3), and the three further days that every canton puts beside
        // the Sundays under the Labour Act (ArG), article 20a.
        new("ch", "Switzerland (holidays of every canton)"),

        // Ruhetags- und Ladenöffnungsgesetz of the canton (LS 822.4), § 1.
        new("ch-zh", "Switzerland (Zürich)"),

        // The holidays of the national church by the order of 26 October 1770; Great Prayer Day until 2023 (law 214 of 2023).
        new("dk", "Denmark"),

        // Real Decreto 2001/1983, article 45, as changed by 1346/1989. Of the days that a region may replace only Epiphany is in it,
        // which all of them keep; so is none of the Mondays to which some regions move a holiday that falls on a Sunday.
        new("es", "Spain (holidays of every region)"),

        // Code du travail, article L3133-1; for Alsace and Moselle also article L3134-13.
        new("fr", "France"),
        new("fr-alsace-moselle", "France (Alsace and Moselle)", Within: "fr"),

        // Law 260 of 1949, article 2, as changed by law 54 of 1977, decree 792 of 1985 (Epiphany), law 336 of 2000 (Republic Day) and
        // law 151 of 2025 (Saint Francis, from 2026). The patron saint's day of each town is not in it.
        new("it", "Italy"),

        // Algemene termijnenwet, article 3(1) and, for Good Friday, 3(2). Whether the fifth of May is a day off is left to employers
        // there; the law counts it every year.
        new("nl", "Netherlands"),

        // Lov om helligdager og helligdagsfred (1995), § 2, and the law of 26 April 1947 on 1 and 17 May.
        new("no", "Norway"),

        // Law of 18 January 1951 on days free from work, article 1; Christmas Eve since 2025, Epiphany since 2011.
        new("pl", "Poland"),

        // Lag (1989:253) om allmänna helgdagar, § 1; the National Day since 2005. Eves are no holidays by that law.
        new("se", "Sweden"),
    ];

    private static readonly ImmutableArray<HolidayRule> Rules =
    [
        On(1, 1, "New Year’s Day", "at be ch ch-zh dk es fr it nl no pl se"),
        On(1, 6, "Epiphany", "at es it se"),
        On(1, 6, "Epiphany", "pl", since: 2011),
        Easter(-3, "Maundy Thursday", "dk no"),
        Easter(-2, "Good Friday", "ch-zh dk es fr-alsace-moselle nl no se"),
        Easter(0, "Easter Sunday", "dk it nl no pl se"),
        Easter(1, "Easter Monday", "at be ch-zh dk fr it nl no pl se"),
        Easter(26, "Great Prayer Day", "dk", until: 2023),
        Easter(39, "Ascension Day", "at be ch ch-zh dk fr nl no se"),
        Easter(49, "Whit Sunday", "dk nl no pl se"),
        Easter(50, "Whit Monday", "at be ch-zh dk fr nl no"),
        Easter(60, "Corpus Christi", "at pl"),
        On(4, 25, "Liberation Day", "it"),
        Moved(KingsDay, "Queen’s Day", "nl", until: 2013),
        Moved(KingsDay, "King’s Day", "nl", since: 2014),
        On(5, 1, "Labour Day", "be ch-zh es fr it no pl se"),
        On(5, 1, "National Labour Day", "at"),
        On(5, 3, "Constitution Day", "pl"),
        On(5, 5, "Liberation Day", "nl"),
        On(5, 8, "Victory Day", "fr"),
        On(5, 17, "Constitution Day", "no"),
        On(6, 2, "Republic Day", "it", since: 2001),
        On(6, 6, "National Day", "se", since: 2005),
        Moved(year => ChurchYear.OnOrAfter(new DateOnly(year, 6, 20), DayOfWeek.Saturday), "Midsummer Day", "se"),
        On(7, 14, "National Day", "fr"),
        On(7, 21, "National Day", "be"),
        On(8, 1, "Swiss National Day", "ch ch-zh"),
        On(8, 15, "Assumption Day", "at be es fr it pl"),
        On(10, 4, "Saint Francis of Assisi", "it", since: 2026),
        On(10, 12, "National Day", "es"),
        On(10, 26, "National Day", "at"),
        On(11, 1, "All Saints’ Day", "at be es fr it pl"),
        Moved(year => ChurchYear.OnOrAfter(new DateOnly(year, 10, 31), DayOfWeek.Saturday), "All Saints’ Day", "se"),
        On(11, 11, "Armistice Day", "be fr"),
        On(11, 11, "Independence Day", "pl"),
        On(12, 6, "Constitution Day", "es"),
        On(12, 8, "Immaculate Conception", "at es it"),
        On(12, 24, "Christmas Eve", "pl", since: 2025),
        On(12, 25, "Christmas Day", "at be ch ch-zh dk es fr it nl no pl se"),
        On(12, 26, "Saint Stephen’s Day", "at ch-zh fr-alsace-moselle it"),
        On(12, 26, "Second Day of Christmas", "dk nl no pl se"),
    ];

    public static IEnumerable<HolidayCalendar> Calendars() => Countries.Select(country => new HolidayCalendar(country.Key, country.Label, year => OfYear(country, year)));

    private static IEnumerable<Holiday> OfYear(Country country, int year) => Rules
        .Where(rule => year >= rule.Since && year <= rule.Until && (rule.Countries.Contains(country.Key) || (country.Within is { } whole && rule.Countries.Contains(whole))))
        .Select(rule => new Holiday(rule.Of(year), rule.Name));

    private static HolidayRule On(int month, int day, string name, string countries, int since = 0) =>
        Moved(year => new DateOnly(year, month, day), name, countries, since);

    /// <param name="days">From Easter Sunday: -2 is Good Friday, 39 Ascension Day.</param>
    private static HolidayRule Easter(int days, string name, string countries, int until = int.MaxValue) =>
        Moved(year => ChurchYear.Easter(year).AddDays(days), name, countries, until: until);

    private static HolidayRule Moved(Func<int, DateOnly> of, string name, string countries, int since = 0, int until = int.MaxValue) =>
        new(of, name, [.. countries.Split(' ')], since, until);

    /// <summary>The birthday of the King, before him of the Queen Mother, kept a day earlier where it falls on a Sunday.</summary>
    private static DateOnly KingsDay(int year)
    {
        DateOnly birthday = year >= 2014 ? new DateOnly(year, 4, 27) : new DateOnly(year, 4, 30);
        return birthday.DayOfWeek == DayOfWeek.Sunday ? birthday.AddDays(-1) : birthday;
    }

    /// <param name="Within">The country whose days hold there too.</param>
    private sealed record Country(string Key, string Label, string? Within = null);

    private sealed record HolidayRule(Func<int, DateOnly> Of, string Name, ImmutableArray<string> Countries, int Since, int Until);
}
