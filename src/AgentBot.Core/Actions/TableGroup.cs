using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>One row for each distinct value of the named columns: how many rows, sums, and some of their words.</summary>
internal sealed class TableGroup : IBuiltInAction
{
    private const int MostInQuote = 200;

    public ActionDefinition Definition { get; } = new(
        "table.group",
        "Groups the rows of a table and gives each group a count, sums and quotes. The largest group comes first.",
        [
            new("table", new FieldType.Any(), true, "A table or a list of records."),
            new("by", new FieldType.Any(), true, "The columns whose values form the groups: a list or names with commas."),
            new("sum", new FieldType.Any(), false, "Columns of numbers or money to add up in each group."),
            new("quotes", new FieldType.Text(), false, "A column of text whose first distinct entries are quoted in the column “quotes”."),
            new("count_as", new FieldType.Text(), false, "The name of the column with the count; count unless said."),
            new("most_quotes", new FieldType.Number(1, 20), false, "How many quotes each group shows; 3 unless said."),
        ],
        ArtifactType.Table,
        types => types.ContainsKey("count_as") ? TableShape.Unknown : new FieldType.Table([new Column("count", new FieldType.Number())], Open: true));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData table = read.Table("table");
        ImmutableArray<int> by = read.Columns(table, "by");
        read.Require("by", !by.IsEmpty || read.Mistake is not null);
        ImmutableArray<int> sums = read.Columns(table, "sum");
        int quotes = read.Has("quotes") ? read.Place(table, read.Text("quotes").Trim()) : -1;
        int most = read.Count("most_quotes", 3, 1, 20);
        var columns = ImmutableArray.CreateBuilder<Column>();
        foreach (int place in by)
        {
            columns.Add(table.Columns[place]);
        }

        columns.Add(new Column(read.Text("count_as", "count").Trim(), new FieldType.Number()));
        foreach (int place in sums)
        {
            columns.Add(table.Columns[place]);
        }

        if (quotes >= 0)
        {
            columns.Add(new Column("quotes", new FieldType.Text()));
        }

        if (columns.GroupBy(column => ColumnName.Plain(column.Name)).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            read.Fail(0, $"The result would have the column {Sentences.Quote(twice.First().Name)} twice. Group and add up different columns.");
        }

        if (read.Mistake is { } mistake)
        {
            return ValueTask.FromResult<ActionOutcome>(mistake);
        }

        var groups = Enumerable.Range(0, table.Rows.Length)
            .GroupBy(row => RowKey.Of(table.Rows[row], by), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Value>>(groups.Count);
        foreach (IGrouping<string, int> group in groups)
        {
            var cells = ImmutableArray.CreateBuilder<Value>(columns.Count);
            cells.AddRange(by.Select(place => table.Rows[group.First()][place]));
            cells.Add(new Value.Number(group.Count()));
            foreach (int place in sums)
            {
                cells.Add(Amounts.Sum(group.Select(row => table.Rows[row][place]), table.Columns[place].Name, out string wrong)
                    ?? read.Fail(Value.Missing.Instance, wrong));
            }

            if (quotes >= 0)
            {
                cells.Add(Quotes(group.Select(row => table.Rows[row][quotes]), most));
            }

            rows.Add(cells.MoveToImmutable());
        }

        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } failed
            ? failed
            : new ActionOutcome.Done(new Value.Table(new TableData(columns.ToImmutable(), rows.MoveToImmutable())
            {
                Keys = [.. groups.Select(group => group.Key)],
            })));
    }

    private static Value.Text Quotes(IEnumerable<Value> cells, int most) => new(string.Join(
        '\n',
        cells.Select(cell => ValueText.ForPeople(cell).Trim())
            .Where(text => text.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(most)
            .Select(text => text.Length <= MostInQuote ? $"“{text}”" : $"“{text.AsSpan(0, MostInQuote)}…”")));
}
