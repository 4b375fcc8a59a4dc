using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentBot.Agents.Offline.Reading;

/// <summary>
/// Days in written text: 2026-11-20, 20 November 2026, Nov 20, 20.11.2026, and words counted from a given day (today, tomorrow,
/// Friday, next Tuesday, in 3 days, end of month). 03/04/2026 can be two days and is read as none.
/// </summary>
public static partial class Days
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <param name="from">The day that words and dates without a year are counted from.</param>
    /// <param name="isCounted">True where the day was counted from <paramref name="from"/> rather than written out.</param>
    public static DateOnly? First(string text, DateOnly from, out bool isCounted)
    {
        isCounted = false;
        DateOnly? best = null;
        int bestAt = int.MaxValue;
        bool counted = false;
        void Offer(Match match, DateOnly? day, bool countedFrom)
        {
            if (day is not null && match.Index < bestAt)
            {
                (best, bestAt, counted) = (day, match.Index, countedFrom);
            }
        }

        foreach (Match match in IsoPattern().Matches(text))
        {
            Offer(match, Day(Number(match, "y"), Number(match, "m"), Number(match, "d")), countedFrom: false);
        }

        foreach (Match match in DottedPattern().Matches(text))
        {
            Offer(match, FromDigits(match), countedFrom: false);
        }

        foreach (Match match in NamedPattern().Matches(text))
        {
            int month = Array.IndexOf(Months, match.Groups["month"].Value[..3].ToLowerInvariant()) + 1;
            int day = match.Groups["d1"].Success ? Number(match, "d1") : Number(match, "d2");
            bool hasYear = match.Groups["y"].Success;
            Offer(match, hasYear ? Day(Number(match, "y"), month, day) : NextOf(month, day, from), !hasYear);
        }

        foreach (Match match in WordPattern().Matches(text))
        {
            Offer(match, FromWord(match, from), countedFrom: true);
        }

        isCounted = counted;
        return best;
    }

    /// <summary>The whole text as a day; null where it is anything else.</summary>
    public static DateOnly? Whole(string text, DateOnly today)
    {
        string trimmed = Names.Unquoted(text).TrimEnd('.');
        return trimmed.Length is > 3 and < 30 && !AmountOnly().IsMatch(trimmed) && IsAllDate(trimmed) ? First(trimmed, today, out _) : null;
    }

    private static bool IsAllDate(string text) =>
        ((Regex[])[IsoPattern(), DottedPattern(), NamedPattern(), WordPattern()]).Any(pattern => pattern.Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length);

    private static DateOnly? FromDigits(Match match)
    {
        int first = Number(match, "d");
        int second = Number(match, "m");
        bool isDotted = match.Groups["sep"].Value == ".";
        return isDotted || first > 12 ? Day(Number(match, "y"), second, first)
            : second > 12 ? Day(Number(match, "y"), first, second)
            : first == second ? Day(Number(match, "y"), first, second)
            : null;
    }

    private static DateOnly? FromWord(Match match, DateOnly from)
    {
        string word = match.Groups["word"].Value.ToLowerInvariant();
        switch (word)
        {
            case "today" or "tonight":
                return from;
            case "tomorrow":
                return from.AddDays(1);
            case "yesterday":
                return from.AddDays(-1);
            case "end of month" or "end of the month" or "month end" or "month-end":
                return new DateOnly(from.Year, from.Month, DateTime.DaysInMonth(from.Year, from.Month));
            case "end of week" or "end of the week":
                return NextWeekday(from, DayOfWeek.Friday);
        }

        if (match.Groups["count"].Success)
        {
            int count = Number(match, "count");
            return count > 3_000 ? null : match.Groups["unit"].Value.StartsWith('w') || match.Groups["unit"].Value.StartsWith('W') ? from.AddDays(7 * count) : from.AddDays(count);
        }

        foreach (DayOfWeek weekday in Enum.GetValues<DayOfWeek>())
        {
            if (word.EndsWith(weekday.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return NextWeekday(from, weekday);
            }
        }

        return null;
    }

    private static DateOnly NextWeekday(DateOnly from, DayOfWeek weekday)
    {
        int days = ((int)weekday - (int)from.DayOfWeek + 7) % 7;
        return from.AddDays(days == 0 ? 7 : days);
    }

    // Without a year the nearest such day is meant, looking ahead; a day just past stays in its year.
    private static DateOnly? NextOf(int month, int day, DateOnly from)
    {
        DateOnly? thisYear = Day(from.Year, month, day);
        return thisYear is { } date && date < from.AddDays(-60) ? Day(from.Year + 1, month, day) : thisYear;
    }

    private static DateOnly? Day(int year, int month, int day) =>
        year is > 1900 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<!\d)(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})(?!\d)", RegexOptions.None, 2000)]
    private static partial Regex IsoPattern();

    [GeneratedRegex(@"(?<![\d.])(?<d>\d{1,2})(?<sep>[./])(?<m>\d{1,2})\k<sep>(?<y>\d{4})(?!\d)", RegexOptions.None, 2000)]
    private static partial Regex DottedPattern();

    [GeneratedRegex(@"\b(?:(?<d1>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (?<d2>\d{1,2})(?:st|nd|rd|th)?(?!\d))(?:,? (?<y>\d{4}))?\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex NamedPattern();

    [GeneratedRegex(@"\b(?:(?<word>today|tonight|tomorrow|yesterday|end of (?:the )?(?:month|week)|month[ -]end|(?:next |this |on |coming )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))|in (?<count>\d{1,4}) (?<unit>days?|weeks?))\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^[\d.,]+$", RegexOptions.None, 2000)]
    private static partial Regex AmountOnly();
}
