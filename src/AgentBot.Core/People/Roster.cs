using System.Collections.Immutable;

namespace AgentBot.Core.People;

/// <summary>Accounts, channels and groups as one platform knows them. The directory joins them with the people of the settings.</summary>
public interface IRoster
{
    /// <summary>First part of the channel keys it speaks of: "slack", "teams".</summary>
    string Platform { get; }

    /// <summary>What is known now, however old.</summary>
    RosterSnapshot Latest { get; }

    /// <summary>The same with groups read at most <paramref name="maxAge"/> ago; null when the platform cannot be asked.</summary>
    ValueTask<RosterSnapshot?> ReadAsync(TimeSpan maxAge, CancellationToken ct);

    /// <summary>
    /// Asks the platform about this channel and this account, unless it was asked a short while ago: for what happens in somebody's
    /// name while they say nothing. The answer is in <see cref="Latest"/> then.
    /// </summary>
    /// <param name="account">Empty where the person has none there.</param>
    /// <returns>False when the account could not be asked about.</returns>
    ValueTask<bool> AskAsync(ChannelKey channel, string account, CancellationToken ct);
}

/// <param name="Accounts">By their id on the platform; those that were seen or belong to a group that the settings name.</param>
/// <param name="Channels">Those that AgentBot is in.</param>
/// <param name="Groups">Account ids by the platform's id of the group.</param>
/// <param name="Version">Another number for every change.</param>
public sealed record RosterSnapshot(
    ImmutableDictionary<string, RosterAccount> Accounts,
    ImmutableDictionary<ChannelKey, RosterChannel> Channels,
    ImmutableDictionary<string, ImmutableHashSet<string>> Groups,
    long Version)
{
    public static readonly RosterSnapshot Empty = new(
        ImmutableDictionary<string, RosterAccount>.Empty, ImmutableDictionary<ChannelKey, RosterChannel>.Empty, ImmutableDictionary<string, ImmutableHashSet<string>>.Empty, 0);
}

/// <param name="TimeZone">IANA name; empty where the platform does not say.</param>
/// <param name="IsOutside">Belongs to another organisation, met in a shared channel.</param>
public sealed record RosterAccount(string Id, string Name, string TimeZone, bool IsOutside)
{
    /// <summary>The account was closed: its person has left.</summary>
    public bool IsClosed { get; init; }
}

/// <param name="Members">Account ids, for a private channel or a direct message; empty for one that everybody of the workspace may read.</param>
public sealed record RosterChannel(ChannelKey Key, string Name, bool IsPrivate, ImmutableHashSet<string> Members)
{
    /// <inheritdoc cref="ChannelInfo.IsDirect"/>
    public bool IsDirect { get; init; }

    /// <inheritdoc cref="ChannelInfo.IsShared"/>
    public bool IsShared { get; init; }

    /// <inheritdoc cref="ChannelInfo.Count"/>
    public int? Count { get; init; }
}
