using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>
/// The numbers that the host reads from stored content: of a table its rows, its total and the sum of each column of amounts; of a
/// record each amount, the count of each list, and its recipients. What is mixed, missing or unreadable is no number.
/// </summary>
public static class ArtifactNumbers
{
    public const string Rows = "rows";
    public const string Total = "total";
    public const string Recipients = "recipients";

    private static readonly string[] RecipientFields = ["to", "cc", "bcc"];

    /// <summary>Money with one currency, or a bare number.</summary>
    public static NumberResult Of(Value content, string name) => content switch
    {
        Value.Table table => OfTable(table.Data, name),
        Value.Record record => OfRecord(record, name),
        Value.List list when Is(name, Rows) => new NumberResult(WordsOf(name), new Value.Number(list.Items.Length)),
        _ => new NumberResult(WordsOf(name), null, "it has none."),
    };

    /// <summary>The names that a content of this type has; null where that is not known before it is there.</summary>
    public static IReadOnlyList<string>? NamesOf(FieldType type) => type switch
    {
        FieldType.Table { Open: true } or FieldType.Record { Open: true } => null,
        FieldType.Table table =>
        [
            Rows,
            .. table.Columns.Any(column => column.Type is FieldType.Money) ? new[] { Total } : [],
            .. table.Columns.Where(column => column.Type is FieldType.Money or FieldType.Number or FieldType.Any).Select(column => column.Name),
        ],
        FieldType.Record record =>
        [
            .. record.Fields.Where(field => field.Type is FieldType.Money or FieldType.Number or FieldType.List or FieldType.Table or FieldType.Any).Select(field => field.Name),
            .. record.Fields.Any(field => RecipientFields.Contains(field.Name, StringComparer.OrdinalIgnoreCase)) ? new[] { Recipients } : [],
        ],
        FieldType.Any or FieldType.Artifact or FieldType.List => null,
        _ => [],
    };

    /// <summary>Whether it is sure to be no money.</summary>
    public static bool IsPlainNumber(FieldType type, string name) => Is(name, Rows) || Is(name, Recipients) || type switch
    {
        FieldType.Table table => table.Columns.Any(column => Is(column.Name, name) && column.Type is FieldType.Number),
        FieldType.Record record => record.Fields.Any(field => Is(field.Name, name) && field.Type is FieldType.Number or FieldType.List or FieldType.Table),
        _ => false,
    };

    /// <summary>"the total", "the number of rows", "the amount".</summary>
    public static string WordsOf(string name) => name.ToLowerInvariant() switch
    {
        Rows => "the number of rows",
        Recipients => "the number of recipients",
        _ => $"the {name.Replace('_', ' ')}",
    };

    private static NumberResult OfTable(TableData table, string name)
    {
        if (Is(name, Rows))
        {
            return new NumberResult(WordsOf(name), new Value.Number(table.Rows.Length));
        }

        int? column = Is(name, Total) && table.IndexOf(name) < 0 ? new TableContent(table).Amount : table.IndexOf(name);
        return column is not { } index || index < 0
            ? new NumberResult(WordsOf(name), null, "the table has no such column.")
            : Sum(WordsOf(name), [.. table.Rows.Select(row => row[index])]);
    }

    private static NumberResult OfRecord(Value.Record record, string name) => record.Find(name) switch
    {
        Value.Money or Value.Number => new NumberResult(WordsOf(name), record[name]),
        Value.List list => new NumberResult($"the count of {name.Replace('_', ' ')}", new Value.Number(list.Items.Length)),
        Value.Table table => new NumberResult($"the count of {name.Replace('_', ' ')}", new Value.Number(table.Data.Rows.Length)),
        null when Is(name, Recipients) => RecipientsOf(record),
        _ => new NumberResult(WordsOf(name), null, "it is missing or no number."),
    };

    private static NumberResult RecipientsOf(Value.Record record)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string field in RecipientFields)
        {
            switch (record.Find(field))
            {
                case null or Value.Missing:
                    break;
                case Value.Text text:
                    found.UnionWith(text.Content.Split([',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
                    break;
                case Value.List list:
                    found.UnionWith(list.Items.Select(ValueWords.Of));
                    break;
                default:
                    return new NumberResult(WordsOf(Recipients), null, "they are not written as a list.");
            }
        }

        return new NumberResult(WordsOf(Recipients), new Value.Number(found.Count));
    }

    private static NumberResult Sum(string words, IReadOnlyList<Value> cells)
    {
        int without = cells.Count(cell => cell is not (Value.Money or Value.Number));
        if (without > 0)
        {
            return new NumberResult(words, null, $"{without} of {cells.Count} rows have no amount.");
        }

        string[] currencies = [.. cells.OfType<Value.Money>().Select(money => money.Currency).Distinct(StringComparer.Ordinal)];
        bool areMixed = currencies.Length > 1 || (currencies.Length == 1 && cells.Any(cell => cell is Value.Number));
        if (areMixed)
        {
            return new NumberResult(words, null, "it has amounts in more than one currency.");
        }

        decimal sum = cells.Sum(cell => cell is Value.Money money ? money.Amount : ((Value.Number)cell).Amount);
        return new NumberResult(words, currencies is [var currency] ? new Value.Money(sum, currency) : new Value.Number(sum));
    }

    private static bool Is(string name, string known) => string.Equals(name, known, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Words">"the total".</param>
/// <param name="Value">Null where it cannot be computed.</param>
/// <param name="Why">Why it cannot: the end of a sentence.</param>
public sealed record NumberResult(string Words, Value? Value, string Why = "");
