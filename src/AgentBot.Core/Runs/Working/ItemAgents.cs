using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Asks an agent about a batch of items, with what it answered before where a remark sends them back.</summary>
public sealed class ItemAgents(IAgentRunner agents, AgentTasks tasks, IRunReader runs, IArtifactReader artifacts, ProgressHints hints)
{
    public async ValueTask<AgentOutcome> AskAsync(StepContext context, ImmutableArray<StepRow> items, CancellationToken ct)
    {
        var spec = (StepSpec.Agent)context.Spec;
        IReadOnlyDictionary<string, Value> previous = await PreviousAsync(context, ct);
        var asked = ImmutableArray.CreateBuilder<AgentItem>(items.Length);
        foreach (StepRow item in items)
        {
            Result<Value> input = Expressions.Evaluate(spec.Input, context.Scope with { Item = ValueJson.Read(item.ItemInput) });
            if (input.IsRefused)
            {
                return new AgentOutcome.Failed(FailureKind.Permanent, input.Refusal!.ToString(), null, AgentUsage.None);
            }

            asked.Add(new AgentItem(item.Item, item.Ordinal + 1, input.Value, previous.GetValueOrDefault(item.Item)));
        }

        AgentTask task = await tasks.MakeAsync(context, asked.MoveToImmutable(), items[0].Item, ct);
        using ProgressHints.Following? following = hints.Follow(context.Run, context.Row.Step);
        return await agents.RunAsync(task, following, ct);
    }

    // The answer of the round before, overlaid with what a person changed in the table that was sent back.
    private async ValueTask<IReadOnlyDictionary<string, Value>> PreviousAsync(StepContext context, CancellationToken ct)
    {
        var found = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (context.Row.Round == 1 || context.Revision is not { } revision)
        {
            return found;
        }

        foreach (StepRow row in await runs.ItemsAsync(context.Run.Id, context.Row.Step, context.Row.Round - 1, ct))
        {
            if (row is { Status: StepStatus.Succeeded, Item.Length: > 0 } && ValueJson.Read(row.Output) is Value.Record output)
            {
                found[row.Item] = output;
            }
        }

        if (!revision.Previous.IsNone
            && await artifacts.FindAsync(context.Run.Channel, revision.Previous, ct) is { } shown
            && ValueJson.Read(shown.Bytes.Span) is Value.Table table)
        {
            Overlay(found, table.Data);
        }

        return found;
    }

    private static void Overlay(Dictionary<string, Value> found, TableData table)
    {
        for (int i = 0; i < table.Rows.Length; i++)
        {
            if (!found.TryGetValue(table.KeyOf(i), out Value? value) || value is not Value.Record output)
            {
                continue;
            }

            foreach (Field field in output.Fields)
            {
                int column = table.IndexOf(field.Name);
                output = column < 0 ? output : output.With(field.Name, table.Rows[i][column]);
            }

            found[table.KeyOf(i)] = output;
        }
    }
}
