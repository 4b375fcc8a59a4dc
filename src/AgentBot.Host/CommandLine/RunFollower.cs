using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>How a followed run ended, as an exit code.</summary>
internal static class RunExit
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Failed = 2;
    public const int Waits = 3;
    public const int NotApproved = 4;
}

/// <summary>Shows a run as it goes, and hands its questions to <see cref="ReviewAnswerer"/>.</summary>
internal sealed class RunFollower(LocalConnection host, Terminal terminal, string person, ReviewAnswerer answerer)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, string> _told = [];

    public async Task<int> FollowAsync(long number, CancellationToken ct)
    {
        while (true)
        {
            string path = $"/local/runs/{number}?as={Uri.EscapeDataString(person)}";
            if (await host.GetAsync(path, LocalJson.Default.LocalRun, ct) is not { } run)
            {
                terminal.Say($"Run {number} cannot be seen by {person}.");
                return RunExit.Refused;
            }

            TellSteps(run);
            if (run.HasEnded)
            {
                return TellEnd(run);
            }

            foreach (LocalReview review in run.Reviews)
            {
                if (!await answerer.AnswerAsync(review, ct))
                {
                    terminal.Say($"Run {run.Number} waits for a review{(review.MayDecide.Count == 0 ? "" : $" by {string.Join(" or ", review.MayDecide)}")}. It is kept; decide in the console or run this command with --approve.");
                    return RunExit.Waits;
                }
            }

            if (run.Status is "paused" or "outcome unknown" || run.Steps.Any(step => step.Status is "waits for a person" or "waits for money"))
            {
                terminal.Say(ArtifactText.Plain($"Run {run.Number}: {run.Status}. {run.Outcome} Look at it in the console.").Replace("  ", " ", StringComparison.Ordinal));
                return RunExit.Waits;
            }

            await Task.Delay(Pace, TimeProvider.System, ct);
        }
    }

    private void TellSteps(LocalRun run)
    {
        foreach (LocalStep step in run.Steps)
        {
            string done = step.ItemsTotal > 0 && step.Status == "working" ? $" {step.ItemsTotal - step.ItemsOpen} of {step.ItemsTotal}" : "";
            string round = step.Round > 1 ? $" (round {step.Round})" : "";
            string line = $"{step.Status}{done}{round}{(step.Failure.Length == 0 ? "" : $": {ArtifactText.Plain(step.Failure)}")}";
            if (step.Status != "not begun" && _told.GetValueOrDefault(step.Id) != line)
            {
                _told[step.Id] = line;
                terminal.Say(ArtifactText.Plain($"  {step.Id,-14} {line}"), step.Status == "failed" ? "red" : step.Status == "done" ? "default" : "grey");
            }
        }
    }

    private int TellEnd(LocalRun run)
    {
        foreach (LocalEffect effect in run.Effects)
        {
            terminal.Say(ArtifactText.Plain($"  {effect.State} to {effect.Where}{(effect.Reference.Length == 0 ? "" : $": {effect.Reference}")}{(effect.Failure.Length == 0 ? "" : $". {effect.Failure}")}"));
        }

        terminal.Say(ArtifactText.Plain(EndOf(run)), run.Status == "done" ? "green" : "yellow");
        return run.Status switch
        {
            "done" => RunExit.Done,
            "failed" => RunExit.Failed,
            _ => RunExit.NotApproved,
        };
    }

    // "It is done and posted." says the state itself: it is told of the run instead of behind it.
    private static string EndOf(LocalRun run) => run.Outcome.StartsWith($"It is {run.Status}", StringComparison.Ordinal)
        ? $"Run {run.Number}{run.Outcome["It".Length..]}"
        : $"Run {run.Number} is {run.Status}. {run.Outcome}".TrimEnd();
}

/// <summary>Shows what is asked, in full, and takes the answer: from --approve, or from the person in front.</summary>
internal sealed class ReviewAnswerer(LocalConnection host, Terminal terminal, string person, string? approver)
{
    private const string Approve = "Approve";
    private const string SendBack = "Send back with a remark";
    private const string Reject = "Reject";
    private const string LetItLeave = "Let it leave";
    private const string KeepItHere = "Keep it here";
    private const string Leave = "Leave it open";

    private readonly HashSet<string> _answered = [];

    /// <returns>False when it stays open.</returns>
    public async Task<bool> AnswerAsync(LocalReview review, CancellationToken ct)
    {
        string question = $"{review.Id}:{review.Revision}:{review.AsksConsent}";
        if (_answered.Contains(question))
        {
            return true;
        }

        string decider = approver ?? (review.MayDecide.Contains(person) ? person : review.MayDecide.FirstOrDefault(person));
        string path = $"/local/reviews/{Uri.EscapeDataString(review.Id)}/{review.Revision}/open?as={Uri.EscapeDataString(decider)}";
        if (await host.PostAsync(path, null, LocalJson.Default.LocalArtifact, ct) is not { } artifact)
        {
            terminal.Say($"The review {review.Name} cannot be seen by {decider}.");
            return false;
        }

        terminal.Say();
        terminal.Say($"Review {review.Name}, revision {review.Revision}: {artifact.Type}, seal {artifact.Seal}", "bold");
        terminal.Say(artifact.Text.TrimEnd());
        terminal.Say();
        foreach (string first in artifact.Leaves.Concat(artifact.Unknown))
        {
            terminal.Say(ArtifactText.Plain(first), "yellow");
        }

        // Whoever said beforehand that they approve has not seen who would read it.
        (string Kind, string Note)? choice = approver is null ? await AskAsync(review, decider, ct) : review.AsksConsent ? null : ("approve", "");
        if (choice is not { } answer)
        {
            return false;
        }

        var decision = new LocalDecision(decider, review.Id, review.Revision, artifact.Shown, answer.Kind, answer.Note);
        LocalAnswer? outcome = await host.PostAsync("/local/decisions", JsonContent.Create(decision, LocalJson.Default.LocalDecision), LocalJson.Default.LocalAnswer, ct);
        terminal.Say(outcome?.Text ?? "Nothing was decided: the review is gone.", outcome is { Refused: false } ? "default" : "yellow");
        if (outcome is not { Refused: false })
        {
            return approver is null && await AnswerAsync(review, ct);
        }

        _answered.Add(question);
        return true;
    }

    private async Task<(string Kind, string Note)?> AskAsync(LocalReview review, string decider, CancellationToken ct)
    {
        if (!terminal.IsInteractive || review.MayDecide.Count == 0)
        {
            return null;
        }

        string[] choices = review.AsksConsent ? [LetItLeave, KeepItHere, Leave] : [Approve, SendBack, Reject, Leave];
        return await terminal.ChooseAsync($"What does {decider} decide?", choices, ct) switch
        {
            Approve => ("approve", ""),
            LetItLeave => ("declassify", ""),
            KeepItHere => ("reject", await terminal.AskAsync("Why not?", ct)),
            SendBack => ("changes", await terminal.AskAsync("What should change?", ct)),
            Reject => ("reject", await terminal.AskAsync("Why not?", ct)),
            _ => null,
        };
    }
}
