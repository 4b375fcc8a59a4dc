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

    /// <summary>
    /// What the rows that would leave ask for beside what was asked for anyway. Fewer rows never ask fewer people: what was shown
    /// asked them, and a refused row may have been a negative one.
    /// </summary>
    public static ReviewProgress WithLater(ReviewProgress progress, IReadOnlyList<NumberReading> leaving)
    {
        LaterThreshold[] more =
        [
            .. leaving.Select((reading, i) => (reading, i))
                .Where(pair => pair.reading.Holds && !IsAsked(progress, pair.i))
                .Select(pair => new LaterThreshold(pair.i, pair.reading.Words)),
        ];
        return more.Length == 0 ? progress : progress with { Later = [.. progress.Later ?? [], .. more] };
    }

    /// <summary>Whether the people of this threshold of the policy are among those who decide.</summary>
    public static bool IsAsked(ReviewProgress progress, int threshold) =>
        progress.Numbers?.ElementAtOrDefault(threshold)?.Holds != false || progress.Later?.Any(later => later.Threshold == threshold) == true;
}
