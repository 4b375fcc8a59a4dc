using System.Text.Json.Serialization;

namespace AgentBot.Core.Budgets;

/// <summary>
/// One pot of money and tokens: a run's ("run:&lt;id&gt;"), or a calendar month of a channel, a person, a template or of all together
/// ("channel:&lt;key&gt;:2026-11"); see <see cref="Pots"/>.
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
    long ReservedTokens)
{
    /// <summary>What people added to the cap of this pot alone. The cap itself follows the template or the settings.</summary>
    public long RaisedMicros { get; init; }

    public long RaisedTokens { get; init; }

    /// <summary>It was said that most of it is spent; that is said once.</summary>
    public bool Warned { get; init; }

    /// <summary>What may be spent and reserved together.</summary>
    [JsonIgnore]
    public long LimitMicros => CapMicros + RaisedMicros;

    [JsonIgnore]
    public long LimitTokens => CapTokens + RaisedTokens;

    [JsonIgnore]
    public long LeftMicros => LimitMicros - SpentMicros - ReservedMicros;

    [JsonIgnore]
    public long LeftTokens => LimitTokens - SpentTokens - ReservedTokens;
}

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

    /// <summary>All that was read, what came from or went into the provider's memory included.</summary>
    public long InputTokens { get; init; }

    /// <summary>Of <see cref="InputTokens"/>: read from what the provider remembered of earlier questions.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Of <see cref="InputTokens"/>: put into that memory by this question.</summary>
    public long CacheWriteTokens { get; init; }

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
