using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>What an expression can see when it is evaluated.</summary>
/// <param name="Steps">Typed outputs of ended steps by id; a skipped or failed step is absent.</param>
/// <param name="Item">The item of a for_each; null outside of one.</param>
/// <param name="Today">The day in the run's time zone.</param>
public sealed record ExpressionScope(Value.Record Inputs, IReadOnlyDictionary<string, Value> Steps, Value? Item, DateOnly Today)
{
    /// <summary>What happened, for the inputs of a schedule that waited for it; null everywhere else.</summary>
    public Value.Record? Event { get; init; }

    /// <summary>What <c>steps.x.artifact</c> gives: a reference to the bytes, as a file value with the media type "agentbot/&lt;artifact type&gt;".</summary>
    public IReadOnlyDictionary<string, Value> Artifacts { get; init; } = new Dictionary<string, Value>();

    /// <summary>What <c>steps.x.failed</c> gives for a for_each: a list of records {key, item, reason}. <c>steps.x</c> itself is then a list of records.</summary>
    public IReadOnlyDictionary<string, Value> Failed { get; init; } = new Dictionary<string, Value>();

    /// <summary>Keys of the items behind <c>steps.x</c> of a for_each, parallel to its list; not readable by expressions.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> ItemKeys { get; init; } = new Dictionary<string, ImmutableArray<string>>();
}
