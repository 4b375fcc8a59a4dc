using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>Collects the properties of one VEVENT.</summary>
internal sealed class CalendarEventReader(int begin)
{
    private const int LongestEvent = 400;

    private readonly HashSet<DateOnly> _except = [];
    private readonly List<DateOnly> _further = [];
    private string _name = "";
    private DateOnly? _start;
    private DateOnly? _end;
    private int? _days;
    private YearlyRepeat? _repeat;
    private bool _cancelled;

    public List<(int Line, string Sentence)> Mistakes { get; } = [];

    public void Take(ContentLine line)
    {
        switch (line.Name)
        {
            case "SUMMARY":
                _name = ContentLine.Unescaped(line.Value).Trim();
                break;
            case "DTSTART":
                _start = Day(line, line.Value);
                break;
            case "DTEND":
                _end = Day(line, line.Value);
                break;
            case "DURATION":
                _days = Duration(line);
                break;
            case "RRULE":
                _repeat = Repeat(line);
                break;
            case "EXDATE":
                _except.UnionWith(line.Value.Split(',').Select(value => Day(line, value)).OfType<DateOnly>());
                break;
            case "RDATE":
                _further.AddRange(line.Value.Split(',').Select(value => Day(line, value)).OfType<DateOnly>());
                break;
            case "STATUS":
                _cancelled = line.Value.Equals("CANCELLED", StringComparison.OrdinalIgnoreCase);
                break;
            case "RECURRENCE-ID" or "EXRULE":
                Wrong(line, $"{line.Name} is not followed. Write the changed day as an event of its own, and the old one under EXDATE.");
                break;
        }
    }

    /// <summary>Null where it was cancelled or has a mistake.</summary>
    public CalendarEvent? Finish()
    {
        if (Mistakes.Count > 0 || _cancelled)
        {
            return null;
        }

        if (_start is not { } start)
        {
            Mistakes.Add((begin, "The event has no DTSTART."));
            return null;
        }

        int days = _days ?? (_end is { } end ? end.DayNumber - start.DayNumber : 1);
        if (days is < 0 or > LongestEvent)
        {
            Mistakes.Add((begin, days < 0 ? "The event ends before it begins." : $"The event lasts more than {LongestEvent} days."));
            return null;
        }

        // DTEND is the day after the last one; some programs write the first day there again.
        return new CalendarEvent(_name.Length > 0 ? _name : "Holiday", start, Math.Max(1, days), _repeat, _except, _further);
    }

    private DateOnly? Day(ContentLine line, string value)
    {
        if (DateOnly.TryParseExact(value.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is >= 1900 and <= 9000)
        {
            return day;
        }

        Wrong(line, value.Contains('T', StringComparison.Ordinal)
            ? $"{line.Name} has a time of the day. Holidays are whole days: {line.Name};VALUE=DATE:{value.Trim()[..Math.Min(8, value.Trim().Length)]}"
            : $"“{Shown(value)}” is no date. It is written like 20261225.");
        return null;
    }

    private int? Duration(ContentLine line)
    {
        string value = line.Value.Trim().TrimStart('+');
        bool weeks = value.EndsWith('W');
        if (value.Length > 2 && value[0] == 'P' && (weeks || value.EndsWith('D')) && int.TryParse(value.AsSpan(1, value.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= LongestEvent)
        {
            return count * (weeks ? 7 : 1);
        }

        Wrong(line, $"The duration “{Shown(value)}” is no number of whole days, such as P2D.");
        return null;
    }

    private YearlyRepeat? Repeat(ContentLine line)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in line.Value.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int equal = part.IndexOf('=', StringComparison.Ordinal);
            if (equal <= 0 || !parts.TryAdd(part[..equal].Trim(), part[(equal + 1)..].Trim()))
            {
                return Wrong(line, $"“{Shown(part)}” in the repetition was not understood.");
            }
        }

        if (!parts.TryGetValue("FREQ", out string? often) || !often.Equals("YEARLY", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong(line, "Only what comes every year is followed: FREQ=YEARLY. Write other days as events of their own.");
        }

        if (parts.Keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return Wrong(line, $"{unknown} in the repetition is not followed. Write such days as events of their own.");
        }

        List<(int, DayOfWeek)>? weekdays = Weekdays(parts.GetValueOrDefault("BYDAY", ""));
        List<int>? months = Numbers(parts.GetValueOrDefault("BYMONTH", ""), 1, 12);
        List<int>? days = Numbers(parts.GetValueOrDefault("BYMONTHDAY", ""), -31, 31);
        if (weekdays is null || months is null || days is null || days.Contains(0) || (weekdays.Count > 0 && (months.Count == 0 || days.Count > 0)))
        {
            return Wrong(line, "The days of the repetition were not understood. A weekday needs its number and its month: BYMONTH=11;BYDAY=4TH.");
        }

        int interval = 1;
        int count = 0;
        DateOnly until = default;
        bool isSound = (!parts.TryGetValue("INTERVAL", out string? every) || (int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out interval) && interval is >= 1 and <= 1_000))
            && (!parts.TryGetValue("COUNT", out string? most) || (int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= 10_000))
            && (!parts.TryGetValue("UNTIL", out string? last) || (last.Length >= 8 && DateOnly.TryParseExact(last[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out until)));
        return isSound
            ? new YearlyRepeat(interval, count > 0 ? count : null, until == default ? null : until, months, days, weekdays)
            : Wrong(line, "INTERVAL, COUNT or UNTIL of the repetition was not understood.");
    }

    private static readonly string[] Known = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"];
    private static readonly string[] DayNames = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private static List<(int, DayOfWeek)>? Weekdays(string text)
    {
        var days = new List<(int, DayOfWeek)>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.Length >= 3 ? Array.IndexOf(DayNames, part[^2..].ToUpperInvariant()) : -1;
            if (at < 0 || !int.TryParse(part[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int nth) || nth is 0 or < -5 or > 5)
            {
                return null;
            }

            days.Add((nth, (DayOfWeek)at));
        }

        return days;
    }

    private static List<int>? Numbers(string text, int least, int most)
    {
        var numbers = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < least || number > most)
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private YearlyRepeat? Wrong(ContentLine line, string sentence)
    {
        Mistakes.Add((line.Number, sentence));
        return null;
    }

    private static string Shown(string value) => value.Length > 30 ? value[..30] + "…" : value;
}
