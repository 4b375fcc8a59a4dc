using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Lets one agent think about one input.</summary>
public sealed class AgentWork(IAgentRunner agents, AgentTasks tasks, CallWork calls, Carrying carrying, RunAdvancer advancer, ProgressHints hints, TimeProvider time)
{
    public async ValueTask<StepResult> DoAsync(StepContext context, CancellationToken ct)
    {
        var spec = (StepSpec.Agent)context.Spec;
        Result<Value> input = Expressions.Evaluate(spec.Input, context.Scope);
        if (input.IsRefused)
        {
            return context.Fails(FailureKind.Permanent, input.Refusal!.ToString());
        }

        StepRow row = context.Row;
        Digest digest = InputDigests.Of(spec, input.Value);
        if (await carrying.FindAsync(context, digest, ct) is { } from)
        {
            return new StepResult(new RunEvent.StepCarried(row.Step, row.Round, row.Attempt, from));
        }

        (ImmutableDictionary<string, CallReport> decided, RunRow? open) = spec.Spec.Tools.IsEmpty ? (ImmutableDictionary<string, CallReport>.Empty, null) : await calls.DecidedAsync(context, ct);
        DateTimeOffset began = time.GetUtcNow();
        if (open is not null)
        {
            return new StepResult(new RunEvent.CallAsked(row.Step, row.Round, row.Attempt, open) { Began = began });
        }

        Task<RunState?> started = ShowStartedAsync(context, ct);
        AgentOutcome outcome;
        try
        {
            AgentItem item = new("", 0, input.Value, await PreviousAsync(context, ct));
            AgentTask task = (await tasks.MakeAsync(context, [item], "", ct)) with { Decided = decided };
            using ProgressHints.Following? following = hints.Follow(context.Run, row.Step);
            outcome = await agents.RunAsync(task, following, ct);
        }
        finally
        {
            await started;
        }

        return outcome switch
        {
            AgentOutcome.Answered answered => Answer(context, spec, answered, digest, began) with { Seen = await started },
            AgentOutcome.Failed failed => new StepResult(context.Failed(failed)) { Along = Calls(failed.Usage) },
            AgentOutcome.Asks asks => await calls.AskAsync(context, asks.Call, began, ct),
            _ => throw new InvalidOperationException("No rule for this outcome of an agent."),
        };
    }

    // Only for people who watch: the model need not wait for it, nothing is lost with it, and the reservation that follows takes it along.
    private async Task<RunState?> ShowStartedAsync(StepContext context, CancellationToken ct)
    {
        var started = new RunEvent.StepStarted(context.Row.Step, context.Row.Round, context.Row.Attempt);
        AdvanceResult shown = await advancer.ApplyAsync(context.Run.Id, new Advance(started) { Seen = context.State, Durability = Durability.WithNext }, ct);
        return (shown as AdvanceResult.Done)?.Now;
    }

    public static ImmutableArray<Change> Calls(AgentUsage usage) => [.. usage.Calls.Select(call => new Change.InsertModelCall(call))];

    public static ImmutableArray<Change> Files(StepContext context, AgentOutcome.Answered answered, DateTimeOffset now) =>
        [.. answered.Files.Select(file => new Change.PutArtifact(context.Run.Channel, file, context.Run.Id, now))];

    public static string Notes(ImmutableArray<string> notes) =>
        notes.IsDefaultOrEmpty ? "" : System.Text.Json.JsonSerializer.Serialize(notes, StoreJson.Default.IReadOnlyListString);

    private StepResult Answer(StepContext context, StepSpec.Agent spec, AgentOutcome.Answered answered, Digest digest, DateTimeOffset began)
    {
        AgentAnswer answer = answered.Answers[0];
        if (answer.Output is not { } output)
        {
            return new StepResult(context.Failed(FailureKind.BrokenOutput, answer.Failure)) { Along = Calls(answered.Usage) };
        }

        // Fields of the right types may still be no mail or no payment; a retry may do better.
        if (ArtifactShape.Check(spec.Spec.Artifact, output) is { } misfit)
        {
            return new StepResult(context.Failed(FailureKind.BrokenOutput, misfit.ToString())) { Along = Calls(answered.Usage) };
        }

        StepRow row = context.Row;
        Artifact artifact = Artifact.Of(spec.Spec.Artifact, output);
        ImmutableArray<string> notes = answer.Note.Length > 0 ? answered.Notes.Add(answer.Note) : answered.Notes;
        return new StepResult(
            new RunEvent.StepSucceeded(row.Step, row.Round, row.Attempt, artifact.Ref, digest, Notes(notes), answered.UnreadNote) { Began = began })
        {
            Along = [.. Calls(answered.Usage), .. Files(context, answered, time.GetUtcNow()), new Change.PutArtifact(context.Run.Channel, artifact, context.Run.Id, time.GetUtcNow())],
            Durability = Durability.PowerLossSoon,
        };
    }

    // What the reviewer saw, edited or not, if this very step made it; else what the step itself answered before.
    private async ValueTask<Value?> PreviousAsync(StepContext context, CancellationToken ct)
    {
        if (await carrying.PreviousAsync(context, ct) is not { } previous)
        {
            return null;
        }

        ArtifactRef? shown = context.Revision is { Previous.IsNone: false } revision && IsOwnArtifact(context, previous)
            ? new ArtifactRef(previous.ArtifactType, revision.Previous, 0)
            : null;
        return await carrying.ReadAsync(context.Run, shown?.Content ?? previous.Artifact, ct);
    }

    private static bool IsOwnArtifact(StepContext context, StepRow previous) =>
        context.Graph.Spec.Steps.OfType<StepSpec.Review>().Any(review => review.Of == previous.Step && review.OnChanges == previous.Step);
}
