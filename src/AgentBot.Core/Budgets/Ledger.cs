namespace AgentBot.Core.Budgets;

/// <summary>
/// One pot of money and tokens: a run's ("run:&lt;root id&gt;") or a channel's month ("channel:&lt;key&gt;:2026-11").
/// Reserve before a call, settle after, release on failure; spent + reserved never passes the cap.
/// </summary>
/// <param name="CapMicros">In millionths of <paramref name="Currency"/>.</param>
public sealed record BudgetRow(
    string Pot,
    WorkspaceKey Workspace,
    string Currency,
    long CapMicros,
    long SpentMicros,
    long ReservedMicros,
    long CapTokens,
    long SpentTokens,
    long ReservedTokens);

/// <summary>One model call as it was paid for.</summary>
public sealed record ModelCallRow
{
    public required string Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required ChannelKey Channel { get; init; }

    public required RunId Run { get; init; }

    public required string Step { get; init; }

    public required int Round { get; init; }

    /// <summary>First item of the batch, "" for a step without for_each.</summary>
    public string Item { get; init; } = "";

    public int Items { get; init; }

    public int Attempt { get; init; }

    /// <summary>0 for the first answer, then 1 and 2 for repairs.</summary>
    public int Repair { get; init; }

    public required string Agent { get; init; }

    public required string Alias { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CostMicros { get; init; }

    public string Currency { get; init; } = "USD";

    /// <summary>True where the provider named no usage and it was counted here.</summary>
    public bool Estimated { get; init; }

    /// <summary>False where the settings name no price; such a call is counted as dear.</summary>
    public bool PriceKnown { get; init; } = true;

    /// <summary>"ok", "refused", "truncated", "broken", "failed".</summary>
    public required string Outcome { get; init; }

    public required DateTimeOffset At { get; init; }

    public TimeSpan Took { get; init; }
}
