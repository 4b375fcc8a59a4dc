using System.Globalization;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>How long work may take: the step's own timeout and what is left of the run's working time. People's waiting is in neither.</summary>
public sealed class WorkClock(TimeProvider time, ICrashPoints crashPoints)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    // What began before this process did has not been worked on meanwhile.
    private readonly DateTimeOffset _start = time.GetUtcNow();

    public DateTimeOffset Now => time.GetUtcNow();

    public void Reach(CrashPoint point) => crashPoints.Reach(point);

    /// <summary>The sentence for a run that has used up its time; null while there is some left.</summary>
    public string? OutOfTime(StepContext context)
    {
        TimeSpan limit = context.Graph.Spec.Limits.Time;
        return context.Spec is StepSpec.Review || Left(context) > TimeSpan.Zero
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"It has worked for {limit.TotalMinutes:0.#} minutes, its whole limit, and stopped at “{context.Spec.Title}”.");
    }

    public CancellationTokenSource TimeoutOf(StepContext context)
    {
        TimeSpan left = Left(context);
        TimeSpan timeout = context.Spec.Timeout is { } own && own < left ? own : left;
        return new CancellationTokenSource(timeout > Shortest ? timeout : Shortest, time);
    }

    /// <summary>Since when this process has worked on a step that was begun earlier.</summary>
    public DateTimeOffset? BeganOf(StepRow row) => row.StartedAt is { } started ? started > _start ? started : _start : null;

    private TimeSpan Left(StepContext context)
    {
        TimeSpan inStep = context.Row.Waiting == WaitReason.Items && BeganOf(context.Row) is { } began ? time.GetUtcNow() - began : TimeSpan.Zero;
        return context.Graph.Spec.Limits.Time - context.Run.Worked - inStep;
    }
}
