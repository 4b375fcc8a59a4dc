
namespace AgentBot.Core.Runs;

/// <summary>
/// The status of a run follows from its steps: Paused first; else Unknown over Publishing over Running over AwaitingReview;
/// when all has ended: Cancelled over Failed over Rejected over Expired over Done. Terminal is for ever.
/// </summary>
public static class RunStatusRule
{
    public static RunRow Apply(RunRow run, IEnumerable<StepRow> steps, DateTimeOffset now)
    {
        if (run.IsTerminal)
        {
            return run with { ChangedAt = now };
        }

        IReadOnlyList<StepRow> rows = [.. steps];
        RunStatus status = Of(run, rows);
        bool ended = rows.All(step => step.HasEnded);
        return run with
        {
            Status = status,
            ChangedAt = now,
            EndedAt = ended ? now : null,
            Outcome = ended ? RunOutcome.Sentence(run, status, rows) : "",
        };
    }

    public static RunStatus Of(RunRow run, IReadOnlyList<StepRow> steps)
    {
        if (steps.All(step => step.HasEnded))
        {
            return Ended(run, steps);
        }

        if (run.Paused)
        {
            return RunStatus.Paused;
        }

        if (steps.Any(step => step.Status == StepStatus.Unknown))
        {
            return RunStatus.Unknown;
        }

        if (steps.Any(step => step is { Status: StepStatus.Running, Effect: not null }))
        {
            return RunStatus.Publishing;
        }

        return steps.Any(IsMoving) ? RunStatus.Running : RunStatus.AwaitingReview;
    }

    private static bool IsMoving(StepRow step) => step.Status switch
    {
        StepStatus.Ready or StepStatus.Running => true,
        StepStatus.Waiting => step.Waiting is WaitReason.Time or WaitReason.Budget or WaitReason.Child or WaitReason.Items or WaitReason.Asker,
        _ => false,
    };

    private static RunStatus Ended(RunRow run, IReadOnlyList<StepRow> steps)
    {
        if (run.CancelledBy is not null || steps.Any(step => step.EndWord == RunStatus.Cancelled))
        {
            return RunStatus.Cancelled;
        }

        if (steps.Any(step => step.Status == StepStatus.Failed))
        {
            return RunStatus.Failed;
        }

        if (steps.Any(step => step.EndWord == RunStatus.Rejected))
        {
            return RunStatus.Rejected;
        }

        return steps.Any(step => step.EndWord == RunStatus.Expired) ? RunStatus.Expired : RunStatus.Done;
    }
}
