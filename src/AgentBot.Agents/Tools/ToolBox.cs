using System.Collections.Immutable;
using AgentBot.Agents.Tools.Http;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;

namespace AgentBot.Agents.Tools;

/// <summary>All tools there are, by where they come from: a name with a dot is one of a server, any other is declared in the template's own version.</summary>
public sealed class ToolBox(McpTools servers, HttpTools declared) : IToolBox
{
    public async ValueTask<Result<ImmutableArray<Tool>>> OfAsync(AgentSpec agent, WorkspaceKey workspace, CancellationToken ct)
    {
        string[] served = [.. agent.Tools.Where(name => name.Contains('.'))];
        var found = new Dictionary<string, Tool>(StringComparer.Ordinal);
        if (served.Length > 0)
        {
            Result<ImmutableArray<Tool>> offered = await servers.FindAsync(served, ct);
            if (offered.IsRefused)
            {
                return offered.Refusal!;
            }

            foreach ((string name, Tool tool) in served.Zip(offered.Value))
            {
                found[name] = tool;
            }
        }

        foreach (HttpToolSpec spec in agent.Declared ?? [])
        {
            found[spec.Name] = DeclaredTool.Of(spec);
        }

        return agent.Tools.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? new Refusal(RefusalKind.Unknown, "The agent was not asked.", $"Its template names the tool {missing}, which this version of the template does not hold.", "The template's owner can declare it in a file.")
            : agent.Tools.Select(name => found[name]).ToImmutableArray();
    }

    public ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct) =>
        tool.Declaration.Length > 0 ? declared.CallAsync(tool, call, ct) : servers.CallAsync(tool, call, ct);
}
