using System.Collections.Frozen;

namespace AgentBot.Core.Schedules;

/// <summary>
/// Germany by federal state. The Day of German Unity is set by the Unification Treaty of 31 August 1990, article 2(2); every other
/// holiday by the law on Sundays and holidays of each state ("Gesetz über Sonn- und Feiertage", "Feiertagsgesetz"), compared with the
/// overview of the Federal Ministry of the Interior. Only days that hold in the whole state are in the calendar of a state; Assumption
/// Day, which holds in the mostly Catholic municipalities of Bavaria, has a calendar of its own. Since 1995, when the Day of Repentance
/// was given up everywhere but in Saxony.
/// </summary>
internal static class GermanHolidays
{
    private static readonly FrozenDictionary<string, string> States = new Dictionary<string, string>
    {
        ["bw"] = "Baden-Württemberg",
        ["by"] = "Bavaria",
        ["be"] = "Berlin",
        ["bb"] = "Brandenburg",
        ["hb"] = "Bremen",
        ["hh"] = "Hamburg",
        ["he"] = "Hesse",
        ["mv"] = "Mecklenburg-Vorpommern",
        ["ni"] = "Lower Saxony",
        ["nw"] = "North Rhine-Westphalia",
        ["rp"] = "Rhineland-Palatinate",
        ["sl"] = "Saarland",
        ["sn"] = "Saxony",
        ["st"] = "Saxony-Anhalt",
        ["sh"] = "Schleswig-Holstein",
        ["th"] = "Thuringia",
    }.ToFrozenDictionary();

    /// <summary>Keys "de" and "de-" with the state's code of ISO 3166-2; "de-by-assumption" for the Catholic municipalities of Bavaria.</summary>
    public static IEnumerable<HolidayCalendar> Calendars() =>
    [
        new("de", "Germany (holidays of every state)", year => OfState(year, "")),
        new("de-by-assumption", "Germany (Bavaria, with Assumption Day)", year => OfState(year, "by").On(8, 15, "Assumption Day")),
        .. States.Select(state => new HolidayCalendar($"de-{state.Key}", $"Germany ({state.Value})", year => OfState(year, state.Key))),
    ];

    private static HolidayList OfState(int year, string state) => new HolidayList(year)
        .On(1, 1, "New Year’s Day")
        .If(state is "bw" or "by" or "st", list => list.On(1, 6, "Epiphany"))
        .If(state is "be", list => list.On(3, 8, "Women’s Day", since: 2019))
        .If(state is "mv", list => list.On(3, 8, "Women’s Day", since: 2023))
        .Easter(-2, "Good Friday")
        .If(state is "bb", list => list.Easter(0, "Easter Sunday"))
        .Easter(1, "Easter Monday")
        .On(5, 1, "Labour Day")
        .If(state is "be" && (year is 2020 or 2025), list => list.On(5, 8, "Liberation Day"))
        .Easter(39, "Ascension Day")
        .If(state is "bb", list => list.Easter(49, "Whit Sunday"))
        .Easter(50, "Whit Monday")
        .If(state is "bw" or "by" or "he" or "nw" or "rp" or "sl", list => list.Easter(60, "Corpus Christi"))
        .If(state is "be", list => list.On(6, 17, "75 years after the uprising of 1953", since: 2028, until: 2028))
        .If(state is "sl", list => list.On(8, 15, "Assumption Day"))
        .If(state is "th", list => list.On(9, 20, "World Children’s Day", since: 2019))
        .On(10, 3, "Day of German Unity")
        .If(HasReformationDay(year, state), list => list.On(10, 31, "Reformation Day"))
        .If(state is "bw" or "by" or "nw" or "rp" or "sl", list => list.On(11, 1, "All Saints’ Day"))
        .If(state is "sn", list => list.Add(ChurchYear.OnOrAfter(new DateOnly(year, 11, 16), DayOfWeek.Wednesday), "Day of Repentance"))
        .On(12, 25, "Christmas Day")
        .On(12, 26, "Second Day of Christmas");

    // Everywhere in 2017, five hundred years after the theses; four states in the north kept it from 2018.
    private static bool HasReformationDay(int year, string state) =>
        year == 2017 || state is "bb" or "mv" or "sn" or "st" or "th" || (year >= 2018 && (state is "hb" or "hh" or "ni" or "sh"));
}
