using System.Collections.Immutable;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;

namespace AgentBot.Agents.Tools;

/// <summary>All tools there are, by where they come from: a name with a dot is one of a server.</summary>
public sealed class ToolBox(McpTools servers) : IToolBox
{
    public ValueTask<Result<ImmutableArray<Tool>>> OfAsync(AgentSpec agent, WorkspaceKey workspace, CancellationToken ct) => servers.FindAsync(agent.Tools, ct);

    public ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct) => servers.CallAsync(tool, call, ct);
}
