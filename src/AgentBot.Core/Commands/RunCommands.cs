using System.Globalization;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>Cancel, pause, resume, and the big red button.</summary>
public sealed class RunCommands(RunFinder finder, RunAdvancer advancer, IRunReader runs, IDirectory directory)
{
    private const int MostStoppedAtOnce = 500;

    public ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct) => command switch
    {
        Command.Cancel cancel => OneAsync(inbound, cancel.Number, Act.Cancel, ct),
        Command.Pause pause => OneAsync(inbound, pause.Number, Act.Pause, ct),
        Command.Resume resume => OneAsync(inbound, resume.Number, Act.Resume, ct),
        Command.StopAll => StopAllAsync(inbound, ct),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    private async ValueTask<Reply> OneAsync(Inbound inbound, RunNumber? number, Act act, CancellationToken ct)
    {
        Result<FoundRun> found = await finder.RunAsync(inbound.Caller, number, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        RunRow run = found.Value.Run;
        act = act == Act.Resume && run.Held.Length > 0 ? Act.LetGo : act;
        if (Guard.Check(inbound.Caller.Person, act, found.Value.Subject(null), found.Value.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        string sentence = act switch
        {
            Act.Pause => $"Run {run.Number} is paused. resume {run.Number} goes on with it.",
            Act.LetGo => $"Run {run.Number} begins now. Its reviewers have more before them than they should.",
            Act.Resume => $"Run {run.Number} goes on.",
            _ => $"Run {run.Number} is stopped. Nothing more of it is posted.",
        };
        AdvanceResult result = await advancer.ApplyAsync(
            run.Id,
            new Advance(EventOf(act, inbound.Caller.Person))
            {
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true, null, "")),
                Along = inbound.Along,
            },
            ct);
        return result switch
        {
            AdvanceResult.Done => Kept(inbound, sentence),
            AdvanceResult.Duplicate => Kept(inbound, sentence),
            AdvanceResult.No no => new Reply.Refused(WhyNot(run, no.Reason)),
            _ => new Reply.Refused(new Refusal(RefusalKind.Lost, "Nothing was changed.", "It changed meanwhile.", "Try again.")),
        };
    }

    private static RunEvent EventOf(Act act, PersonKey by) => act switch
    {
        Act.Pause => new RunEvent.PauseRequested(by),
        Act.Resume or Act.LetGo => new RunEvent.ResumeRequested(by),
        _ => new RunEvent.CancelRequested(by, ""),
    };

    private static Reply.Said Kept(Inbound inbound, string sentence)
    {
        inbound.Kept();
        return new Reply.Said(sentence, Private: true);
    }

    private static Refusal WhyNot(RunRow run, NoReason reason) => reason switch
    {
        NoReason.RunEnded => new Refusal(RefusalKind.TooLate, $"Run {run.Number} has ended already.", "", "Nothing to do."),
        NoReason.AlreadyPaused => new Refusal(RefusalKind.TooLate, $"Run {run.Number} is paused already.", "", $"resume {run.Number} goes on with it."),
        NoReason.NotPaused => new Refusal(RefusalKind.TooLate, $"Run {run.Number} is not paused.", "", "Nothing to do."),
        _ => new Refusal(RefusalKind.Lost, "Nothing was changed.", "It changed meanwhile.", "Try again."),
    };

    private async ValueTask<Reply> StopAllAsync(Inbound inbound, CancellationToken ct)
    {
        PersonKey by = inbound.Caller.Person;
        if (Guard.Check(by, Act.StopAll, new GuardSubject(inbound.Caller.Channel), directory.Latest) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        RunStatus[] active = [RunStatus.Running, RunStatus.AwaitingReview, RunStatus.Publishing, RunStatus.Paused, RunStatus.Unknown];
        var query = new RunQuery(inbound.Caller.Workspace, null, null, active, null, RootsOnly: true, null, MostStoppedAtOnce);
        int stopped = 0;
        foreach (RunRow run in await runs.ListAsync(query, ct))
        {
            AdvanceResult result = await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.CancelRequested(by, "Everything was stopped.")), ct);
            stopped += result is AdvanceResult.Done ? 1 : 0;
        }

        string what = string.Create(CultureInfo.InvariantCulture, $"{stopped} {(stopped == 1 ? "run is" : "runs are")} stopped. Nothing more of them is posted.");
        return new Reply.Said(stopped == 0 ? "Nothing was running." : what, Private: false);
    }
}
