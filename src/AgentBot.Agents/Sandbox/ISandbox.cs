using AgentBot.Core;

namespace AgentBot.Agents.Sandbox;

/// <summary>
/// A place where a program runs and can do no harm: no network but one door that it may be given, a read-only system, one folder
/// of its own, and nothing of it left when it has ended.
/// </summary>
public interface ISandbox
{
    /// <summary>As it is written in <c>Sandbox:Provider</c>, and for people: "bubblewrap".</summary>
    string Name { get; }

    /// <summary>Whether programs of this computer run in it; otherwise they lie where it runs them.</summary>
    bool SeesThisComputer { get; }

    /// <summary>Tries it out: null where it works here, or why not and what to install. Cheap after the first time.</summary>
    ValueTask<Refusal?> CheckAsync(CancellationToken ct);

    /// <summary>
    /// Runs a program to its end, or ends it with everything it started at the first limit. A cancelled <paramref name="ct"/>
    /// throws, after the program is gone.
    /// </summary>
    ValueTask<SandboxResult> RunAsync(SandboxJob job, CancellationToken ct);
}
