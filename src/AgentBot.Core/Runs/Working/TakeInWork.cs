using AgentBot.Core.Requests;

namespace AgentBot.Core.Runs.Working;

/// <summary>Takes what another program handed in: the first round came with its request, later ones come when it has made them.</summary>
public sealed class TakeInWork(TimeProvider time)
{
    /// <summary>A system that hands in nothing for so long will not.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(14);

    public StepResult Do(StepContext context)
    {
        StepRow row = context.Row;
        if (row.Round == 1)
        {
            (Artifacts.ArtifactRef content, Digest received) = RequestedWorkflow.FirstOf(context.Run);
            return new StepResult(new RunEvent.StepSucceeded(row.Step, row.Round, row.Attempt, content, received, "", false));
        }

        DateTimeOffset sentBack = context.State.ReviewOf(RequestedWorkflow.ReviewStep)?.ClosedAt ?? context.Run.CreatedAt;
        DateTimeOffset until = sentBack + LongestWait;
        return time.GetUtcNow() < until
            ? new StepResult(new RunEvent.AwaitsAsker(row.Step, row.Round, row.Attempt, until))
            : context.Fails(FailureKind.Permanent, $"{context.Spec.Title} handed in no next round within {LongestWait.Days} days.");
    }
}
