using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Everything that is kept about one run.</summary>
public sealed record RunDetail
{
    public required RunState State { get; init; }

    public RunRow Run => State.Run;

    public WorkflowSpec? Workflow { get; init; }

    /// <summary>Steps without items, all rounds and attempts.</summary>
    public ImmutableArray<StepRow> History { get; init; } = [];

    /// <summary>Items that failed, by step and round.</summary>
    public ImmutableDictionary<(string Step, int Round), ImmutableArray<StepRow>> FailedItems { get; init; } = ImmutableDictionary<(string Step, int Round), ImmutableArray<StepRow>>.Empty;

    /// <summary>How many items of a later round were carried from an earlier one.</summary>
    public ImmutableDictionary<(string Step, int Round), int> KeptItems { get; init; } = ImmutableDictionary<(string Step, int Round), int>.Empty;

    /// <summary>All revisions, oldest first.</summary>
    public ImmutableArray<ReviewRow> Reviews { get; init; } = [];

    public ImmutableArray<DecisionRow> Decisions { get; init; } = [];

    /// <summary>Who opened the whole of which revision.</summary>
    public ImmutableArray<OpeningRow> Openings { get; init; } = [];

    public ImmutableArray<EffectRow> Effects { get; init; } = [];

    public ImmutableArray<ModelCallRow> Calls { get; init; } = [];

    public BudgetRow? Budget { get; init; }

    public ImmutableArray<RunRow> Children { get; init; } = [];

    public int AuditLines { get; init; }

    /// <summary>What finished runs of the template cost in the middle, in millionths; null when there are none.</summary>
    public long? UsualCost { get; init; }

    /// <summary>The newest revision that differs from one before it, with both; null for none.</summary>
    public RevisionDiff? Diff { get; init; }
}

public sealed record RevisionDiff(ReviewRow Review, FullArtifact Whole);

/// <summary>Reads a run for its page.</summary>
public sealed class RunReader(ConsoleReads reads, IQueueReader queue, Closures closures, FullArtifacts artifacts, ConsoleSettings settings)
{
    /// <summary>Null when there is no such run or the viewer may not see it.</summary>
    public async ValueTask<RunDetail?> FindAsync(Viewer viewer, long number, CancellationToken ct)
    {
        if (await reads.Runs.FindByNumberAsync(settings.Workspace, number, ct) is not { } run || await reads.Runs.LoadAsync(run.Id, ct) is not { } state)
        {
            return null;
        }

        WorkflowSpec? workflow = await closures.FindAsync(run, ct);
        IReadOnlyList<ReviewRow> reviews = await reads.Reviews.OfRunAsync(run.Id, ct);
        if (!Sight.MaySee(viewer, run, reviews is [.., var last] ? last : null, workflow))
        {
            return null;
        }

        IReadOnlyList<StepRow> history = await reads.Runs.HistoryAsync(run.Id, ct);
        var decisions = ImmutableArray.CreateBuilder<DecisionRow>();
        var openings = ImmutableArray.CreateBuilder<OpeningRow>();
        foreach (ReviewId review in reviews.Select(review => review.Id).Distinct())
        {
            decisions.AddRange(await reads.Reviews.DecisionsAsync(review, ct));
            openings.AddRange(await queue.OpeningsAsync(review, ct));
        }

        Dictionary<(string Step, int Round), ImmutableArray<StepRow>> items = await ItemsAsync(run, history, ct);
        return new RunDetail
        {
            State = state,
            Workflow = workflow,
            History = [.. history],
            FailedItems = items.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.RemoveAll(item => item.Status != StepStatus.Failed)),
            KeptItems = items.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Count(item => item.CarriedFrom > 0)),
            Reviews = [.. reviews],
            Decisions = decisions.ToImmutable(),
            Openings = openings.ToImmutable(),
            Effects = [.. await reads.Deliveries.EffectsAsync(run.Id, ct)],
            Calls = [.. await reads.Budgets.CallsAsync(run.Id, ct)],
            Budget = await reads.Budgets.FindAsync($"run:{run.Root}", ct),
            Children = [.. await reads.Runs.ChildrenAsync(run.Id, ct)],
            AuditLines = (await reads.Audit.OfRunAsync(run.Id, ct)).Count,
            UsualCost = UsualCost.Median(await reads.Budgets.RecentCostsAsync(settings.Workspace, run.Template, 20, ct)),
            Diff = await DiffAsync(reviews, run, workflow, viewer, ct),
        };
    }

    /// <summary>Items are read only where something about them is told: failures, and later rounds that kept some.</summary>
    private async ValueTask<Dictionary<(string Step, int Round), ImmutableArray<StepRow>>> ItemsAsync(RunRow run, IReadOnlyList<StepRow> history, CancellationToken ct)
    {
        var items = new Dictionary<(string Step, int Round), ImmutableArray<StepRow>>();
        foreach (StepRow step in history.Where(step => step.ItemsTotal > 0 && (step.ItemsFailed > 0 || step.Round > 1)).DistinctBy(step => (step.Step, step.Round)))
        {
            items[(step.Step, step.Round)] = [.. (await reads.Runs.ItemsAsync(run.Id, step.Step, step.Round, ct)).Where(item => item.Item.Length > 0)];
        }

        return items;
    }

    private async ValueTask<RevisionDiff?> DiffAsync(IReadOnlyList<ReviewRow> reviews, RunRow run, WorkflowSpec? workflow, Viewer viewer, CancellationToken ct) =>
        reviews.LastOrDefault(review => !review.Before.IsNone && review.Before != review.Artifact.Content) is { } changed
        && await artifacts.FindAsync(changed, run, workflow, viewer, ct) is { } whole
            ? new RevisionDiff(changed, whole)
            : null;
}

public static class UsualCost
{
    public static long? Median(IReadOnlyList<(RunRow Run, long CostMicros)> recent)
    {
        long[] costs = [.. recent.Select(entry => entry.CostMicros).Order()];
        return costs.Length == 0 ? null : costs[costs.Length / 2];
    }
}
