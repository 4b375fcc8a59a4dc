using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Format;

/// <summary>Reads single values strictly: 010, 1_000, 0x1F, 1e3 and 1:30 are no numbers, whatever YAML elsewhere makes of them.</summary>
public static class Scalars
{
    public static bool TryWhole(string text, out long number)
    {
        number = 0;
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart('-');
        return digits.Length is > 0 and <= 18 && text.Length - digits.Length <= 1 && IsPlain(digits) && !digits.Contains('.')
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    public static bool TryDecimal(string text, out decimal number)
    {
        number = 0;
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart('-');
        return digits.Length is > 0 and <= 28 && text.Length - digits.Length <= 1 && IsPlain(digits)
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>"2.00 USD"; more than zero and at most a million.</summary>
    public static bool TryCost(string text, out decimal amount, out string currency)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        amount = 0;
        currency = parts.Length == 2 ? parts[1] : "";
        return parts.Length == 2 && TryDecimal(parts[0], out amount) && amount is > 0 and <= 1_000_000 && Currencies.IsCode(currency) && currency.All(char.IsAsciiLetterUpper);
    }

    private static bool IsPlain(ReadOnlySpan<char> digits)
    {
        int dots = 0;
        foreach (char c in digits)
        {
            dots += c == '.' ? 1 : 0;
            if (c != '.' && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        bool leadingZero = digits.Length > 1 && digits[0] == '0' && digits[1] != '.';
        return dots <= 1 && !leadingZero && digits[0] != '.' && digits[^1] != '.';
    }
}
