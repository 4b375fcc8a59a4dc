using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Two tables side by side, matched by key columns.</summary>
internal sealed class TableJoin : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "table.join",
        "Puts the matching rows of two tables side by side.",
        [
            new("left", new FieldType.Any(), true, "The first table; its rows keep their order."),
            new("right", new FieldType.Any(), true, "The second table."),
            new("on", new FieldType.Any(), true, "The columns that match, by the same name in both: a list or names with commas. “order = order_number” where the names differ."),
            new("keep", new FieldType.Text(), false, "“left” keeps rows of the first table without a match, with empty cells; “matches” drops them. Left, unless said."),
            new("prefix", new FieldType.Text(), false, "Put before the name of a column of the second table that the first one has too; other_ unless said."),
        ],
        ArtifactType.Table,
        types => new FieldType.Table(TableShape.Of(types.GetValueOrDefault("left")).Columns, Open: true));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData left = read.Table("left");
        TableData right = read.Table("right");
        KeyColumns keys = KeyColumns.Read(read, left, right);
        bool keepAll = read.Option("keep", "left", "matches") == "left";
        string prefix = read.Text("prefix", "other_").Trim();
        ImmutableArray<int> added = [.. Enumerable.Range(0, right.Columns.Length).Where(place => !keys.Right.Contains(place))];
        ImmutableArray<Column> columns =
        [
            .. left.Columns,
            .. added.Select(place => right.Columns[place]).Select(column => left.IndexOf(column.Name) < 0 ? column : column with { Name = prefix + column.Name }),
        ];
        if (columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            read.Fail(0, $"The result would have the column {Sentences.Quote(twice.Key)} twice. Give another “prefix”.");
        }

        if (read.Mistake is { } mistake)
        {
            return ValueTask.FromResult<ActionOutcome>(mistake);
        }

        ILookup<string, int> found = Enumerable.Range(0, right.Rows.Length).ToLookup(row => RowKey.Of(right.Rows[row], keys.Right), StringComparer.Ordinal);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Value>>();
        ImmutableArray<Value> none = [.. added.Select(_ => (Value)Value.Missing.Instance)];
        foreach (ImmutableArray<Value> row in left.Rows)
        {
            ct.ThrowIfCancellationRequested();
            int before = rows.Count;
            foreach (int match in found[RowKey.Of(row, keys.Left)])
            {
                rows.Add([.. row, .. added.Select(place => right.Rows[match][place])]);
                if (rows.Count > TableShape.MostRows)
                {
                    return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed(
                        FailureKind.Permanent,
                        "The joined table would have more than 50,000 rows. Match on more columns, so that fewer rows belong together."));
                }
            }

            if (rows.Count == before && keepAll)
            {
                rows.Add([.. row, .. none]);
            }
        }

        return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done(new Value.Table(new TableData(columns, rows.ToImmutable()))));
    }
}
