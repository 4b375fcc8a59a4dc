namespace AgentBot.Core.Values;

/// <summary>Reads days, months, lengths of time and yes-or-no. A year has four digits; 03/04/2026 needs a locale that says which is the day.</summary>
public static class DateReader
{
    private static readonly string[] Fillers = ["de", "del", "of", "den"];

    public static Reading ReadDay(ReadOnlySpan<char> text, LocaleFormat locale, out DateOnly day)
    {
        day = default;
        string[] parts = Parts(WithoutTime(text.Trim()));
        if (parts.Length != 3)
        {
            return Reading.Not;
        }

        int firstMonth = MonthWord(parts[0], locale);
        int secondMonth = MonthWord(parts[1], locale);
        if (firstMonth > 0)
        {
            return TryDay(parts[2], firstMonth, Number(parts[1], 2), out day);
        }

        if (secondMonth > 0)
        {
            return parts[0].Length == 4 ? TryDay(parts[0], secondMonth, Number(parts[2], 2), out day) : TryDay(parts[2], secondMonth, Number(parts[0], 2), out day);
        }

        if (parts[0].Length == 4)
        {
            return TryDay(parts[0], Number(parts[1], 2), Number(parts[2], 2), out day);
        }

        Reading dayFirst = TryDay(parts[2], Number(parts[1], 2), Number(parts[0], 2), out DateOnly asDayFirst);
        Reading monthFirst = TryDay(parts[2], Number(parts[0], 2), Number(parts[1], 2), out DateOnly asMonthFirst);
        switch (locale.Order)
        {
            case DateOrder.DayFirst:
                day = asDayFirst;
                return dayFirst;
            case DateOrder.MonthFirst:
                day = asMonthFirst;
                return monthFirst;
            case DateOrder.Unstated:
            case DateOrder.YearFirst:
            default:
                day = dayFirst == Reading.Read ? asDayFirst : asMonthFirst;
                return dayFirst != Reading.Read ? monthFirst
                    : monthFirst == Reading.Read && asMonthFirst != asDayFirst ? Reading.Ambiguous
                    : Reading.Read;
        }
    }

    /// <summary>"2026-10", "10/2026", "October 2026".</summary>
    public static bool TryReadMonth(ReadOnlySpan<char> text, LocaleFormat locale, out Value.Month month)
    {
        month = new Value.Month(0, 0);
        string[] parts = Parts(text.Trim());
        if (parts.Length != 2)
        {
            return false;
        }

        (string yearPart, string monthPart) = parts[0].Length == 4 && char.IsAsciiDigit(parts[0][0]) ? (parts[0], parts[1]) : (parts[1], parts[0]);
        int word = MonthWord(monthPart, locale);
        int number = word > 0 ? word : Number(monthPart, 2);
        int year = yearPart.Length == 4 ? Number(yearPart, 4) : -1;
        month = new Value.Month(year, number);
        return year >= 1 && number is >= 1 and <= 12;
    }

    /// <summary>"14d", "1h 30m", "2 weeks". Months and years are no fixed length and are not taken.</summary>
    public static bool TryReadDuration(ReadOnlySpan<char> text, out TimeSpan length)
    {
        length = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text.Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        decimal seconds = 0;
        decimal smallest = decimal.MaxValue;
        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            {
                digits++;
            }

            if (digits is 0 or > 7)
            {
                return false;
            }

            long amount = long.Parse(rest[..digits], System.Globalization.CultureInfo.InvariantCulture);
            rest = rest[digits..].TrimStart();
            int letters = 0;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
            {
                letters++;
            }

            decimal unit = UnitSeconds(rest[..letters]);
            if (unit == 0 || unit >= smallest)
            {
                return false;
            }

            smallest = unit;
            seconds += amount * unit;
            rest = rest[letters..].TrimStart();
        }

        if (seconds > 3_650m * 86_400m)
        {
            return false;
        }

        length = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    public static bool TryReadBoolean(ReadOnlySpan<char> text, LocaleFormat locale, out bool isTrue)
    {
        string word = text.Trim().ToString().ToLowerInvariant();
        string language = locale.Name.Length >= 2 ? locale.Name[..2] : "en";
        string[] yes = language switch
        {
            "de" or "da" or "nb" => ["ja", "wahr"],
            "nl" or "sv" => ["ja", "waar", "sant"],
            "fr" => ["oui", "vrai"],
            "es" => ["sí", "si", "verdadero"],
            "it" => ["sì", "si", "vero"],
            "pt" => ["sim", "verdadeiro"],
            "pl" => ["tak", "prawda"],
            "fi" => ["kyllä", "tosi"],
            _ => [],
        };
        string[] no = language switch
        {
            "de" => ["nein", "falsch"],
            "da" or "nb" => ["nej", "nei"],
            "nl" or "sv" => ["nee", "nej", "onwaar", "falskt"],
            "fr" => ["non", "faux"],
            "it" => ["falso"],
            "es" or "pt" => ["não", "falso"],
            "pl" => ["nie", "fałsz"],
            "fi" => ["ei", "epätosi"],
            _ => [],
        };
        isTrue = word is "true" or "yes" or "y" or "on" or "1" or "x" or "✓" || yes.Contains(word);
        return isTrue || word is "false" or "no" or "n" or "off" or "0" || no.Contains(word);
    }

    private static decimal UnitSeconds(ReadOnlySpan<char> unit) => unit.ToString().ToLowerInvariant() switch
    {
        "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => 3_600,
        "d" or "day" or "days" => 86_400,
        "w" or "week" or "weeks" => 604_800,
        _ => 0,
    };

    // Exports often write 2026-03-01T00:00:00 where a day is meant; the day stands there all the same.
    private static ReadOnlySpan<char> WithoutTime(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        if (colon < 3)
        {
            return text;
        }

        int cut = text[..colon].LastIndexOfAny('T', ' ');
        return cut > 0 && TimeOnly.TryParse(text[(cut + 1)..].TrimEnd('Z'), System.Globalization.CultureInfo.InvariantCulture, out _) ? text[..cut].TrimEnd(',') : text;
    }

    private static string[] Parts(ReadOnlySpan<char> text)
    {
        if (text.Length > 40)
        {
            return [];
        }

        string[] parts = text.ToString().Split(['/', '-', '.', ' ', ',', '\u00a0'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 3 ? [.. parts.Where(part => !Fillers.Contains(part, StringComparer.OrdinalIgnoreCase))] : parts;
    }

    private static int MonthWord(string part, LocaleFormat locale) => char.IsLetter(part[0]) ? LocaleFormats.MonthOf(part, locale) : 0;

    private static Reading TryDay(string yearText, int month, int day, out DateOnly date)
    {
        date = default;
        int year = yearText.Length == 4 ? Number(yearText, 4) : -1;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return Reading.Not;
        }

        date = new DateOnly(year, month, day);
        return Reading.Read;
    }

    private static int Number(string digits, int most)
    {
        string plain = digits.TrimEnd('t', 'h', 's', 'n', 'd', 'r');
        if (plain.Length == 0 || plain.Length > most || (plain.Length < digits.Length && digits.Length - plain.Length != 2))
        {
            return -1;
        }

        return plain.All(char.IsAsciiDigit) ? int.Parse(plain, System.Globalization.CultureInfo.InvariantCulture) : -1;
    }
}
