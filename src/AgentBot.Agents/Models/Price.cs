namespace AgentBot.Agents.Models;

/// <param name="Input">For a million tokens, in whole units of the settings' currency.</param>
/// <param name="Known">False where the settings name none and this is what the dearest would take.</param>
public sealed record Price(decimal Input, decimal Output, bool Known)
{
    /// <summary>Of what a provider remembered of earlier questions; where the settings name none, as much as anything else that is read.</summary>
    public decimal CacheRead { get; init; } = Input;

    /// <summary>Of what it is told to remember.</summary>
    public decimal CacheWrite { get; init; } = Input;

    public static readonly Price Free = new(0, 0, true);

    /// <summary>Counted where nothing at all is known: above the list prices of large models, so that a limit errs on the safe side.</summary>
    public static readonly Price Dear = new(30, 150, false);

    /// <summary>Rounded up: a millionth of a token's price is never given away.</summary>
    public long CostMicros(TokenUse use) => (long)decimal.Ceiling(
        ((use.Input - use.CacheRead - use.CacheWrite) * Input) + (use.CacheRead * CacheRead) + (use.CacheWrite * CacheWrite) + (use.Output * Output));

    /// <summary>However much of it turns out to be remembered, or worth remembering.</summary>
    public long CostAtMost(long inputTokens, long outputTokens) =>
        (long)decimal.Ceiling((inputTokens * Math.Max(Input, Math.Max(CacheRead, CacheWrite))) + (outputTokens * Output));
}

/// <summary>What one call took.</summary>
/// <param name="Input">All that was read.</param>
/// <param name="CacheRead">Of it, from the provider's memory.</param>
/// <param name="CacheWrite">Of it, put into that memory.</param>
public readonly record struct TokenUse(long Input, long CacheRead, long CacheWrite, long Output)
{
    /// <summary>Parts of a whole, whatever a provider says of them.</summary>
    public static TokenUse Of(long input, long cacheRead, long cacheWrite, long output)
    {
        long read = Math.Clamp(cacheRead, 0, input);
        return new TokenUse(input, read, Math.Clamp(cacheWrite, 0, input - read), output);
    }
}
