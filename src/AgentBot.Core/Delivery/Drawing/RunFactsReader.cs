using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Reads from the store what a run's root message says.</summary>
public sealed class RunFactsReader(DrawingReads reads, CostReader costs, CostEstimates estimates, ReviewOutcomes outcomes, ProgressHints hints)
{
    private const int RunsForAnEstimate = 3;
    private const int CharactersOfAWord = 6;

    public async ValueTask<RunFacts?> ReadAsync(RunId id, CancellationToken ct)
    {
        if (await reads.Runs.LoadAsync(id, ct) is not { } state)
        {
            return null;
        }

        RunRow run = state.Run;
        var (closure, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        (RunCost cost, _) = await costs.OfAsync(run, graph.Spec, ct);
        IReadOnlyList<ReviewRow> reviews = await reads.Reviews.OfRunAsync(run.Id, ct);
        StepRow? failed = state.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed);
        bool isOver = run.IsTerminal && DrillKey.Is(run.Requester);
        return new RunFacts
        {
            Id = run.Id,
            Number = run.Number,
            TemplateTitle = graph.Spec.Title,
            About = run.About,
            Requester = isOver ? "AgentBot" : reads.NameOf(run.Requester),
            StartedBy = run.StartedBy,
            IsAskedByProgram = AskingSystem.Is(run.Requester) || DrillKey.Is(run.Requester),
            StartedAt = run.CreatedAt,
            EndedAt = run.EndedAt,
            Status = run.Status,
            Paused = run.Paused,
            Held = run.Held,
            DryRun = run.DryRun,
            Steps = [.. graph.Spec.Steps.Where(step => IsShown(step, state)).Select(step => Step(step, state, graph))],
            Waiting = Waiting(reviews),
            Cost = cost,
            Estimate = run is { EndedAt: null, DryRun: false, Parent: null, Status: RunStatus.Running } ? await estimates.SayAsync(run.Workspace, closure, ct) : "",
            TimeLeft = await TimeLeftAsync(run, ct),
            Outcome = isOver ? "It was a drill. Nothing was posted." : run.Status == RunStatus.Rejected ? Reason(state) : run.Outcome,
            FailedStep = failed is null ? "" : graph.Step(failed.Step).Title,
            Advice = failed is null ? "" : Advice(failed),
            EndedBy = EndedBy(run, reviews),
            Published = outcomes.Published(run.Channel, await reads.Delivery.EffectsAsync(run.Id, ct)),
            Clock = reads.ClockOf(run),
        };
    }

    // Steps that run only when called upon are shown once they were.
    private static bool IsShown(StepSpec spec, RunState state) =>
        state.Step(spec.Id) is { } row && (row.Status is not (StepStatus.Skipped or StepStatus.Pending) || !state.Run.IsTerminal);

    private StepFacts Step(StepSpec spec, RunState state, WorkflowGraph graph)
    {
        StepRow row = state.Step(spec.Id)!;
        AgentProgress coming = row.Status == StepStatus.Running ? hints.Of(row.Run, row.Step) : default;
        int done = Math.Min(row.ItemsTotal - row.ItemsOpen + coming.Answered, row.ItemsTotal);
        string deciders = spec is StepSpec.Review review ? DecidersReader.Read(review, state.Run, reads.People).Phrase : "";
        string note = row.Round > 1 ? string.Create(CultureInfo.InvariantCulture, $"round {row.Round}") : "";
        int words = row.ItemsTotal == 0 ? coming.Characters / CharactersOfAWord / 10 * 10 : 0;
        note = words > 0 ? string.Create(CultureInfo.InvariantCulture, $"{note}{(note.Length > 0 ? ", " : "")}about {words} words so far") : note;
        note = row switch
        {
            { Status: StepStatus.Waiting, Waiting: WaitReason.Time, Attempt: > 1 } => "did not work at the moment, is tried again by itself",
            { Status: StepStatus.Running, Attempt: > 1 } when note.Length == 0 => "is being tried again",
            _ => note,
        };
        return new StepFacts(graph.Step(spec.Id).Title, row.Status, done, row.ItemsTotal, note) { Deciders = deciders };
    }

    private ImmutableArray<WaitFacts> Waiting(IReadOnlyList<ReviewRow> reviews) =>
    [
        .. reviews
            .Where(review => review.IsOpen)
            .Select(review => new WaitFacts(DecidersReader.NowOf(review, reads.People), review.ExpiresAt, CardPath.Review(review.Id, review.Revision))),
    ];

    private async ValueTask<TimeSpan?> TimeLeftAsync(RunRow run, CancellationToken ct)
    {
        if (run.IsTerminal || run.Status != RunStatus.Running)
        {
            return null;
        }

        var earlier = (await reads.Budgets.RecentCostsAsync(run.Workspace, run.Template, RunsForAnEstimate, ct)).Select(pair => pair.Run.Worked).ToList();
        if (earlier.Count < RunsForAnEstimate)
        {
            return null;
        }

        TimeSpan left = TimeSpan.FromTicks((long)earlier.Average(worked => worked.Ticks)) - run.Worked;
        return left > TimeSpan.FromSeconds(5) ? left : null;
    }

    private static string Reason(RunState state) =>
        state.Steps.FirstOrDefault(step => step.EndWord == RunStatus.Rejected)?.Failure ?? state.Run.Outcome;

    private static string Advice(StepRow failed) => failed.FailureKind switch
    {
        FailureKind.Permanent => "Correct it, then start again.",
        FailureKind.OverLimit => "Ask the template's owner to raise the limit, or give it less to do.",
        FailureKind.NoMoney => "Once the operator has raised the limit at the provider, try again.",
        FailureKind.SetAside => "The operator is told. Other runs are not affected.",
        _ => "Try again later.",
    };

    private string EndedBy(RunRow run, IReadOnlyList<ReviewRow> reviews)
    {
        PersonKey? by = run.Status switch
        {
            RunStatus.Cancelled => run.CancelledBy,
            RunStatus.Rejected => reviews.LastOrDefault(review => review.State == ReviewState.Rejected)?.ClosedBy,
            _ => null,
        };
        return by is { } person ? reads.NameOf(person) : "";
    }
}
