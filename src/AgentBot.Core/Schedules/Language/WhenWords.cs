using System.Collections.Frozen;

namespace AgentBot.Core.Schedules;

/// <summary>The vocabulary of times.</summary>
internal static class WhenWords
{
    private static readonly FrozenDictionary<string, DayOfWeek> DayNames = Names(
        (DayOfWeek.Monday, ["monday", "mon"]),
        (DayOfWeek.Tuesday, ["tuesday", "tue", "tues"]),
        (DayOfWeek.Wednesday, ["wednesday", "wed", "weds"]),
        (DayOfWeek.Thursday, ["thursday", "thu", "thur", "thurs"]),
        (DayOfWeek.Friday, ["friday", "fri"]),
        (DayOfWeek.Saturday, ["saturday", "sat"]),
        (DayOfWeek.Sunday, ["sunday", "sun"]));

    private static readonly FrozenDictionary<string, int> MonthNames = Names(
        (1, ["january", "jan"]),
        (2, ["february", "feb"]),
        (3, ["march", "mar"]),
        (4, ["april", "apr"]),
        (5, ["may"]),
        (6, ["june", "jun"]),
        (7, ["july", "jul"]),
        (8, ["august", "aug"]),
        (9, ["september", "sep", "sept"]),
        (10, ["october", "oct"]),
        (11, ["november", "nov"]),
        (12, ["december", "dec"]));

    private static readonly string[] Known =
    [
        "every", "each", "daily", "weekly", "monthly", "quarterly", "yearly", "annually", "hourly", "weekdays", "weekday", "working", "business",
        "day", "days", "week", "weeks", "month", "months", "quarter", "year", "hour", "hours", "minute", "minutes", "first", "second", "third",
        "last", "today", "tomorrow", "noon", "midnight", "between", "until", "starting", "times", "holidays", "except", "before", "after",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays",
        "saturdays", "sundays", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
        "morning", "afternoon", "evening", "other", "fortnight", "biweekly",
    ];

    /// <param name="plural">True for "mondays".</param>
    public static bool IsDay(WhenToken token, out DayOfWeek day, out bool plural)
    {
        plural = false;
        day = default;
        if (token.Kind != WhenKind.Word)
        {
            return false;
        }

        if (DayNames.TryGetValue(token.Text, out day))
        {
            return true;
        }

        plural = token.Text.Length > 4 && token.Text.EndsWith('s') && DayNames.TryGetValue(token.Text[..^1], out day) && token.Text.EndsWith("days", StringComparison.Ordinal);
        return plural;
    }

    public static bool IsMonth(WhenToken token, out int month)
    {
        month = 0;
        return token.Kind == WhenKind.Word && MonthNames.TryGetValue(token.Text, out month);
    }

    /// <summary>Minutes, hours and half hours are minutes: <paramref name="minutes"/> of them; other units count 1.</summary>
    public static WhenUnit UnitOf(WhenToken token, out int minutes)
    {
        minutes = 1;
        if (token.Kind != WhenKind.Word)
        {
            return WhenUnit.None;
        }

        switch (token.Text)
        {
            case "minute" or "minutes" or "min" or "mins":
                return WhenUnit.Minute;
            case "hour" or "hours" or "hr" or "hrs" or "h":
                minutes = 60;
                return WhenUnit.Minute;
            case "halfhour":
                minutes = 30;
                return WhenUnit.Minute;
            case "day" or "days" or "d":
                return WhenUnit.Day;
            case "week" or "weeks" or "wk" or "wks" or "w":
                return WhenUnit.Week;
            case "fortnight" or "fortnights":
                return WhenUnit.Week;
            case "month" or "months":
                return WhenUnit.Month;
            case "quarter" or "quarters":
                return WhenUnit.Quarter;
            case "year" or "years":
                return WhenUnit.Year;
            default:
                return WhenUnit.None;
        }
    }

    /// <summary>The names of days and months first: they are long and easily misspelt.</summary>
    public static IReadOnlyList<string> Nearest(string word) => word.Length < 3 ? []
        : [.. new[] { NearestWord.Of(word, DayNames.Keys.Concat(MonthNames.Keys).Where(name => name.Length > 4)), NearestWord.Of(word, Known) }.OfType<string>().Where(near => near != word).Distinct()];

    private static FrozenDictionary<string, T> Names<T>(params ReadOnlySpan<(T Value, string[] Words)> names)
    {
        var all = new Dictionary<string, T>();
        foreach ((T value, string[] words) in names)
        {
            foreach (string word in words)
            {
                all.Add(word, value);
            }
        }

        return all.ToFrozenDictionary();
    }
}
