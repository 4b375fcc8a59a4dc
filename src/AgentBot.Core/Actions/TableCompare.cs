using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>What differs between two tables whose rows are matched by key columns: one row for each difference.</summary>
internal sealed class TableCompare : IBuiltInAction
{
    private static readonly HashSet<string> ResultColumns =
        new(StringComparer.OrdinalIgnoreCase) { "difference", "column", "before", "after", "amount_difference" };

    public ActionDefinition Definition { get; } = new(
        "table.compare",
        "Compares two tables by key and lists what is missing on either side, what is there twice, and each cell that differs.",
        [
            new("before", new FieldType.Any(), true, "The table that counts as right, for example the orders."),
            new("after", new FieldType.Any(), true, "The table that is checked, for example the invoices."),
            new("on", new FieldType.Any(), true, "The columns that name a row, by the same name in both: a list or names with commas. “order = order_number” where the names differ."),
            new("columns", new FieldType.Any(), false, "The columns to compare; all that both tables have, unless said."),
            new("amount", new FieldType.Text(), false, "The column whose differences are added up; the first compared column of money, else of numbers, unless said."),
            new("tolerance", new FieldType.Any(), false, "Numbers and amounts that differ by no more than this count as equal."),
            new("before_name", new FieldType.Text(), false, "What the first table is called in the result; “before” unless said."),
            new("after_name", new FieldType.Text(), false, "What the second table is called in the result; “after” unless said."),
        ],
        ArtifactType.Table,
        _ => new FieldType.Table(
            [
                new Column("difference", new FieldType.Text()),
                new Column("column", new FieldType.Text()),
                new Column("before", new FieldType.Any()),
                new Column("after", new FieldType.Any()),
                new Column("amount_difference", new FieldType.Any()),
            ],
            Open: true));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData before = read.Table("before");
        TableData after = read.Table("after");
        KeyColumns keys = KeyColumns.Read(read, before, after);
        if (read.Mistake is not null)
        {
            return ValueTask.FromResult<ActionOutcome>(read.Mistake);
        }

        ImmutableArray<string> names = read.Has("columns")
            ? read.Names("columns")
            : [.. before.Columns.Where((column, place) => !keys.Left.Contains(place) && after.IndexOf(column.Name) is >= 0 and var other && !keys.Right.Contains(other)).Select(column => column.Name)];
        ImmutableArray<int> compared = read.Places(before, names);
        var pairs = new Comparison(
            [.. compared.Select(place => before.Columns[place])],
            compared,
            read.Places(after, names),
            AmountOf(read, before, names),
            Tolerance(call, read),
            read.Text("before_name", "before"),
            read.Text("after_name", "after"));
        if (keys.Left.Select(place => before.Columns[place].Name).FirstOrDefault(name => ResultColumns.Contains(name)) is { } taken)
        {
            read.Fail(0, $"The key column {Sentences.Quote(taken)} has a name that the result needs itself. Rename it in the file.");
        }

        if (read.Mistake is not null)
        {
            return ValueTask.FromResult<ActionOutcome>(read.Mistake);
        }

        var differences = new List<Difference>();
        ILookup<string, int> left = Lookup(before, keys.Left);
        ILookup<string, int> right = Lookup(after, keys.Right);
        foreach (string key in left.Select(group => group.Key).Concat(right.Select(group => group.Key).Where(key => !left.Contains(key))))
        {
            ct.ThrowIfCancellationRequested();
            differences.AddRange(pairs.Of(
                key,
                [.. left[key].Select(row => before.Rows[row])],
                [.. right[key].Select(row => after.Rows[row])],
                left.Contains(key) ? [.. keys.Left.Select(place => before.Rows[left[key].First()][place])] : [.. keys.Right.Select(place => after.Rows[right[key].First()][place])]));
        }

        return ValueTask.FromResult<ActionOutcome>(differences.Count > TableShape.MostRows
            ? new ActionOutcome.Failed(FailureKind.Permanent, "There are more than 50,000 differences. Look whether the two tables belong together.")
            : new ActionOutcome.Done(new Value.Table(Result(differences, [.. keys.Left.Select(place => before.Columns[place])], pairs))));
    }

    private static TableData Result(List<Difference> differences, ImmutableArray<Column> keys, Comparison pairs)
    {
        FieldType shared = TableShape.TypeOf(differences.SelectMany(difference => new[] { difference.Before, difference.After }));
        FieldType amount = TableShape.TypeOf(differences.Select(difference => difference.Amount));
        bool adds = pairs.Amount.Length > 0 && Amounts.Sum(differences.Select(difference => difference.Amount), "amount_difference", out _) is not null;
        return new TableData(
            [
                .. keys,
                new Column("difference", new FieldType.Text()),
                new Column("column", new FieldType.Text()),
                new Column("before", shared),
                new Column("after", shared),
                new Column("amount_difference", amount is FieldType.Number or FieldType.Any ? amount : new FieldType.Money()),
            ],
            [
                .. differences.Select(difference => (ImmutableArray<Value>)
                    [.. difference.Key, new Value.Text(difference.What), Value.OfText(difference.Column), difference.Before, difference.After, difference.Amount]),
            ])
        {
            Keys = [.. differences.Select(difference => difference.Column is null ? difference.RowKey : $"{difference.RowKey} · {difference.Column}")],
            Totals = adds ? ["amount_difference"] : [],
        };
    }

    private static ILookup<string, int> Lookup(TableData table, ImmutableArray<int> places) =>
        Enumerable.Range(0, table.Rows.Length).ToLookup(row => RowKey.Of(table.Rows[row], places), StringComparer.Ordinal);

    private static string AmountOf(ArgumentReader read, TableData table, ImmutableArray<string> names)
    {
        if (read.Has("amount"))
        {
            string given = read.Text("amount").Trim();
            return names.Select(table.IndexOf).Where(place => place >= 0).Select(place => table.Columns[place].Name)
                .FirstOrDefault(name => string.Equals(name, given, StringComparison.OrdinalIgnoreCase))
                ?? read.Fail("", $"The column {Sentences.Quote(given)} is not among the compared columns. They are {string.Join(", ", names)}.");
        }

        Column[] columns = [.. names.Select(table.IndexOf).Where(place => place >= 0).Select(place => table.Columns[place])];
        return (columns.FirstOrDefault(column => column.Type is FieldType.Money) ?? columns.FirstOrDefault(column => column.Type is FieldType.Number))?.Name ?? "";
    }

    private static decimal Tolerance(ActionCall call, ArgumentReader read)
    {
        Value given = call["tolerance"];
        if (given is Value.Text text)
        {
            Result<Value> typed = ValueReader.Read(text.Content, new FieldType.Money(), LocaleFormats.Unstated);
            given = typed.IsRefused ? read.Fail(Value.Missing.Instance, $"“tolerance” is no amount: {typed.Refusal}") : typed.Value;
        }

        decimal tolerance = given switch
        {
            Value.Number number => number.Amount,
            Value.Money money => money.Amount,
            _ => 0,
        };
        return tolerance >= 0 ? tolerance : read.Fail(0m, "“tolerance” cannot be less than zero.");
    }
}
