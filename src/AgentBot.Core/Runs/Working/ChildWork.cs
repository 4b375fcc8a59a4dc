using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs.Working;

/// <summary>Starts the child run of a workflow step, and tells the parent when it has ended.</summary>
public sealed class ChildWork(ChildBirth births, RunOutputs outputs, TimeProvider time)
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

        Artifact artifact = Artifact.Of(ArtifactType.Value, await outputs.OfAsync(child, ct));
        return (artifact, [new Change.PutArtifact(child.Channel, artifact, child.Id, time.GetUtcNow())]);
    }
}
