using System.Collections.Immutable;

namespace AgentBot.Agents.Harness;

/// <summary>
/// Names that programs read by themselves, at any level of a folder: as settings, as instructions or as code that they run. What bears
/// one is never put before a program. Telling a program to ignore them is done as well and is not enough: opencode 1.18.33 runs what
/// lies in <c>.opencode/plugin</c> whatever it is told.
/// </summary>
public static class HiddenNames
{
    /// <summary>Beside everything that begins with a dot.</summary>
    public static readonly ImmutableArray<string> Always =
    [
        "CLAUDE.md", "CLAUDE.local.md", "AGENTS.md", "AGENTS.override.md", "AGENT.md", "GEMINI.md", "QWEN.md", "CONTEXT.md",
        "opencode.json", "opencode.jsonc", "mcp.json", "package.json", "bunfig.toml", "tsconfig.json", "node_modules",
    ];

    /// <param name="path">Below the folder, with slashes.</param>
    /// <param name="more">What the description of the program adds.</param>
    public static bool Covers(string path, ImmutableArray<string> more) =>
        path.Split('/').Any(part => part.StartsWith('.') || Always.Concat(more).Contains(part, StringComparer.OrdinalIgnoreCase));
}
