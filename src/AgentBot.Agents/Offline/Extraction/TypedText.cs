using System.Globalization;
using AgentBot.Agents.Offline.Reading;
using AgentBot.Core;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Extraction;

/// <summary>Written text as a value of a declared type, whole or the first found in it. Null where there is none.</summary>
public static class TypedText
{
    public static Value? Whole(FieldType type, string text, DateOnly today) => type switch
    {
        FieldType.Text limit => new Value.Text(Cut(text, limit.Max ?? int.MaxValue)),
        FieldType.Number => Amounts.Whole(text) is Value.Number number ? number : null,
        FieldType.Money => Amounts.Whole(text) switch
        {
            Value.Money money => money,
            Value.Number number => new Value.Money(number.Amount, ""),
            _ => null,
        },
        FieldType.Date => Days.Whole(text, today) is { } day ? new Value.Date(day) : null,
        FieldType.Month => MonthOf(text),
        FieldType.Duration => Durations.Whole(text) is { } length ? new Value.Duration(length) : null,
        FieldType.Boolean => Names.Normal(text) switch
        {
            "yes" or "true" => new Value.Boolean(true),
            "no" or "false" => new Value.Boolean(false),
            _ => null,
        },
        FieldType.Choice choice => choice.Of.FirstOrDefault(option => Names.Same(option, text)) is { } option ? new Value.Choice(option) : null,
        FieldType.User => text.Length <= 100 ? new Value.User(new PersonKey(text.TrimStart('@'))) : null,
        FieldType.Channel => text.Length <= 100 ? new Value.Channel(new ChannelKey(text.TrimStart('#'))) : null,
        FieldType.Any => new Value.Text(text),
        _ => null,
    };

    /// <param name="isCounted">True where a day was counted from <paramref name="from"/>.</param>
    public static Value? First(FieldType type, Line line, People people, DateOnly from, out bool isCounted)
    {
        isCounted = false;
        switch (type)
        {
            case FieldType.Money:
                return Amounts.FirstMoney(line.Text);
            case FieldType.Number:
                return Amounts.FirstNumber(line.Text) is { } number ? new Value.Number(number) : null;
            case FieldType.Date:
                return Days.First(line.Text, from, out isCounted) is { } day ? new Value.Date(day) : null;
            case FieldType.Month:
                return Days.First(line.Text, from, out isCounted) is { } within ? new Value.Month(within.Year, within.Month) : null;
            case FieldType.Duration:
                return Durations.First(line.Text) is { } length ? new Value.Duration(length) : null;
            case FieldType.User:
                return people.OwnerOf(line) is { } person ? new Value.User(new PersonKey(person)) : null;
            default:
                return null;
        }
    }

    /// <summary>A cell of the input as a value of a declared type; null where it is of another.</summary>
    public static Value? Cell(FieldType type, Value value, DateOnly today) => (type, value) switch
    {
        (_, Value.Missing) => null,
        (FieldType.Money, Value.Money) or (FieldType.Number, Value.Number) or (FieldType.Date, Value.Date) or (FieldType.Boolean, Value.Boolean) => value,
        (FieldType.List or FieldType.Table or FieldType.Record, _) => null,
        (_, Value.List or Value.Record) => null,
        _ => PlainValue.Text(value) is { Length: > 0 } text ? Whole(type, text, today) : null,
    };

    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        int end = text.LastIndexOf(' ', Math.Max(0, max - 2));
        return max < 2 ? text[..max] : text[..(end > max / 2 ? end : max - 1)] + "…";
    }

    private static Value.Month? MonthOf(string text) =>
        DateOnly.TryParseExact(Names.Unquoted(text) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
            ? new Value.Month(first.Year, first.Month)
            : null;
}
