using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>How many rows a table has, and the sum of each named column.</summary>
internal sealed class TableTotal : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "table.total",
        "Counts the rows of a table and adds up columns of numbers or money.",
        [
            new("table", new FieldType.Any(), true, "A table or a list of records."),
            new("columns", new FieldType.Any(), false, "The columns to add up: a list or names with commas."),
        ],
        ArtifactType.Record,
        types => new FieldType.Record(
            [
                new Column("rows", new FieldType.Number()),
                .. TableShape.Of(types.GetValueOrDefault("table")).Columns.Where(column => column.Type is FieldType.Number or FieldType.Money && column.Name != "rows"),
            ],
            Open: true));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData table = read.Table("table");
        var fields = ImmutableArray.CreateBuilder<Field>();
        fields.Add(new Field("rows", new Value.Number(table.Rows.Length)));
        foreach (int place in read.Columns(table, "columns"))
        {
            Value? sum = Amounts.Sum(table.Rows.Select(row => row[place]), table.Columns[place].Name, out string mistake);
            fields.Add(new Field(table.Columns[place].Name, sum ?? read.Fail(Value.Missing.Instance, mistake)));
        }

        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } failed ? failed : new ActionOutcome.Done(new Value.Record(fields.ToImmutable())));
    }
}
