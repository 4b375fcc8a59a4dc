using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>What names of other files mean while a set of files is compiled.</summary>
/// <param name="Workflows">By name, the files that read without a mistake.</param>
/// <param name="Agents">By name, the agents in use now; of a broken file the last good one.</param>
/// <param name="LastGood">By name, closures of workflows whose file is broken now.</param>
/// <param name="Broken">Names whose file is broken and has no last good version.</param>
internal sealed record Library(
    IReadOnlyDictionary<string, ParsedFile> Workflows,
    IReadOnlyDictionary<string, AgentSpec> Agents,
    IReadOnlyDictionary<string, TemplateClosure> LastGood,
    IReadOnlySet<string> Broken)
{
    /// <summary>By name, the declared tools in use now; of a broken file the last good one.</summary>
    public IReadOnlyDictionary<string, HttpToolSpec> Tools { get; init; } = new Dictionary<string, HttpToolSpec>();

    /// <summary>Names of the servers of tools in the settings; null where the settings are not known.</summary>
    public IReadOnlyCollection<string>? Servers { get; init; }
}
