using System.Collections.Immutable;

namespace AgentBot.Core.Budgets;

/// <summary>What may be spent on models in a calendar month, by the settings. Null and what is not named: no limit, only counted.</summary>
public sealed record MonthLimits
{
    public static readonly MonthLimits None = new();

    /// <summary>Of all prices, ISO 4217.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>IANA name: in it a month begins and ends.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    public decimal? All { get; init; }

    /// <summary>Of each channel that <see cref="Channels"/> does not name.</summary>
    public decimal? EachChannel { get; init; }

    public decimal? EachPerson { get; init; }

    public decimal? EachTemplate { get; init; }

    /// <summary>By the channel's name without its sign, or its id on the platform.</summary>
    public ImmutableDictionary<string, decimal> Channels { get; init; } = ImmutableDictionary.Create<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>By the person's key in the settings.</summary>
    public ImmutableDictionary<string, decimal> People { get; init; } = ImmutableDictionary.Create<string, decimal>(StringComparer.OrdinalIgnoreCase);

    public ImmutableDictionary<string, decimal> Templates { get; init; } = ImmutableDictionary.Create<string, decimal>(StringComparer.OrdinalIgnoreCase);
}
