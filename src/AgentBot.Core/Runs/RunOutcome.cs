namespace AgentBot.Core.Runs;

/// <summary>How a run ended, in one plain sentence for people.</summary>
public static class RunOutcome
{
    public static string Sentence(RunRow run, RunStatus status, IReadOnlyList<StepRow> steps) => status switch
    {
        RunStatus.Failed => steps.FirstOrDefault(step => step.Status == StepStatus.Failed)?.Failure ?? "It stopped.",
        RunStatus.Cancelled => "It was stopped. Nothing more is posted.",
        RunStatus.Rejected => "It was rejected. Nothing was posted.",
        RunStatus.Expired => "Nobody decided in time. Nothing was posted.",
        RunStatus.Done when run.DryRun => "Dry run: nothing was asked and nothing was posted.",
        RunStatus.Done => Done(steps),
        _ => "",
    };

    private static string Done(IReadOnlyList<StepRow> steps)
    {
        int published = steps.Count(step => step is { Status: StepStatus.Succeeded, Effect: not null });
        return published switch
        {
            0 => "It is done. There was nothing to post.",
            1 => "It is done and posted.",
            _ => $"It is done; {published} results were sent.",
        };
    }
}
