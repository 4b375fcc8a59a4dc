namespace AgentBot.Core.Values;

/// <summary>Days and months that people name from today: today, yesterday, tomorrow, 14d, -14d, this-month, last-month, next-month.</summary>
public static class RelativeDates
{
    public static readonly string[] MonthWords = ["this-month", "last-month", "next-month"];
    public static readonly string[] DayWords = ["today", "yesterday", "tomorrow"];

    /// <summary>True where the type is a date or a month and the text is such a word. "14d" is the day in fourteen days.</summary>
    public static bool TryRead(string text, FieldType type, DateOnly today, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Value? value)
    {
        string word = text.Trim().ToLowerInvariant().Replace(' ', '-');
        value = type switch
        {
            FieldType.Date => Day(word, today) is { } day ? new Value.Date(day) : null,
            FieldType.Month => word switch
            {
                "this-month" => Month(today),
                "last-month" => Month(today.AddMonths(-1)),
                "next-month" => Month(today.AddMonths(1)),
                _ => null,
            },
            _ => null,
        };
        return value is not null;
    }

    /// <summary>As people say it, and as it is read again: "last month" for "last-month".</summary>
    public static string InWords(string text, FieldType type) =>
        type is FieldType.Month && MonthWords.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase) ? text.Trim().Replace('-', ' ') : text;

    private static DateOnly? Day(string word, DateOnly today)
    {
        switch (word)
        {
            case "today":
                return today;
            case "yesterday":
                return today.AddDays(-1);
            case "tomorrow":
                return today.AddDays(1);
        }

        bool back = word.StartsWith('-');
        return DateReader.TryReadDuration(word.TrimStart('-', '+'), out TimeSpan length) && length.TotalDays >= 1 && length.TotalDays == Math.Floor(length.TotalDays)
            ? today.AddDays((int)length.TotalDays * (back ? -1 : 1))
            : null;
    }

    private static Value.Month Month(DateOnly day) => new(day.Year, day.Month);
}
