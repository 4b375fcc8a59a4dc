using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tools;

/// <summary>The box of an AgentBot in whose settings nobody has named a tool.</summary>
public sealed class NoTools : IToolBox
{
    public ValueTask<Result<ImmutableArray<Tool>>> OfAsync(AgentSpec agent, WorkspaceKey workspace, CancellationToken ct) =>
        ValueTask.FromResult<Result<ImmutableArray<Tool>>>(new Refusal(
            RefusalKind.Unknown,
            "The agent was not asked.",
            $"Its template names the tool “{agent.Tools[0]}”, and no tool of that name is set up here.",
            "The operator can add it to the settings."));

    public ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct) =>
        ValueTask.FromResult<ToolOutcome>(new ToolOutcome.NotSent("No tool is set up here."));
}
