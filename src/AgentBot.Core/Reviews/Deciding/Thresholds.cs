using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>What the thresholds of a policy say of one content: computed from the stored bytes, each time anew.</summary>
public static class Thresholds
{
    /// <summary>In the order of the policy. One that cannot be read asks its people: never one person less.</summary>
    public static IReadOnlyList<NumberReading> Read(ReviewPolicy policy, Value content) =>
        policy.Also is not { Count: > 0 } also
            ? []
            : [.. also.Select(threshold => NumberCondition.Read(threshold.When)?.Of(content) ?? new NumberReading(true, $"“{threshold.When}” cannot be computed"))];

    public static bool AreSame(IReadOnlyList<NumberReading>? one, IReadOnlyList<NumberReading> other) => (one ?? []).SequenceEqual(other);
}
