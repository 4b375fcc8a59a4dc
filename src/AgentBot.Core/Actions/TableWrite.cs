using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A table that people can review, made from a list of records or another table. Rows keep their keys.</summary>
internal sealed class TableWrite : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "table.write",
        "Makes a table for people to review from rows that other steps produced.",
        [
            new("rows", new FieldType.Any(), true, "A table, or a list of records such as the output of a for_each."),
            new("columns", new FieldType.Any(), false, "The columns to show, in this order: a list or names with commas. All of them unless said."),
            new("total", new FieldType.Any(), false, "The columns whose sum stands under the table."),
            new("title", new FieldType.Text(), false, "What stands over the table."),
        ],
        ArtifactType.Table,
        types => TableShape.Of(types.GetValueOrDefault("rows")) is var rows && types.ContainsKey("columns") ? rows with { Open = true } : rows);

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData table = read.Table("rows");
        ImmutableArray<int> places = read.Has("columns") ? read.Columns(table, "columns") : [.. Enumerable.Range(0, table.Columns.Length)];
        ImmutableArray<string> totals = [.. read.Columns(table, "total").Select(place => table.Columns[place].Name)];
        string title = read.Text("title");
        if (table.Rows.Length > TableShape.MostRows)
        {
            read.Fail(0, $"The table would have {Sentences.Count(table.Rows.Length, "row", "rows")}; at most 50,000 are kept. Filter it first.");
        }

        foreach (string total in totals)
        {
            int column = table.IndexOf(total);
            if (table.Rows.Select(row => row[column]).FirstOrDefault(cell => cell is not (Value.Number or Value.Money or Value.Missing)) is { } wrong)
            {
                read.Fail(0, $"The column {Sentences.Quote(total)} holds {Sentences.Quote(ValueText.ForPeople(wrong))}, which cannot be added up. Add up a column of numbers or money.");
            }

            if (!places.Contains(column) && read.Mistake is null)
            {
                read.Fail(0, $"The total of {Sentences.Quote(total)} has no column to stand under. Name it among the columns too.");
            }
        }

        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } mistake ? mistake : new ActionOutcome.Done(new Value.Table(new TableData(
            [.. places.Select(place => table.Columns[place])],
            [.. table.Rows.Select(row => places.Select(place => row[place]).ToImmutableArray())])
        {
            Keys = table.Keys,
            Totals = totals,
            Title = title.Length > 0 ? title : table.Title,
        })));
    }
}
