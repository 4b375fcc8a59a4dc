using System.Collections.Concurrent;
using System.Text.Json;

namespace AgentBot.Core.Reviews;

/// <summary>Reads and writes the policy that a review row carries.</summary>
public static class ReviewPolicies
{
    private const int MostKept = 500;

    /// <summary>By the exact text, which all questions of one step of one template share; one decision asks for it many times.</summary>
    private static readonly ConcurrentDictionary<string, ReviewPolicy> Known = new(StringComparer.Ordinal);

    public static ReviewPolicy Read(string json)
    {
        if (Known.TryGetValue(json, out ReviewPolicy? known))
        {
            return known;
        }

        if (Known.Count >= MostKept)
        {
            Known.Clear();
        }

        return Known[json] = JsonSerializer.Deserialize(json, StoreJson.Default.ReviewPolicy) ?? throw new InvalidOperationException("A review without a policy.");
    }

    public static string Write(ReviewPolicy policy) => JsonSerializer.Serialize(policy, StoreJson.Default.ReviewPolicy);
}
