using System.Collections.Immutable;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>What a run gives to those who called it or waited for it: the outputs that its template declares.</summary>
public sealed class RunOutputs(IRunReader runs, ClosureCache closures, RunScopes scopes)
{
    /// <summary>What cannot be computed is missing; a run that did not end in Done gives nothing.</summary>
    public async ValueTask<Value.Record> OfAsync(RunRow run, CancellationToken ct)
    {
        if (run.Status != RunStatus.Done || await runs.LoadAsync(run.Id, ct) is not { } state)
        {
            return new Value.Record([]);
        }

        var (_, graph) = await closures.OfAsync(run.TemplateVersion, ct);
        WorkflowSpec spec = graph.Spec;
        ExpressionScope scope = await scopes.OfAsync(state, graph, spec.Outputs.SelectMany(output => Expressions.NamesSteps(output.Value)).Select(named => named.Step), ct);
        var fields = ImmutableArray.CreateBuilder<Field>(spec.Outputs.Length);
        foreach (OutputSpec output in spec.Outputs)
        {
            Result<Value> value = Expressions.Evaluate(output.Value, scope);
            fields.Add(new Field(output.Name, value.IsRefused ? Value.Missing.Instance : value.Value));
        }

        return new Value.Record(fields.MoveToImmutable());
    }
}
