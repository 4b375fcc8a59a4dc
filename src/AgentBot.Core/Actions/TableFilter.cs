using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>The rows of a table whose cell in one column fulfils a condition.</summary>
internal sealed class TableFilter : IBuiltInAction
{
    private static readonly string[] Conditions =
        ["equal to", "not equal to", "over", "under", "at least", "at most", "one of", "containing", "not containing", "missing", "not missing"];

    public ActionDefinition Definition { get; } = new(
        "table.filter",
        "Keeps the rows of a table that fulfil a condition.",
        [
            new("table", new FieldType.Any(), true, "A table or a list of records."),
            new("where", new FieldType.Text(), true, "The column to look at."),
            new("is", new FieldType.Text(), false, $"The condition: {string.Join(", ", Conditions)}. Equal to, unless said."),
            new("value", new FieldType.Any(), false, "What the cell is compared with; for “one of” a list or texts with commas. Not needed for missing."),
        ],
        ArtifactType.Table,
        types => TableShape.Of(types.GetValueOrDefault("table")));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData table = read.Table("table");
        int place = read.Place(table, read.Text("where"));
        string condition = read.Option("is", Conditions);
        bool needsValue = condition is not ("missing" or "not missing");
        if (needsValue && !read.Has("value"))
        {
            read.Fail(0, $"“value” is missing: say what the column {Sentences.Quote(read.Text("where"))} is compared with.");
        }

        if (read.Mistake is not null)
        {
            return ValueTask.FromResult<ActionOutcome>(read.Mistake);
        }

        ImmutableArray<Value> wanted = condition == "one of" ? Several(call["value"]) : [call["value"]];
        var typed = new List<Value>();
        foreach (Value value in needsValue ? wanted : [])
        {
            typed.Add(Typed(value, table.Columns[place], read));
        }

        int[] kept = read.Mistake is null
            ? [.. Enumerable.Range(0, table.Rows.Length).Where(row => Fulfils(table.Rows[row][place], condition, typed))]
            : [];
        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } mistake ? mistake : new ActionOutcome.Done(new Value.Table(table.Keep(kept))));
    }

    private static ImmutableArray<Value> Several(Value value) => value switch
    {
        Value.List list => list.Items,
        _ => [.. ValueText.Canonical(value).Split(',').Select(part => Value.OfText(part.Trim()))],
    };

    // What a template writes is text: it is read as the column's type, in the unambiguous forms.
    private static Value Typed(Value value, Column column, ArgumentReader read)
    {
        if (value is not Value.Text text || column.Type is FieldType.Text or FieldType.Any or FieldType.Choice)
        {
            return value;
        }

        Result<Value> typed = ValueReader.Read(text.Content, column.Type, LocaleFormats.Unstated);
        return typed.IsRefused ? read.Fail(value, $"The column {Sentences.Quote(column.Name)} cannot be compared: {typed.Refusal}") : typed.Value;
    }

    private static bool Fulfils(Value cell, string condition, List<Value> wanted) => condition switch
    {
        "missing" => IsMissing(cell),
        "not missing" => !IsMissing(cell),
        "equal to" or "one of" => wanted.Any(value => IsEqual(cell, value)),
        "not equal to" => !IsEqual(cell, wanted[0]),
        "containing" => Contains(cell, wanted[0]),
        "not containing" => !Contains(cell, wanted[0]),
        "over" => Compare(cell, wanted[0]) > 0,
        "under" => Compare(cell, wanted[0]) < 0,
        "at least" => Compare(cell, wanted[0]) >= 0,
        _ => Compare(cell, wanted[0]) <= 0,
    };

    private static bool IsMissing(Value cell) => cell is Value.Missing || (cell is Value.Text text && string.IsNullOrWhiteSpace(text.Content));

    private static bool IsEqual(Value cell, Value wanted) => Compare(cell, wanted) == 0
        || string.Equals(ValueText.Canonical(cell).Trim(), ValueText.Canonical(wanted).Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool Contains(Value cell, Value wanted) =>
        ValueText.Canonical(cell).Contains(ValueText.Canonical(wanted), StringComparison.OrdinalIgnoreCase);

    // An amount that names no currency is compared with any; two currencies are never compared.
    private static int? Compare(Value cell, Value wanted) => (cell, wanted) switch
    {
        (Value.Money one, Value.Money other) => one.Currency == other.Currency || one.Currency.Length == 0 || other.Currency.Length == 0
            ? one.Amount.CompareTo(other.Amount)
            : null,
        (Value.Money one, Value.Number other) => one.Amount.CompareTo(other.Amount),
        (Value.Number one, Value.Money other) => one.Amount.CompareTo(other.Amount),
        (Value.Missing, _) or (_, Value.Missing) => null,
        _ when cell.GetType() == wanted.GetType() => ValueOrder.Instance.Compare(cell, wanted),
        _ => null,
    };
}
