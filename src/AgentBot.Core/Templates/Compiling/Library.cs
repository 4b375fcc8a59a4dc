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
    IReadOnlySet<string> Broken);
