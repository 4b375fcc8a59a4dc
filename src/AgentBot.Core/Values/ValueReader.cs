using System.Globalization;

namespace AgentBot.Core.Values;

/// <summary>
/// Reads one writing (a cell of a CSV, an answer in a form) as a value of a declared type. What has two meanings is refused in a
/// plain sentence, never guessed. Empty text is <see cref="Value.Missing"/> for every type.
/// </summary>
public static class ValueReader
{
    public const int LongestText = 20_000;
    private const int LongestQuoted = 60;

    /// <summary>
    /// The value, or a refusal of kind BadInput: What says what is wrong with the quoted text, Next how to write it. Types that
    /// need more than text (user, channel, file, table) are read by <c>InputReader</c> and refused here.
    /// </summary>
    public static Result<Value> Read(string? text, FieldType type, LocaleFormat locale)
    {
        string trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
        {
            return Value.Missing.Instance;
        }

        return type switch
        {
            FieldType.Text limit => ReadText(text!, limit),
            FieldType.Number range => ReadNumber(trimmed, range, locale),
            FieldType.Money range => ReadMoney(trimmed, range, locale),
            FieldType.Date => ReadDate(trimmed, locale),
            FieldType.Month => DateReader.TryReadMonth(trimmed, locale, out Value.Month month)
                ? month
                : No(trimmed, "is not a month.", "Give it as 2026-10."),
            FieldType.Duration => DateReader.TryReadDuration(trimmed, out TimeSpan length)
                ? new Value.Duration(length)
                : No(trimmed, "is not a length of time.", "Give it as 90m, 4h or 14d."),
            FieldType.Choice choice => ReadChoice(trimmed, choice),
            FieldType.Boolean => DateReader.TryReadBoolean(trimmed, locale, out bool isTrue)
                ? new Value.Boolean(isTrue)
                : No(trimmed, "is neither yes nor no.", "Give yes or no."),
            FieldType.Any => new Value.Text(text!),
            _ => No(trimmed, "cannot be read here.", ""),
        };
    }

    /// <summary>The text in quotation marks as people are shown it: at most 60 characters, on one line, without control characters.</summary>
    public static string Quote(string text)
    {
        string line = new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= LongestQuoted ? $"“{line}”" : $"“{line.AsSpan(0, LongestQuoted)}…”";
    }

    private static Result<Value> ReadText(string text, FieldType.Text limit)
    {
        int most = limit.Max ?? LongestText;
        return text.Length <= most
            ? new Value.Text(text)
            : No(text, $"is too long: {Written(text.Length)} characters.", $"At most {Written(most)} are allowed.");
    }

    private static Result<Value> ReadNumber(string text, FieldType.Number range, LocaleFormat locale) =>
        NumberReader.Read(text, locale, out decimal amount) switch
        {
            Reading.Read => InRange(amount, range.Min, range.Max) is { } refusal ? refusal : new Value.Number(amount),
            Reading.Ambiguous => AmbiguousNumber(text),
            _ => No(text, $"is not a number{In(locale)}.", $"Write it as {Example(locale)}."),
        };

    private static Result<Value> ReadMoney(string text, FieldType.Money range, LocaleFormat locale)
    {
        if (!SplitMoney(text, locale, out string amountText, out string sign, out bool negative))
        {
            return No(text, "is not an amount of money.", $"Write it as {Example(locale)} EUR.");
        }

        string currency = "";
        if (sign.Length > 0)
        {
            string? found = Currencies.Find(sign, locale);
            if (found is null)
            {
                string? near = sign.Length == 3 ? NearestWord.Of(sign, Currencies.All) : null;
                return sign is "$" or "¥" || sign.StartsWith("kr", StringComparison.OrdinalIgnoreCase)
                    ? No(text, $"does not say which currency “{sign}” is.", "Write its three letters, for example USD 100.")
                    : No(text, "names an unknown currency.", near is null ? "Write its three letters, for example EUR 100." : $"Did you mean {near}?");
            }

            currency = found;
        }

        switch (NumberReader.Read(amountText, locale, out decimal amount))
        {
            case Reading.Ambiguous:
                return AmbiguousNumber(amountText);
            case Reading.Not:
                return No(text, $"is not an amount of money{In(locale)}.", $"Write it as {Example(locale)} EUR.");
            case Reading.Read:
            default:
                amount = negative ? -amount : amount;
                return InRange(amount, range.Min, range.Max) is { } refusal ? refusal : new Value.Money(amount, currency);
        }
    }

    // "EUR 100", "100 EUR", "-€ 12.00", "€-12", "(12.00) EUR": one sign or code, before or behind.
    private static bool SplitMoney(string text, LocaleFormat locale, out string amount, out string sign, out bool negative)
    {
        negative = text.Length > 1 && text[0] is '-' or '\u2212' && !char.IsAsciiDigit(text[1]) && text[1] != ' ';
        string rest = negative ? text[1..].Trim() : text;
        if (rest.Length > 2 && rest[0] == '(' && rest[^1] == ')')
        {
            (negative, rest) = (!negative, rest[1..^1].Trim());
        }

        rest = rest.EndsWith("kr.", StringComparison.OrdinalIgnoreCase) ? rest[..^1] : rest;
        int start = 0;
        while (start < rest.Length && IsSign(rest[start], start > 0))
        {
            start++;
        }

        int end = rest.Length;
        while (end > start && IsSign(rest[end - 1], end < rest.Length))
        {
            end--;
        }

        string before = rest[..start].Trim();
        string behind = rest[end..].Trim();
        amount = rest[start..end].Trim();
        sign = before.Length > 0 ? before : behind;
        return amount.Length > 0 && sign.Length <= 4 && (before.Length == 0 || behind.Length == 0);
    }

    private static bool IsSign(char c, bool inside) =>
        char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol || (inside && c is '.' or ' ' or '\u00a0');

    private static Result<Value> ReadDate(string text, LocaleFormat locale) => DateReader.ReadDay(text, locale, out DateOnly day) switch
    {
        Reading.Read => new Value.Date(day),
        Reading.Ambiguous => No(text, "can be two different days.", "Write it as 2026-12-31, or say the locale in the template."),
        _ => No(text, "is not a date.", "Give it as 2026-12-31."),
    };

    private static Result<Value> ReadChoice(string text, FieldType.Choice choice)
    {
        foreach (string option in choice.Of)
        {
            if (string.Equals(option, text, StringComparison.OrdinalIgnoreCase))
            {
                return new Value.Choice(option);
            }
        }

        string? near = NearestWord.Of(text, choice.Of);
        return No(text, $"is not one of {string.Join(", ", choice.Of)}.", near is null ? "" : $"Did you mean {near}?");
    }

    private static Refusal? InRange(decimal amount, decimal? min, decimal? max) =>
        amount < min ? No(Written(amount), $"is less than {Written(min.Value)}.", $"Give at least {Written(min.Value)}.")
        : amount > max ? No(Written(amount), $"is more than {Written(max.Value)}.", $"Give at most {Written(max.Value)}.")
        : null;

    private static Refusal AmbiguousNumber(string text) =>
        No(text, "can be two different numbers.", "Write 1234 or 1234.00 without a sign between the thousands, or say the locale in the template.");

    private static string In(LocaleFormat locale) => locale.Name.Length == 0 ? "" : $" in {locale.Name}";

    private static string Example(LocaleFormat locale) => locale.Numbers.Length > 1 ? "1234.50" : $"1234{locale.Numbers[0].Decimal}50";

    private static string Written(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static Refusal No(string text, string what, string next) => new(RefusalKind.BadInput, $"{Quote(text)} {what}", "", next);
}
