using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>The rows of a table in the order of one or more columns; equal rows stay as they stood, empty cells come last.</summary>
internal sealed class TableSort : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "table.sort",
        "Puts the rows of a table in order.",
        [
            new("table", new FieldType.Any(), true, "A table or a list of records."),
            new("by", new FieldType.Any(), true, "The columns to sort by, the most important first. A minus before a name turns its order round: -amount."),
        ],
        ArtifactType.Table,
        types => TableShape.Of(types.GetValueOrDefault("table")));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData table = read.Table("table");
        ImmutableArray<string> names = read.Names("by");
        read.Require("by", names.Length > 0);
        ImmutableArray<int> places = read.Places(table, [.. names.Select(name => name.TrimStart('-').Trim())]);
        if (read.Mistake is { } mistake)
        {
            return ValueTask.FromResult<ActionOutcome>(mistake);
        }

        IOrderedEnumerable<int> order = Enumerable.Range(0, table.Rows.Length).OrderBy(_ => 0);
        for (int i = 0; i < places.Length; i++)
        {
            int place = places[i];
            order = order.ThenBy(row => table.Rows[row][place] is Value.Missing);
            order = names[i].StartsWith('-')
                ? order.ThenByDescending(row => table.Rows[row][place], ValueOrder.Instance)
                : order.ThenBy(row => table.Rows[row][place], ValueOrder.Instance);
        }

        return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done(new Value.Table(table.Keep([.. order]))));
    }
}
