using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Files;

/// <summary>A file after reading, before names of other files are resolved.</summary>
/// <param name="Name">As written, also where the rest is broken.</param>
/// <param name="Workflow">Null for an agent, a tool, and a file that is too broken to go on with.</param>
/// <param name="Root">The whole tree, to point at keys.</param>
internal sealed record ParsedFile(
    string File,
    string Team,
    Mistakes Mistakes,
    string? Name,
    Principal? Owner,
    Mark NameAt,
    ParsedWorkflow? Workflow,
    AgentSpec? Agent,
    HttpToolSpec? Tool = null,
    Node.Map? Root = null);

/// <param name="Spec">Its steps are the ones in <paramref name="Steps"/>, not yet compiled.</param>
/// <param name="Root">The whole tree, to point at keys.</param>
internal sealed record ParsedWorkflow(WorkflowSpec Spec, ImmutableArray<ParsedStep> Steps, SourceMap Source, Node.Map Root);

/// <param name="Use">The agent's file it names; its own spec is then a placeholder.</param>
/// <param name="ReviewNone">The author wrote <c>review: none</c>.</param>
internal sealed record ParsedStep(StepSpec Step, string? Use, bool ReviewNone, Node.Map Node)
{
    /// <summary>The place of a key of the step or of the map behind its kind; the step's own place where it is not written.</summary>
    public Mark At(string key, string? inside = null)
    {
        Node.Map? map = inside is null ? Node : Node.Find(inside) as Node.Map;
        return map?.Find(key)?.At ?? Node.FindEntry("id")?.Value.At ?? Node.At;
    }
}
