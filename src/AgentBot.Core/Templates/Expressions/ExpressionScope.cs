using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>What an expression can see when it is evaluated.</summary>
/// <param name="Steps">Typed outputs of ended steps by id; a skipped or failed step is absent.</param>
/// <param name="Item">The item of a for_each; null outside of one.</param>
/// <param name="Today">The day in the run's time zone.</param>
public sealed record ExpressionScope(Value.Record Inputs, IReadOnlyDictionary<string, Value> Steps, Value? Item, DateOnly Today);
