using System.Globalization;
using System.Text.RegularExpressions;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Reading;

/// <summary>
/// Amounts and numbers in written text. A comma between groups of three digits separates thousands, a point decimals; where
/// both occur the last one separates decimals. A currency is a three-letter code or a sign beside the number.
/// </summary>
public static partial class Amounts
{
    private static readonly Dictionary<string, string> Signs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["€"] = "EUR", ["$"] = "USD", ["£"] = "GBP", ["¥"] = "JPY", ["euro"] = "EUR", ["euros"] = "EUR", ["dollars"] = "USD", ["pounds"] = "GBP",
    };

    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "ILS",
        "ZAR", "BRL", "MXN", "ARS", "CLP", "COP", "SGD", "HKD", "KRW", "TWD", "THB", "IDR", "MYR", "PHP", "VND", "AED", "SAR", "EGP", "NGN", "KES", "UAH", "ISK",
    };

    /// <summary>The first amount that names a currency; null for none.</summary>
    public static Value.Money? FirstMoney(string text)
    {
        foreach (Match match in NumberPattern().Matches(text))
        {
            if (CurrencyOf(match) is { } currency && Parse(match.Groups["number"].Value) is { } amount)
            {
                return new Value.Money(amount, currency);
            }
        }

        return null;
    }

    /// <summary>The first number that is no part of a date or a word; null for none.</summary>
    public static decimal? FirstNumber(string text)
    {
        foreach (Match match in NumberPattern().Matches(text))
        {
            if (Parse(match.Groups["number"].Value) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>The whole text as money or as a bare number; null where it is anything else.</summary>
    public static Value? Whole(string text)
    {
        string trimmed = Names.Unquoted(text).TrimEnd('.', '%', ' ');
        Match match = NumberPattern().Match(trimmed);
        if (!match.Success || match.Index != 0 || match.Length != trimmed.Length || Parse(match.Groups["number"].Value) is not { } amount)
        {
            return null;
        }

        bool hasUnit = match.Groups["before"].Length + match.Groups["after"].Length > 0;
        return CurrencyOf(match) is { } currency ? new Value.Money(amount, currency) : hasUnit ? null : new Value.Number(amount);
    }

    private static string? CurrencyOf(Match match)
    {
        foreach (string group in (string[])["before", "after"])
        {
            string unit = match.Groups[group].Value.Trim();
            if (Codes.Contains(unit.ToUpperInvariant()) && unit.Length == 3)
            {
                return unit.ToUpperInvariant();
            }

            if (Signs.TryGetValue(unit, out string? code))
            {
                return code;
            }
        }

        return null;
    }

    private static decimal? Parse(string digits)
    {
        int comma = digits.LastIndexOf(',');
        int point = digits.LastIndexOf('.');
        string plain = digits.Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        if (comma >= 0 && point >= 0)
        {
            plain = comma > point
                ? plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
                : plain.Replace(",", "", StringComparison.Ordinal);
        }
        else if (comma >= 0)
        {
            plain = ThousandsPattern().IsMatch(plain) ? plain.Replace(",", "", StringComparison.Ordinal) : plain.Replace(',', '.');
        }

        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number) ? number : null;
    }

    [GeneratedRegex(@"(?:(?<before>[€$£¥]|\b[A-Z]{3})\s?)?(?<![\w.,/:-])(?<number>[-+]?\d{1,15}(?:[.,']\d{1,3})*(?:[.,]\d+)?)(?![\d/:]|[-.]\d)(?:\s?(?<after>[€$£¥]|\b(?:[A-Za-z]{3}|euros?|dollars|pounds)\b))?", RegexOptions.None, 2000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^[-+]?\d{1,3}(,\d{3})+$", RegexOptions.None, 2000)]
    private static partial Regex ThousandsPattern();
}
