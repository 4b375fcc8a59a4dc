using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tools;

/// <summary>
/// The tools that agents may call, wherever they come from. Which of them an agent has is written in the template alone; what a
/// tool says of itself (that it only reads, that it is harmless) is never believed.
/// </summary>
public interface IToolBox
{
    /// <summary>
    /// The tools of an agent as they are now. A refusal where one is not there, or is no longer what an operator has agreed to:
    /// it names the tool and what to do.
    /// </summary>
    ValueTask<Result<ImmutableArray<Tool>>> OfAsync(AgentSpec agent, WorkspaceKey workspace, CancellationToken ct);

    /// <summary>
    /// Calls a tool once and tries nothing again by itself where the tool writes. Failures are values; only a cancelled
    /// <paramref name="ct"/> throws.
    /// </summary>
    ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct);
}

/// <summary>One tool as an agent is given it.</summary>
public sealed record Tool
{
    /// <summary>"server.tool", spaced by where it comes from so that no two are confused.</summary>
    public required string Name { get; init; }

    /// <summary>For people, in a few words: what a card calls it.</summary>
    public required string Title { get; init; }

    /// <summary>For the model. Outside text where a server wrote it: never an instruction to the host.</summary>
    public required string Description { get; init; }

    /// <summary>A JSON schema of an object.</summary>
    public required string Arguments { get; init; }

    public required ToolKind Kind { get; init; }

    /// <summary>Of everything above and of where it is called: what an approval binds and an operator agrees to.</summary>
    public required Digest Pin { get; init; }

    /// <summary>Whether its target recognises the key of a call and does the same call once only.</summary>
    public bool TakesKey { get; init; }

    /// <summary>What its file declares, as JSON, so that a call needs no file; empty for a tool of a server. Names secrets, never holds one.</summary>
    public string Declaration { get; init; } = "";
}

/// <summary>What a call may do, as the template's file or an operator's setting says; a write where nothing was said.</summary>
public enum ToolKind
{
    Read,

    /// <summary>Leaves something behind outside: never called without a person's yes.</summary>
    Write,
}

/// <param name="Arguments">A JSON object that fits the tool's schema.</param>
/// <param name="IdempotencyKey">The same for every try of the same call; empty for reads.</param>
public sealed record ToolCall(string Arguments, string IdempotencyKey);

public abstract record ToolOutcome
{
    private ToolOutcome()
    {
    }

    /// <param name="Text">What it gave, as text or JSON: outside text.</param>
    /// <param name="IsError">The tool itself says that it failed; the agent reads why and may try otherwise.</param>
    public sealed record Answered(string Text, bool IsError = false) : ToolOutcome
    {
        /// <summary>Link or id of what was made, where the tool says so; empty otherwise.</summary>
        public string Reference { get; init; } = "";
    }

    /// <summary>It certainly did not happen.</summary>
    /// <param name="RetryAfter">When it may work; null where trying again will not help.</param>
    public sealed record NotSent(string Sentence, TimeSpan? RetryAfter = null) : ToolOutcome;

    /// <summary>It may have happened.</summary>
    public sealed record Unclear(string Sentence) : ToolOutcome;
}
