using System.Globalization;

namespace AgentBot.Core.Values;

/// <summary>How reading a writing ended.</summary>
public enum Reading
{
    Read,

    /// <summary>It is nothing of that kind.</summary>
    Not,

    /// <summary>It has several meanings; choosing one would be a guess.</summary>
    Ambiguous,
}

/// <summary>Reads numbers under a locale. "1,234" without a locale may be a thousand or a bit more than one, and is refused.</summary>
public static class NumberReader
{
    private const int MostDigits = 28;

    public static Reading Read(ReadOnlySpan<char> text, LocaleFormat locale, out decimal amount)
    {
        amount = 0;
        ReadOnlySpan<char> digits = Unsign(text.Trim(), out bool negative);
        bool found = false;
        foreach (NumberFormat format in locale.Numbers)
        {
            if (!TryRead(digits, format, out decimal candidate))
            {
                continue;
            }

            if (found && candidate != amount)
            {
                amount = 0;
                return Reading.Ambiguous;
            }

            (found, amount) = (true, candidate);
        }

        amount = negative ? -amount : amount;
        return found ? Reading.Read : Reading.Not;
    }

    // Bookkeeping writes a minus before, behind or as brackets around a number.
    private static ReadOnlySpan<char> Unsign(ReadOnlySpan<char> text, out bool negative)
    {
        negative = false;
        if (text.Length > 2 && text[0] == '(' && text[^1] == ')')
        {
            negative = true;
            return text[1..^1].Trim();
        }

        if (text.Length > 1 && text[0] is '-' or '\u2212' or '+')
        {
            negative = text[0] != '+';
            return text[1..].TrimStart();
        }

        if (text.Length > 1 && text[^1] is '-' or '\u2212')
        {
            negative = true;
            return text[..^1].TrimEnd();
        }

        return text;
    }

    private static bool TryRead(ReadOnlySpan<char> text, NumberFormat format, out decimal amount)
    {
        amount = 0;
        Span<char> plain = stackalloc char[MostDigits + 1];
        int length = 0;
        int digits = 0;
        char group = '\0';
        int decimalAt = -1;
        int whole = text.IndexOf(format.Decimal) is var at and >= 0 ? at : text.Length;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiDigit(c))
            {
                if (++digits > MostDigits)
                {
                    return false;
                }

                plain[length++] = c;
            }
            else if (c == format.Decimal && decimalAt < 0)
            {
                decimalAt = i;
                plain[length++] = '.';
            }
            else if (decimalAt < 0 && format.Groups.Contains(c) && (group == '\0' || group == c) && IsGroupHere(text[..whole], i, format.Lakh))
            {
                group = c;
            }
            else
            {
                return false;
            }
        }

        bool wholeDigits = decimalAt != 0 && digits > 0;
        bool fraction = decimalAt < 0 || decimalAt < text.Length - 1;
        return wholeDigits && fraction && decimal.TryParse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
    }

    // A sign parts groups only where three digits follow up to the next sign or the end, and where something but a lone 0 precedes.
    private static bool IsGroupHere(ReadOnlySpan<char> whole, int at, bool lakh)
    {
        int after = 0;
        while (at + 1 + after < whole.Length && char.IsAsciiDigit(whole[at + 1 + after]))
        {
            after++;
        }

        bool last = at + 1 + after == whole.Length;
        int before = 0;
        while (before < at && char.IsAsciiDigit(whole[at - 1 - before]))
        {
            before++;
        }

        bool first = before == at;
        int mostBefore = lakh ? 2 : 3;
        bool size = after == 3 || (lakh && !last && after == 2);
        return size && (!first || (before >= 1 && before <= mostBefore && whole[0] != '0'));
    }
}
