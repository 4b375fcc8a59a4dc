using System.Collections.Immutable;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Where a run stands, in the words and shapes of the console. Each end has its own.</summary>
/// <param name="Shape">Class of the badge.</param>
/// <param name="Word">Text of the badge; for a waiting run the name of who must act.</param>
/// <param name="Segments">One class per step in the order of the template; "" for not begun.</param>
/// <param name="Doing">Title of the step that works now; empty when none does.</param>
/// <param name="ItemsDone">Of the step that works; both 0 where it has no items.</param>
/// <param name="Waiting">The open review that is next to be decided; null for none.</param>
public sealed record RunStanding(string Shape, string Word, ImmutableArray<string> Segments, string Doing, int ItemsDone, int ItemsTotal, ReviewRow? Waiting)
{
    public bool IsWorking => Shape.StartsWith("run", StringComparison.Ordinal);

    /// <summary>From the header alone, for lists.</summary>
    public static RunStanding Of(RunRow run) => new(ShapeOf(run), WordOf(run), [], "", 0, 0, null);

    public static RunStanding Of(RunState state, WorkflowSpec? workflow, Viewer viewer)
    {
        ReviewRow? waiting = state.Run.IsTerminal ? null : state.Reviews.Where(review => review.IsOpen).OrderBy(review => review.ExpiresAt ?? DateTimeOffset.MaxValue).FirstOrDefault();
        StepRow? working = state.Steps.Where(step => step.Status is StepStatus.Running || step is { Status: StepStatus.Waiting, Waiting: WaitReason.Items }).OrderByDescending(step => step.StartedAt).FirstOrDefault();
        IEnumerable<string> order = workflow is null ? state.Steps.Select(step => step.Step) : workflow.Steps.Select(step => step.Id);
        return new RunStanding(
            ShapeOf(state.Run),
            state.Run.Status == RunStatus.AwaitingReview && !state.Run.Paused && waiting is not null ? ReviewStanding.Who(waiting, viewer) : WordOf(state.Run),
            [.. order.Select(id => SegmentOf(state.Step(id)))],
            working is null ? "" : TitleOf(workflow, working.Step),
            working is null ? 0 : working.ItemsTotal - working.ItemsOpen,
            working?.ItemsTotal ?? 0,
            waiting);
    }

    /// <summary>"Check each claim"; the id in plain words where the template is not known.</summary>
    public static string TitleOf(WorkflowSpec? workflow, string step) =>
        workflow?.Steps.FirstOrDefault(spec => spec.Id == step)?.Title is { Length: > 0 } title ? title : AgentBot.Core.Cards.Wording.Title(step);

    public static string SegmentOf(StepRow? step) => step is null ? "" : step.Status switch
    {
        StepStatus.Pending or StepStatus.Ready or StepStatus.Cancelled => "",
        StepStatus.Skipped => "skip",
        StepStatus.Running => "run",
        StepStatus.Waiting => step.Waiting is WaitReason.Review or WaitReason.Person ? "wait" : "run",
        StepStatus.Succeeded => "ok",
        StepStatus.Failed => "bad",
        StepStatus.Unknown => "unk",
    };

    private static string ShapeOf(RunRow run) => run.Held.Length > 0 ? "run" : run.Paused && !run.IsTerminal ? "off" : run.Status switch
    {
        RunStatus.Running => "run now",
        RunStatus.AwaitingReview => "wait",
        RunStatus.Publishing => "run now",
        RunStatus.Paused => "off",
        RunStatus.Unknown => "unk",
        RunStatus.Done => "ok",
        RunStatus.Cancelled => "off",
        RunStatus.Failed => "bad",
        RunStatus.Rejected => "no",
        RunStatus.Expired => "off",
    };

    private static string WordOf(RunRow run) => run.Held.Length > 0 ? "In line" : run.Paused && !run.IsTerminal ? "Paused" : run.Status switch
    {
        RunStatus.Running => "Working",
        RunStatus.AwaitingReview => "Waits for a decision",
        RunStatus.Publishing => "Posting",
        RunStatus.Paused => "Paused",
        RunStatus.Unknown => "Outcome unknown",
        RunStatus.Done => "Done",
        RunStatus.Cancelled => "Cancelled",
        RunStatus.Failed => "Failed",
        RunStatus.Rejected => "Rejected",
        RunStatus.Expired => "Expired",
    };
}
