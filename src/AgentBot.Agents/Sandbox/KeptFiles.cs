using System.Collections.Immutable;

namespace AgentBot.Agents.Sandbox;

/// <summary>What is brought back out of a work folder.</summary>
/// <param name="LeftBehind">Paths of those that are too large, or one too many.</param>
public sealed record KeptFiles(ImmutableArray<SandboxFile> Files, ImmutableArray<string> LeftBehind)
{
    public static readonly KeptFiles None = new([], []);
}
