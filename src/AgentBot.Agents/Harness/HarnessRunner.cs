using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Agents.Harness.Gateway;
using AgentBot.Agents.Prompting;
using AgentBot.Agents.Running;
using AgentBot.Agents.Sandbox;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using Microsoft.Extensions.Logging;

namespace AgentBot.Agents.Harness;

/// <summary>Lets a program work in an agent's place: asks it, checks its answer as any other, has it repaired at most twice.</summary>
public sealed class HarnessRunner(HarnessPlaces places, GatewayDoors doors, HarnessFiles files, ILogger<HarnessRunner> log)
{
    public async ValueTask<AgentOutcome> RunAsync(string word, AgentTask task, CancellationToken ct)
    {
        if (FieldLimits.FirstImpossible(task.Agent.Output, makesFiles: true) is { } impossible)
        {
            return Fails($"An agent cannot point at what another step made, and its field “{impossible}” asks for that.");
        }

        Result<ReadyHarness> ready = await places.FindAsync(word, ct);
        if (ready.Refusal is { } missing)
        {
            return Fails(missing.ToString());
        }

        var work = new AnswerCollection(task);
        if (task.Items.IsEmpty)
        {
            return work.Answered();
        }

        Result<HarnessDoor> door = await doors.OpenAsync(ready.Value.Spec, task, ct);
        if (door.Refusal is { } shut)
        {
            return Fails(shut.ToString());
        }

        await using HarnessDoor open = door.Value;
        Result<ImmutableArray<SandboxFile>> given = await files.OfAsync(task, ct);
        return given.Refusal is { } gone ? Fails(gone.ToString()) : await AskAsync(ready.Value, open, given.Value, task, work, ct);
    }

    private async ValueTask<AgentOutcome> AskAsync(ReadyHarness harness, HarnessDoor door, ImmutableArray<SandboxFile> given, AgentTask task, AnswerCollection work, CancellationToken ct)
    {
        string refused = "";
        for (int repair = 0; repair <= AgentRunner.MaxRepairs; repair++)
        {
            Result<Prompt> prompt = PromptWriter.Write(task, work.Open, work.Mistakes, FieldLimits.OutputTokens(task.Agent, work.Open.Count));
            if (prompt.Refusal is { } tooLong)
            {
                return work.Failed(FailureKind.Permanent, tooLong.ToString(), null);
            }

            int before = door.Asked;
            door.Begin(repair);
            SandboxJob job = HarnessJob.Of(harness, door, HarnessPrompt.Of(prompt.Value, harness.Spec, task.Agent), given);
            if (MadeFiles.AreAskedOf(task.Agent))
            {
                job = job with { Keep = [.. job.Keep, MadeFiles.Folder] };
            }

            SandboxResult? ended = await EndAsync(harness, door, job, ct);
            if (ended is not null)
            {
                HarnessLog.Ended(log, task.Step.Run.Value, harness.Spec.Name, ended.End, ended.ExitCode, ended.Took.TotalSeconds, door.Asked - before);
            }

            HarnessResult? said = ended is { End: SandboxEnd.Exited } ? ResultReader.Read(harness.Spec.Result, ended) : null;
            if (Failure(harness, door, ended, said) is { } failure)
            {
                return work.Failed(failure.Kind, failure.Sentence, failure.RetryAfter, failure.Short);
            }

            if (said!.Denied.Length > 0)
            {
                work.Say($"{harness.Spec.Name} wanted to use {string.Join(", ", said.Denied.Take(5))} and was not allowed to.");
            }

            var made = new MadeFiles(ended!.Files, ended.LeftBehind);
            work.Take(AnswerReader.Read(said.Text, task.Agent.Output, prompt.Value, made), prompt.Value);
            work.Add(made.Taken);
            refused = made.Refused;
            if (work.Open.Count == 0)
            {
                return work.Answered();
            }
        }

        return work.Failed(FailureKind.BrokenOutput, $"The answer of {harness.Spec.Name} did not have the declared fields, even after it was asked twice to mend it{(refused.Length > 0 ? $": a field {refused}" : "")}.", null);
    }

    /// <summary>Null where the gateway had it ended.</summary>
    private static async ValueTask<SandboxResult?> EndAsync(ReadyHarness harness, HarnessDoor door, SandboxJob job, CancellationToken ct)
    {
        try
        {
            return await harness.Sandbox.RunAsync(job, door.Stop);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && door.Stopped is not null)
        {
            return null;
        }
    }

    private static GatewayStop? Failure(ReadyHarness harness, HarnessDoor door, SandboxResult? ended, HarnessResult? said)
    {
        string name = harness.Spec.Name;
        if (door.Stopped is { } stopped)
        {
            return stopped;
        }

        if (ended!.End != SandboxEnd.Exited)
        {
            return ended.End == SandboxEnd.TimedOut
                ? new GatewayStop(FailureKind.TimedOut, $"{name} did not come to an end within {Minutes(harness.Limits.Time)}.")
                : new GatewayStop(FailureKind.OverLimit, $"{name} was ended because {Excess(ended.End)}.");
        }

        if (ended.ExitCode == 0 && !said!.IsError)
        {
            return null;
        }

        return door.Fault is { } fault
            ? new GatewayStop(fault.Kind, fault.Sentence, fault.RetryAfter)
            : new GatewayStop(FailureKind.Permanent, $"{name} ended with a fault of its own. The operator finds its number in the log.");
    }

    private static string Excess(SandboxEnd end) => end switch
    {
        SandboxEnd.TooMuchOutput => "it printed more than it may",
        SandboxEnd.TooMuchMemory => "it took more memory than it may",
        _ => "it wrote more to its folder than it may",
    };

    private static string Minutes(TimeSpan time) => time >= TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} seconds");

    private static AgentOutcome.Failed Fails(string sentence) => new(FailureKind.Permanent, sentence, null, AgentUsage.None);
}
