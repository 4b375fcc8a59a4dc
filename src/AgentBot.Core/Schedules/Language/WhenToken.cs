namespace AgentBot.Core.Schedules;

internal enum WhenKind
{
    Word,
    Number,
    Ordinal,

    /// <summary>A time of the day that has one meaning: 9:00, 14:30, 9am.</summary>
    Clock,

    /// <summary>A full date that has one meaning.</summary>
    Date,

    /// <summary>Two numbers and perhaps a year, as in 9/10 or 9/10/2026.</summary>
    SlashDate,
    Comma,
    Dash,
    Slash,

    /// <summary>A character, or a run of digits, that has no meaning here.</summary>
    Odd,
}

/// <param name="Text">In lower case; a plural or an abbreviation is not resolved.</param>
/// <param name="Value">Of numbers and ordinals; the first number of a slash date.</param>
/// <param name="Second">The second number of a slash date.</param>
/// <param name="Year">Of a slash date; 0 for none.</param>
internal readonly record struct WhenToken(WhenKind Kind, string Text, int At, int Length, int Value = 0, int Second = 0, int Year = 0)
{
    public TimeOnly Time { get; init; }

    public DateOnly Date { get; init; }

    public int End => At + Length;

    public bool Is(string word) => Text == word;

    public bool IsOneOf(params ReadOnlySpan<string> words) => words.Contains(Text);
}

/// <summary>Words, figures, times and dates of a text, each read once from left to right.</summary>
internal static class WhenTokens
{
    private static readonly string[] NumberWords =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private static readonly string[] OrdinalWords =
        ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    public static List<WhenToken> Of(string text)
    {
        var tokens = new List<WhenToken>();
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c) || c is '(' or ')' or '“' or '”' or '"' or '`' or '\'' or '‘' or '’' || (c == '.' && !IsDigit(text, at + 1)))
            {
                at++;
                continue;
            }

            WhenToken token = char.IsAsciiDigit(c) ? Figures(text, at)
                : char.IsLetter(c) ? Word(text, at)
                : new WhenToken(c switch
                {
                    ',' or ';' => WhenKind.Comma,
                    '-' or '–' or '—' => WhenKind.Dash,
                    '/' => WhenKind.Slash,
                    '@' or '&' => WhenKind.Word,
                    '+' when !IsDigit(text, at + 1) => WhenKind.Word,
                    _ => WhenKind.Odd,
                }, c switch { '@' => "at", '&' => "and", '+' when !IsDigit(text, at + 1) => "and", _ => c.ToString() }, at, 1);
            tokens.Add(token);
            at = token.End;
        }

        return tokens;
    }

    private static WhenToken Word(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsLetter(text[end]) || (text[end] is '\'' or '’' && end + 1 < text.Length && char.IsLetter(text[end + 1]))))
        {
            end++;
        }

        string word = text[at..end].ToLowerInvariant().Replace('’', '\'');
        // "bi-weekly" is one word, "mon-fri" is a range.
        if (word is "bi" or "semi" or "mid" or "half" && end + 1 < text.Length && text[end] == '-' && char.IsLetter(text[end + 1]))
        {
            WhenToken rest = Word(text, end + 1);
            return rest with { Text = word + rest.Text, At = at, Length = rest.End - at };
        }

        if (word.EndsWith("'s", StringComparison.Ordinal))
        {
            word = word[..^2];
        }

        int number = Array.IndexOf(NumberWords, word);
        int ordinal = Array.IndexOf(OrdinalWords, word);
        return number >= 0 ? new WhenToken(WhenKind.Number, word, at, end - at, number)
            : word is "fifteen" or "twenty" or "thirty" ? new WhenToken(WhenKind.Number, word, at, end - at, word == "fifteen" ? 15 : word == "twenty" ? 20 : 30)
            : ordinal > 0 ? new WhenToken(WhenKind.Ordinal, word, at, end - at, ordinal)
            : new WhenToken(WhenKind.Word, word, at, end - at);
    }

    private static WhenToken Figures(string text, int at)
    {
        int end = Digits(text, at);
        int length = end - at;
        if (length > 4)
        {
            return new WhenToken(WhenKind.Odd, text[at..end], at, length);
        }

        int value = int.Parse(text.AsSpan(at, length), System.Globalization.CultureInfo.InvariantCulture);
        return (length == 4 ? IsoDate(text, at) : null)
            ?? (length <= 2 ? Clock(text, at, end, value) ?? ShortDate(text, at, end, value) ?? Suffixed(text, at, end, value) : null)
            ?? new WhenToken(WhenKind.Number, text[at..end], at, length, value);
    }

    private static WhenToken? IsoDate(string text, int at)
    {
        if (at + 10 > text.Length || text[at + 4] != '-' || text[at + 7] != '-' || IsDigit(text, at + 10))
        {
            return null;
        }

        string day = text[at..(at + 10)];
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out DateOnly date)
            ? new WhenToken(WhenKind.Date, day, at, 10) { Date = date }
            : new WhenToken(WhenKind.Odd, day, at, 10);
    }

    // 9:00, 9:00 am, 9.30am. A dot alone is left to the date.
    private static WhenToken? Clock(string text, int at, int end, int hour)
    {
        if (end + 2 >= text.Length || text[end] is not (':' or '.') || !IsDigit(text, end + 1) || !IsDigit(text, end + 2) || IsDigit(text, end + 3))
        {
            return null;
        }

        bool colon = text[end] == ':';
        int minute = ((text[end + 1] - '0') * 10) + text[end + 2] - '0';
        int after = end + 3;
        // 9:00:00 is what computers write; other seconds are not kept.
        if (colon && after + 2 < text.Length && text[after] == ':' && IsDigit(text, after + 1) && IsDigit(text, after + 2))
        {
            bool none = text[after + 1] == '0' && text[after + 2] == '0';
            after += 3;
            if (!none)
            {
                return new WhenToken(WhenKind.Odd, text[at..after], at, after - at);
            }
        }

        (int half, int past) = Half(text, after);
        if (half == 0 && !colon)
        {
            return text.AsSpan(after).StartsWith(".") && IsDigit(text, after + 1) ? null : new WhenToken(WhenKind.Odd, text[at..after], at, after - at);
        }

        return Time(text, at, half == 0 ? after : past, hour, minute, half);
    }

    private static WhenToken Time(string text, int at, int end, int hour, int minute, int half)
    {
        bool valid = minute < 60 && (half == 0 ? hour < 24 : hour is >= 1 and <= 12);
        return !valid ? new WhenToken(WhenKind.Odd, text[at..end], at, end - at)
            : new WhenToken(WhenKind.Clock, text[at..end], at, end - at)
            {
                Time = new TimeOnly(half == 0 ? hour : (hour % 12) + (half == 2 ? 12 : 0), minute),
            };
    }

    // 1 for am, 2 for pm, and where it ends.
    private static (int Half, int End) Half(string text, int from)
    {
        int at = from;
        while (at < text.Length && text[at] is ' ' or '\u00a0' or '\u202f' && at - from < 3)
        {
            at++;
        }

        foreach (string form in (ReadOnlySpan<string>)["a.m.", "p.m.", "a.m", "p.m", "am", "pm"])
        {
            if (text.AsSpan(at).StartsWith(form, StringComparison.OrdinalIgnoreCase) && !(at + form.Length < text.Length && char.IsLetterOrDigit(text[at + form.Length])))
            {
                return (form[0] == 'a' ? 1 : 2, at + form.Length);
            }
        }

        return (0, from);
    }

    // 9/10, 9/10/2026, 9-10-2026 and 9.10.2026; the last has its day first wherever it is used.
    private static WhenToken? ShortDate(string text, int at, int end, int first)
    {
        if (end >= text.Length || text[end] is not ('/' or '-' or '.') || !IsDigit(text, end + 1))
        {
            return null;
        }

        char mark = text[end];
        int secondEnd = Digits(text, end + 1);
        if (secondEnd - end - 1 > 2)
        {
            return null;
        }

        int second = int.Parse(text.AsSpan(end + 1, secondEnd - end - 1), System.Globalization.CultureInfo.InvariantCulture);
        int last = secondEnd;
        int year = 0;
        if (secondEnd < text.Length && text[secondEnd] == mark && IsDigit(text, secondEnd + 1))
        {
            last = Digits(text, secondEnd + 1);
            year = last - secondEnd - 1 == 4 ? int.Parse(text.AsSpan(secondEnd + 1, 4), System.Globalization.CultureInfo.InvariantCulture) : -1;
        }

        if (mark == '-' && year == 0)
        {
            return null;
        }

        string whole = text[at..last];
        if (year < 0 || (mark == '.' && (year == 0 || !Exists(year, second, first))))
        {
            return new WhenToken(WhenKind.Odd, whole, at, last - at);
        }

        return mark == '.'
            ? new WhenToken(WhenKind.Date, whole, at, last - at) { Date = new DateOnly(year, second, first) }
            : new WhenToken(WhenKind.SlashDate, whole, at, last - at, first, second, year);
    }

    private static bool Exists(int year, int month, int day) => year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    // 1st, 9am; "3h" stays a number and a word.
    private static WhenToken? Suffixed(string text, int at, int end, int value)
    {
        (int half, int past) = Half(text, end);
        if (half != 0)
        {
            return Time(text, at, past, value, 0, half);
        }

        if (end + 1 < text.Length && !(end + 2 < text.Length && char.IsLetterOrDigit(text[end + 2])))
        {
            string suffix = text.Substring(end, 2).ToLowerInvariant();
            if (suffix is "st" or "nd" or "rd" or "th")
            {
                return new WhenToken(WhenKind.Ordinal, text[at..(end + 2)].ToLowerInvariant(), at, end + 2 - at, value);
            }
        }

        return null;
    }

    private static int Digits(string text, int at)
    {
        while (IsDigit(text, at))
        {
            at++;
        }

        return at;
    }

    private static bool IsDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);
}
