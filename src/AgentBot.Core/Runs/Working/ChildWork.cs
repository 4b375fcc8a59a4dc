using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Starts the child run of a workflow step, and tells the parent when it has ended.</summary>
public sealed class ChildWork(ChildBirth births, IRunReader runs, ClosureCache closures, RunScopes scopes, TimeProvider time)
{
    public async ValueTask<StepResult> StartAsync(StepContext context, CancellationToken ct)
    {
        Result<(NewRun Child, Digest Input)> made = await births.MakeAsync(context, null, "", ct);
        if (made.IsRefused)
        {
            return context.Fails(FailureKind.OverLimit, made.Refusal!.ToString());
        }

        StepRow row = context.Row;
        return new StepResult(new RunEvent.ChildStarted(row.Step, row.Round, row.Attempt, made.Value.Child.Run, made.Value.Input))
        {
            Along = made.Value.Child.Changes,
        };
    }

    /// <summary>The declared outputs of a child that ended in Done; null otherwise.</summary>
    public async ValueTask<(Artifact Artifact, ImmutableArray<Change> Along)?> OutputsAsync(RunRow child, CancellationToken ct)
    {
        if (child.Status != RunStatus.Done)
        {
            return null;
        }

        RunState state = (await runs.LoadAsync(child.Id, ct))!;
        var (_, graph) = await closures.OfAsync(child.TemplateVersion, ct);
        WorkflowSpec spec = graph.Spec;
        ExpressionScope scope = await scopes.OfAsync(state, graph, spec.Outputs.SelectMany(output => Expressions.NamesSteps(output.Value)).Select(named => named.Step), ct);
        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (OutputSpec output in spec.Outputs)
        {
            Result<Value> value = Expressions.Evaluate(output.Value, scope);
            fields.Add(new Field(output.Name, value.IsRefused ? Value.Missing.Instance : value.Value));
        }

        Artifact artifact = Artifact.Of(ArtifactType.Value, new Value.Record(fields.ToImmutable()));
        return (artifact, [new Change.PutArtifact(child.Channel, artifact, child.Id, time.GetUtcNow())]);
    }
}
