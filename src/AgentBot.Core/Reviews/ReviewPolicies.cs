using System.Text.Json;

namespace AgentBot.Core.Reviews;

/// <summary>Reads and writes the policy that a review row carries.</summary>
public static class ReviewPolicies
{
    public static ReviewPolicy Read(string json) =>
        JsonSerializer.Deserialize(json, StoreJson.Default.ReviewPolicy) ?? throw new InvalidOperationException("A review without a policy.");

    public static string Write(ReviewPolicy policy) => JsonSerializer.Serialize(policy, StoreJson.Default.ReviewPolicy);
}
