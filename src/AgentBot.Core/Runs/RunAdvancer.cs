using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs;

/// <summary>
/// Load, decide, commit; and again when somebody was faster. Every change of a run's course passes here: nothing is read
/// from elsewhere between the aggregate and its commit.
/// </summary>
public sealed class RunAdvancer(
    ICommitter committer,
    IArtifactStaging staging,
    IRunReader runs,
    ClosureCache closures,
    RunMachine machine,
    TimeProvider time)
{
    private const int MostTries = 50;

    public async ValueTask<AdvanceResult> ApplyAsync(RunId id, Advance advance, CancellationToken ct)
    {
        foreach (Change.PutArtifact put in advance.Along.OfType<Change.PutArtifact>())
        {
            await staging.StageAsync(put.Channel, put.Artifact, ct);
        }

        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            AdvanceResult? result = await TryAsync(id, advance, attempt == 0 ? advance.Seen : null, ct);
            if (result is not null)
            {
                return result;
            }
        }

        throw new InvalidOperationException($"Run {id} could not be advanced: it changed {MostTries} times meanwhile.");
    }

    private async ValueTask<AdvanceResult?> TryAsync(RunId id, Advance advance, RunState? seen, CancellationToken ct)
    {
        RunState state = seen ?? await runs.LoadAsync(id, ct) ?? throw new InvalidOperationException($"Run {id} does not exist.");
        var (_, graph) = await closures.OfAsync(state.Run.TemplateVersion, ct);
        DateTimeOffset now = time.GetUtcNow();
        Transition transition = machine.Decide(graph, state, advance.Happened, now);
        if (transition is Transition.No no)
        {
            return seen is not null ? null : await EndWorkAsync(state.Run, advance, no.Reason, ct);
        }

        var to = (Transition.To)transition;
        (ImmutableArray<Change> changes, WorkRow? next) = WorkOffer.Give(to.Changes, advance.Lease, now);
        var commit = new Commit
        {
            Workspace = state.Run.Workspace,
            Receipt = advance.Receipt,
            Changes = [changes[0], .. FinishOf(advance), .. advance.Along, .. changes.Skip(1)],
            Audit = [.. to.Audit, .. advance.Audit],
            Durability = advance.Durability,
        };
        return await committer.CommitAsync(commit, ct) switch
        {
            CommitResult.Done => new AdvanceResult.Done(state.After(commit.Changes), next),
            CommitResult.Duplicate duplicate => new AdvanceResult.Duplicate(duplicate.Answer),
            CommitResult.Lost { Change: Change.UpdateRun or Change.UpdateStep or Change.UpdateReview or Change.UpdateEffect } => null,
            CommitResult.Lost lost => new AdvanceResult.Lost(lost.Change),
            _ => throw new InvalidOperationException("No rule for this result of a commit."),
        };
    }

    // The event no longer fits, so only the piece of work that brought it is taken off the list.
    private async ValueTask<AdvanceResult> EndWorkAsync(RunRow run, Advance advance, NoReason reason, CancellationToken ct)
    {
        if (advance.Work is not null)
        {
            await committer.CommitAsync(new Commit { Workspace = run.Workspace, Changes = [.. FinishOf(advance)] }, ct);
        }

        return new AdvanceResult.No(reason, run);
    }

    private static IEnumerable<Change> FinishOf(Advance advance) =>
        advance.Work is { } work ? [new Change.FinishWork(work.Id, work.LeaseToken)] : [];
}

/// <summary>One event with everything that must be kept together with it.</summary>
/// <param name="Happened">The event.</param>
public sealed record Advance(RunEvent Happened)
{
    /// <summary>The leased work that brought the event; finished in the same commit, which is lost if the lease is.</summary>
    public WorkRow? Work { get; init; }

    public ImmutableArray<Change> Along { get; init; } = [];

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    public ReceiptRow? Receipt { get; init; }

    public Durability Durability { get; init; } = Durability.PowerLoss;

    /// <summary>The run as it stood a moment ago, which is tried first: the commit is lost where it stands no longer. Null to load it.</summary>
    public RunState? Seen { get; init; }

    /// <summary>Asked just before the commit: the lease under which the caller goes on with one piece of what the event makes due; null leaves all of it to whoever claims it.</summary>
    public Func<WorkLease?>? Lease { get; init; }
}

public abstract record AdvanceResult
{
    private AdvanceResult()
    {
    }

    /// <param name="Now">The run as it stands now; null where it has to be loaded.</param>
    /// <param name="Next">What the caller holds now and goes on with; null for nothing.</param>
    public sealed record Done(RunState? Now, WorkRow? Next) : AdvanceResult;

    public sealed record No(NoReason Reason, RunRow Run) : AdvanceResult;

    public sealed record Duplicate(string Answer) : AdvanceResult;

    /// <summary>A condition other than the aggregate's failed: the lease is gone, the key exists, the decision was taken before.</summary>
    public sealed record Lost(Change Change) : AdvanceResult;
}
