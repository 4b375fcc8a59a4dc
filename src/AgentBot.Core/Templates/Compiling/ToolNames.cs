using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>
/// What the names of an agent's tools mean: one without a dot is declared in a file and becomes part of the template, one with a dot
/// is offered by the server before it, of which the settings know the name.
/// </summary>
internal static class ToolNames
{
    public static AgentSpec Resolve(AgentSpec agent, Library library)
    {
        ImmutableArray<HttpToolSpec> declared = [.. agent.Tools.Select(name => library.Tools.GetValueOrDefault(name)).OfType<HttpToolSpec>()];
        return declared.IsEmpty ? agent : agent with { Declared = declared };
    }

    public static void Check(IEnumerable<string> names, Mark at, Library library, Mistakes mistakes)
    {
        foreach (string name in names)
        {
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                if (library.Broken.Contains(name))
                {
                    mistakes.Add(at, "broken-tool", $"The tool `{name}` has mistakes in its own file.", "Mend that file first.");
                }
                else if (!library.Tools.ContainsKey(name))
                {
                    mistakes.AddUnknown(at, "unknown-tool", $"There is no tool `{name}`.", name, library.Tools.Keys);
                }
            }
            else if (library.Servers is { } servers && !servers.Contains(name[..dot], StringComparer.OrdinalIgnoreCase))
            {
                mistakes.AddUnknown(at, "unknown-tool", $"No server of tools is called `{name[..dot]}` in the settings.", name[..dot], servers);
            }
        }
    }
}
