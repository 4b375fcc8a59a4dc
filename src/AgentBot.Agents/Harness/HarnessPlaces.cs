using System.Collections.Immutable;
using AgentBot.Agents.Sandbox;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Agents.Harness;

/// <summary>Whether a program can work here in an agent's place: it is described, it is installed, and there is a sandbox for it.</summary>
public sealed class HarnessPlaces(HarnessBook book, Sandboxes sandboxes, ProgramPlaces programs) : IAgentNeeds
{
    public async ValueTask<Refusal?> MissingAsync(AgentSpec agent, CancellationToken ct) =>
        agent.Harness is not { } word || (book.Find(word) is var found && !found.IsRefused && HarnessBook.IsNone(found.Value))
            ? null
            : (await FindAsync(word, ct)).Refusal;

    /// <summary>Everything needed to run it, or a refusal that says what to install or to set.</summary>
    public async ValueTask<Result<ReadyHarness>> FindAsync(string word, CancellationToken ct)
    {
        Result<HarnessSpec> found = book.Find(word);
        if (found.Refusal is { } unknown)
        {
            return unknown;
        }

        HarnessSpec spec = found.Value;
        FoundSandbox place = await sandboxes.FindAsync(ct);
        if (place.Sandbox is not { } sandbox)
        {
            return place.Refusal! with { What = $"The program {spec.Name} cannot be used." };
        }

        // In a container the program lies in the image; only a program of this computer can be looked for.
        string? command = programs.Find(spec.Command) ?? (sandbox.SeesThisComputer ? null : spec.Command);
        return command is null
            ? new Refusal(
                RefusalKind.Unavailable,
                $"The program {spec.Name} cannot be used.",
                $"There is no {spec.Command} on this computer.",
                $"The operator can install it, or name its place in Harnesses:{spec.Name}:Command.")
            : new ReadyHarness(spec, sandbox, command, sandboxes.Options.Limits(spec.Time), sandbox.SeesThisComputer ? Folders(spec, command) : [.. spec.ReadOnly]);
    }

    private static ImmutableArray<string> Folders(HarnessSpec spec, string command) => [.. ProgramPlaces.FoldersOf(command).Concat(spec.ReadOnly).Distinct(StringComparer.Ordinal)];
}

/// <param name="Command">Its full path.</param>
/// <param name="ReadOnly">Folders that it must be able to read.</param>
public sealed record ReadyHarness(HarnessSpec Spec, ISandbox Sandbox, string Command, SandboxLimits Limits, ImmutableArray<string> ReadOnly);
