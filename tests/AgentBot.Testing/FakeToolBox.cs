using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;

namespace AgentBot.Testing;

/// <summary>Tools written by hand: each does what the test says, and every call is recorded.</summary>
public sealed class FakeToolBox : IToolBox
{
    private readonly ConcurrentDictionary<string, (Tool Tool, Func<ToolCall, CancellationToken, ValueTask<ToolOutcome>> Does)> _tools = new();
    private readonly ConcurrentQueue<(string Tool, ToolCall Call)> _calls = new();

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<(string Tool, ToolCall Call)> Calls => [.. _calls];

    /// <summary>Answered instead of the tools; null for the tools.</summary>
    public Refusal? Refuses { get; set; }

    public int CallsOf(string tool) => _calls.Count(call => call.Tool == tool);

    /// <summary>A tool of that name takes the place of an earlier one; what it says of itself goes into its pin.</summary>
    public FakeToolBox With(string name, ToolKind kind, Func<ToolCall, ToolOutcome> does, string arguments = """{"type":"object"}""", string title = "", bool takesKey = false, string description = "A tool.") =>
        With(name, kind, (call, _) => ValueTask.FromResult(does(call)), arguments, title, takesKey, description);

    public FakeToolBox With(string name, ToolKind kind, Func<ToolCall, CancellationToken, ValueTask<ToolOutcome>> does, string arguments = """{"type":"object"}""", string title = "", bool takesKey = false, string description = "A tool.")
    {
        var tool = new Tool
        {
            Name = name,
            Title = title.Length > 0 ? title : name,
            Description = description,
            Arguments = arguments,
            Kind = kind,
            Pin = Digest.OfText($"{name}\n{title}\n{description}\n{arguments}\n{kind}\n{takesKey}"),
            TakesKey = takesKey,
        };
        _tools[name] = (tool, does);
        return this;
    }

    public FakeToolBox Reads(string name, string gives) => With(name, ToolKind.Read, _ => new ToolOutcome.Answered(gives));

    public ValueTask<Result<ImmutableArray<Tool>>> OfAsync(AgentSpec agent, WorkspaceKey workspace, CancellationToken ct)
    {
        if (Refuses is { } refusal)
        {
            return ValueTask.FromResult<Result<ImmutableArray<Tool>>>(refusal);
        }

        string? unknown = agent.Tools.FirstOrDefault(name => !_tools.ContainsKey(name));
        return ValueTask.FromResult<Result<ImmutableArray<Tool>>>(unknown is null
            ? agent.Tools.Select(name => _tools[name].Tool).ToImmutableArray()
            : new Refusal(RefusalKind.Unknown, "The agent was not asked.", $"There is no tool {unknown}."));
    }

    public ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct)
    {
        _calls.Enqueue((tool.Name, call));
        return _tools[tool.Name].Does(call, ct);
    }
}
