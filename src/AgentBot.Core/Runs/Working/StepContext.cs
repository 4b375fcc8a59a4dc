using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>Everything one step needs to be done, read once.</summary>
public sealed record StepContext(WorkRow Work, RunState State, TemplateClosure Closure, WorkflowGraph Graph, StepSpec Spec, StepRow Row, ExpressionScope Scope)
{
    public RunRow Run => State.Run;

    public RunEvent Failed(FailureKind kind, string sentence, TimeSpan? retryAfter = null) =>
        new RunEvent.StepFailed(Row.Step, Row.Round, Row.Attempt, kind, sentence, retryAfter);

    public RunEvent Failed(AgentOutcome.Failed failed) =>
        new RunEvent.StepFailed(Row.Step, Row.Round, Row.Attempt, failed.Kind, failed.Sentence, failed.RetryAfter) { Short = failed.Short };

    public StepResult Fails(FailureKind kind, string sentence) => new(Failed(kind, sentence));

    /// <summary>The remark this step answers in this round; null for none.</summary>
    public Revision? Revision => Row.Revision.Length > 0
        ? System.Text.Json.JsonSerializer.Deserialize(Row.Revision, StoreJson.Default.Revision)
        : Run.Remark.Length > 0 ? System.Text.Json.JsonSerializer.Deserialize(Run.Remark, StoreJson.Default.Revision) : null;
}

/// <summary>What doing a step came to: the event for the machine and what must be kept with it.</summary>
public sealed record StepResult(RunEvent Happened)
{
    public ImmutableArray<Change> Along { get; init; } = [];

    /// <summary>The run as it stood after all that was committed for this step; null where that has to be loaded.</summary>
    public RunState? Seen { get; init; }

    /// <summary>Less than the disk for what costs nothing to find out again from what is kept, and of which nobody was told.</summary>
    public Durability Durability { get; init; } = Durability.PowerLoss;
}
