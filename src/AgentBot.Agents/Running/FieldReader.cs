using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Xml;
using AgentBot.Agents.Prompting;
using AgentBot.Core;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Running;

/// <summary>
/// From a model's JSON to a typed value, or the mistakes in words a model can act on. Strict: a number written as text, a
/// choice in other letters or a date in another form is a mistake, not a guess.
/// </summary>
/// <param name="files">What a program wrote beside its answer; null where a model answers, which can write nothing.</param>
public sealed class FieldReader(MadeFiles? files = null)
{
    private readonly List<string> _mistakes = [];
    private readonly List<string> _dropped = [];

    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Fields that nobody declared and that were left out.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    public Value Read(FieldType type, JsonElement element, string path)
    {
        switch (type)
        {
            case FieldType.Text text:
                return ReadText(element, text.Max ?? FieldLimits.Text, path);
            case FieldType.Number number:
                return ReadNumber(element, number.Min, number.Max, path) is { } amount ? new Value.Number(amount) : Value.Missing.Instance;
            case FieldType.Money money:
                return ReadMoney(element, money, path);
            case FieldType.Date:
                return DateOnly.TryParseExact(Text(element), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                    ? new Value.Date(day)
                    : Mistake(path, "must be a date written yyyy-MM-dd");
            case FieldType.Month:
                return DateOnly.TryParseExact(Text(element) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
                    ? new Value.Month(first.Year, first.Month)
                    : Mistake(path, "must be a month written yyyy-MM");
            case FieldType.Duration:
                return ReadDuration(element, path);
            case FieldType.Choice choice:
                return Text(element) is { } option && choice.Of.Contains(option, StringComparer.Ordinal)
                    ? new Value.Choice(option)
                    : Mistake(path, "must be exactly one of: " + string.Join(", ", choice.Of));
            case FieldType.Boolean:
                return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? new Value.Boolean(element.GetBoolean()) : Mistake(path, "must be true or false");
            case FieldType.User:
                return Name(element) is { } person ? new Value.User(new PersonKey(person)) : Mistake(path, "must be a person's name of at most 100 characters");
            case FieldType.Channel:
                return Name(element) is { } channel ? new Value.Channel(new ChannelKey(channel)) : Mistake(path, "must be a channel's name of at most 100 characters");
            case FieldType.List list:
                return ReadRows(element, path, (row, rowPath) => Read(list.Of, row, rowPath)) is { } values ? new Value.List(values) : Value.Missing.Instance;
            case FieldType.Table table:
                return ReadTable(element, table, path);
            case FieldType.Record record:
                return element.ValueKind == JsonValueKind.Object ? ReadColumns(element, record.Fields, record.Open, path) : Mistake(path, "must be an object");
            case FieldType.Any:
                return ReadAny(element, path);
            case FieldType.File file when files is not null:
                return files.Take(file, Text(element) ?? "").Match<Value>(made => made, refusal => Mistake(path, refusal.Why));
            default:
                return Mistake(path, "cannot be produced by an agent");
        }
    }

    /// <summary>Text that must not be there twice or be empty is judged by the caller; this only says whether it is there.</summary>
    public static bool IsAbsent(JsonElement element) => element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public Value Mistake(string path, string what)
    {
        _mistakes.Add($"{path} {what}");
        return Value.Missing.Instance;
    }

    public void Drop(string path) => _dropped.Add(path);

    private Value ReadText(JsonElement element, int max, string path)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return Mistake(path, "must be a text");
        }

        string text = element.GetString()!;
        if (text.Length > max)
        {
            return Mistake(path, string.Create(CultureInfo.InvariantCulture, $"has {text.Length} characters; at most {max} are allowed"));
        }

        return text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            ? Mistake(path, "contains control characters")
            : new Value.Text(text);
    }

    private decimal? ReadNumber(JsonElement element, decimal? min, decimal? max, string path)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDecimal(out decimal number))
        {
            Mistake(path, "must be a number");
            return null;
        }

        if (number < min || number > max)
        {
            Mistake(path, string.Create(CultureInfo.InvariantCulture, $"must be {Range(min, max)}"));
            return null;
        }

        return number;
    }

    private static string Range(decimal? min, decimal? max) => (min, max) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"at least {least}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"at most {max}"),
    };

    private Value ReadMoney(JsonElement element, FieldType.Money money, string path)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("amount", out JsonElement amount)
            || !element.TryGetProperty("currency", out JsonElement currency))
        {
            return Mistake(path, "must be an object with amount and currency");
        }

        if (Text(currency) is not { } code || !(code.Length == 0 || (code.Length == 3 && code.All(char.IsAsciiLetterUpper))))
        {
            return Mistake(path, "must name its currency by three capital letters");
        }

        return ReadNumber(amount, money.Min, money.Max, path + ".amount") is { } number ? new Value.Money(number, code) : Value.Missing.Instance;
    }

    private Value ReadDuration(JsonElement element, string path)
    {
        if (Text(element) is { Length: > 1 and < 40 } text && text[0] == 'P')
        {
            try
            {
                return new Value.Duration(XmlConvert.ToTimeSpan(text));
            }
            catch (Exception exception) when (exception is FormatException or OverflowException)
            {
                // Falls through to the mistake: the parser has no form that answers instead of throwing.
            }
        }

        return Mistake(path, "must be a duration as in ISO 8601, for example PT2H or P3D");
    }

    private Value ReadTable(JsonElement element, FieldType.Table table, string path)
    {
        ImmutableArray<Value>? rows = ReadRows(element, path, (row, rowPath) =>
            row.ValueKind == JsonValueKind.Object ? ReadColumns(row, table.Columns, open: false, rowPath) : Mistake(rowPath, "must be an object"));
        return rows is { } read
            ? new Value.Table(new TableData(table.Columns, [.. read.OfType<Value.Record>().Select(row => row.Fields.Select(field => field.Value).ToImmutableArray())]))
            : Value.Missing.Instance;
    }

    private ImmutableArray<Value>? ReadRows(JsonElement element, string path, Func<JsonElement, string, Value> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Mistake(path, "must be a list");
            return null;
        }

        if (element.GetArrayLength() > FieldLimits.Rows)
        {
            Mistake(path, string.Create(CultureInfo.InvariantCulture, $"has more than {FieldLimits.Rows} entries"));
            return null;
        }

        var rows = ImmutableArray.CreateBuilder<Value>(element.GetArrayLength());
        foreach (JsonElement row in element.EnumerateArray())
        {
            rows.Add(read(row, string.Create(CultureInfo.InvariantCulture, $"{path}[{rows.Count + 1}]")));
        }

        return rows.MoveToImmutable();
    }

    private Value.Record ReadColumns(JsonElement element, ImmutableArray<Column> columns, bool open, string path)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(columns.Length);
        foreach (Column column in columns)
        {
            bool there = element.TryGetProperty(column.Name, out JsonElement cell) && !IsAbsent(cell);
            fields.Add(new Field(column.Name, there ? Read(column.Type, cell, path + "." + column.Name) : Value.Missing.Instance));
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (columns.Any(column => column.Name == property.Name))
            {
                continue;
            }

            if (open)
            {
                fields.Add(new Field(property.Name, ReadAny(property.Value, path + "." + property.Name)));
            }
            else
            {
                Drop(path + "." + property.Name);
            }
        }

        return new Value.Record(fields.ToImmutable());
    }

    private Value ReadAny(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Null => Value.Missing.Instance,
        JsonValueKind.String => ReadText(element, FieldLimits.Text, path),
        JsonValueKind.Number => ReadNumber(element, null, null, path) is { } number ? new Value.Number(number) : Value.Missing.Instance,
        JsonValueKind.True or JsonValueKind.False => new Value.Boolean(element.GetBoolean()),
        _ => Mistake(path, "must be a text, a number, true or false"),
    };

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string? Name(JsonElement element) =>
        Text(element)?.Trim() is { Length: > 0 and <= 100 } name && !name.Any(char.IsControl) ? name : null;
}
