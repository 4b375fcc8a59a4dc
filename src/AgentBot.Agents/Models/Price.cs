namespace AgentBot.Agents.Models;

/// <param name="Input">For a million tokens, in whole units of the settings' currency.</param>
/// <param name="Known">False where the settings name none and this is what the dearest would take.</param>
public sealed record Price(decimal Input, decimal Output, bool Known)
{
    public static readonly Price Free = new(0, 0, true);

    /// <summary>Counted where nothing at all is known: above the list prices of large models, so that a limit errs on the safe side.</summary>
    public static readonly Price Dear = new(30, 150, false);

    /// <summary>Rounded up: a millionth of a token's price is never given away.</summary>
    public long CostMicros(long inputTokens, long outputTokens) => (long)decimal.Ceiling((inputTokens * Input) + (outputTokens * Output));
}
