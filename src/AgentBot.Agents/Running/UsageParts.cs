using AgentBot.Agents.Models;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Running;

/// <summary>What a client tells of remembered input. All of them count it among the input; what was put into the memory is named by one kind only.</summary>
internal static class UsageParts
{
    /// <summary>As the client of Anthropic names it among the counts that others have not.</summary>
    private const string Written = "CacheCreationInputTokens";

    public static TokenUse Of(UsageDetails usage, long input, long output) =>
        TokenUse.Of(input, usage.CachedInputTokenCount ?? 0, usage.AdditionalCounts is { } more && more.TryGetValue(Written, out long written) ? written : 0, output);
}
