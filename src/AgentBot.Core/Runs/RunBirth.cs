using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Budgets;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>The rows of a new run: shared by those that people start and those that a parent starts.</summary>
public sealed class RunBirth(RunMachine machine, IdSource ids, TimeProvider time)
{
    public NewRun Make(TemplateClosure closure, RunSeed seed)
    {
        DateTimeOffset now = time.GetUtcNow();
        RunId id = seed.Id ?? ids.NextRun();
        (Digest version, string json) = ClosureCache.Pin(closure);
        RunId root = seed.Parent?.Root ?? id;
        var run = new RunRow
        {
            Id = id,
            Workspace = seed.Channel.Workspace,
            Channel = seed.Channel,
            Thread = seed.Thread.Length > 0 ? seed.Thread : Delivery.Purposes.Run(root),
            Template = closure.Workflow.Name,
            TemplateVersion = version,
            Requester = seed.Requester,
            CausedBy = seed.CausedBy,
            StartedBy = seed.StartedBy,
            About = seed.About,
            Parent = seed.Parent?.Id,
            ParentStep = seed.ParentStep,
            ParentRound = seed.ParentRound,
            ParentItem = seed.ParentItem,
            Remark = seed.Remark,
            Root = root,
            Depth = seed.Parent is { } parent ? parent.Depth + 1 : 0,
            RetryOf = seed.RetryOf?.Id,
            First = seed.RetryOf?.First ?? id,
            Inputs = ValueJson.WriteText(seed.Inputs),
            Resolved = JsonSerializer.Serialize(seed.Names, StoreJson.Default.ResolvedNames),
            DryRun = seed.DryRun,
            CreatedAt = now,
            ChangedAt = now,
        };
        Transition.To begun = machine.Begin(new WorkflowGraph(closure.Workflow), run, now);
        return new NewRun(
            begun.Run,
            [begun.Changes[0], new Change.PutClosure(version, closure.Workflow.Name, json, now), Pot(run, closure.Workflow.Limits), .. begun.Changes.Skip(1)],
            begun.Audit);
    }

    private static Change.OpenBudget Pot(RunRow run, LimitsSpec limits) => new(new BudgetRow(
        Pots.OfRun(run.Id),
        run.Workspace,
        limits.Currency,
        Pots.Micros(limits.Cost),
        0,
        0,
        limits.Tokens,
        0,
        0));
}

/// <param name="Thread">The thread somebody asked in; empty to begin one.</param>
public sealed record RunSeed(ChannelKey Channel, string Thread, PersonKey Requester, Value.Record Inputs, ResolvedNames Names)
{
    /// <summary>Chosen beforehand by whoever keeps the run's id in the same commit; null for a new one.</summary>
    public RunId? Id { get; init; }

    /// <inheritdoc cref="RunRow.CausedBy"/>
    public PersonKeys CausedBy { get; init; } = PersonKeys.None;

    /// <inheritdoc cref="RunRow.StartedBy"/>
    public string StartedBy { get; init; } = "";

    public string About { get; init; } = "";

    public bool DryRun { get; init; }

    public RunRow? RetryOf { get; init; }

    public RunRow? Parent { get; init; }

    public string? ParentStep { get; init; }

    public int ParentRound { get; init; }

    public string ParentItem { get; init; } = "";

    public string Remark { get; init; } = "";
}

/// <param name="Changes">InsertRun first.</param>
public sealed record NewRun(RunRow Run, ImmutableArray<Change> Changes, ImmutableArray<Audit.AuditEntry> Audit);
