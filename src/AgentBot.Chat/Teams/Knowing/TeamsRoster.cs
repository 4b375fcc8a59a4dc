using System.Collections.Immutable;
using AgentBot.Chat.Knowing;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.People;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>
/// Accounts, channels and groups of the tenant as far as AgentBot has to know them. A group of the settings is everybody in a team,
/// a private channel or a group chat; who is in it is asked when somebody needs it fresher than it is.
/// </summary>
public sealed class TeamsRoster(TeamsBook book, TeamsLookups lookups, TeamsGroups groups, IOptions<TeamsOptions> options, TimeProvider time) : IRoster, IDisposable
{
    public const string PlatformName = "teams";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _readingGroups = new(1, 1);
    private readonly SemaphoreSlim _channelsWanted = new(0, 1);
    private readonly Dictionary<string, DateTimeOffset> _lookedAt = [];
    private RosterSnapshot _latest = RosterSnapshot.Empty;
    private DateTimeOffset _groupsReadAt = DateTimeOffset.MinValue;

    public string Platform => PlatformName;

    public RosterSnapshot Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    private WorkspaceKey Tenant => new(options.Value.TenantId.ToLowerInvariant());

    public async ValueTask<RosterSnapshot?> ReadAsync(TimeSpan maxAge, CancellationToken ct)
    {
        if (IsFresh(maxAge))
        {
            return Latest;
        }

        await _readingGroups.WaitAsync(ct);
        try
        {
            return IsFresh(maxAge) || await ReadGroupsAsync(ct) ? Latest : null;
        }
        finally
        {
            _readingGroups.Release();
        }
    }

    /// <summary>Takes in what earlier lives of the program have learned.</summary>
    public async ValueTask OpenAsync(CancellationToken ct)
    {
        await book.OpenAsync(ct);
        TakeIn(book.Accounts);
        foreach (KnownPlace place in book.Places.Where(place => place.IsHere))
        {
            Meet(place, place.With);
        }
    }

    /// <summary>A verified delivery proves that this account is in this conversation.</summary>
    /// <param name="account">Empty where nobody is named.</param>
    public void Meet(KnownPlace place, string account)
    {
        var key = new ChannelKey(place.Channel);
        string otherwise = place.Kind switch
        {
            TeamsRoomKind.Personal => "direct message",
            TeamsRoomKind.GroupChat => "group chat",
            TeamsRoomKind.Channel => "channel",
        };
        Change(snapshot =>
        {
            RosterChannel? known = snapshot.Channels.GetValueOrDefault(key);
            string name = place.Name.Length > 0 || known is null ? PlainName.Of(place.Name, otherwise) : known.Name;
            ImmutableHashSet<string> members = known?.Members ?? [];
            return snapshot with { Channels = snapshot.Channels.SetItem(key, new RosterChannel(key, name, IsPrivate: true, account.Length > 0 ? members.Add(account) : members) { IsDirect = place.Kind == TeamsRoomKind.Personal }) };
        });
    }

    public void TakeIn(IEnumerable<KnownAccount> accounts) => Change(snapshot =>
    {
        bool mayAll = options.Value.GuestsMayStart;
        return snapshot with
        {
            Accounts = snapshot.Accounts.SetItems(accounts.Select(account =>
                KeyValuePair.Create(account.Account, new RosterAccount(account.Account, account.Name, account.TimeZone, account.IsOutside && !mayAll)))),
        };
    });

    /// <summary>Asks Teams who may read this conversation, unless it was asked a short while ago. What cannot be asked now stays as it is.</summary>
    public async ValueTask LookUpAsync(KnownPlace place, CancellationToken ct)
    {
        if (place.Kind == TeamsRoomKind.Personal || !IsDue(place.Channel))
        {
            return;
        }

        var key = new ChannelKey(place.Channel);
        var here = new TeamsPlace(new Uri(place.ServiceUrl), key.Workspace.Value, key.Channel);

        // A private channel has members of its own; a standard one answers with the whole team.
        if (await lookups.MembersAsync(here, ct) is not { } members)
        {
            return;
        }

        await book.KeepAsync(key.Workspace, null, members, ct);
        TakeIn(members);
        Change(snapshot => snapshot.Channels.TryGetValue(key, out RosterChannel? known)
            ? snapshot with { Channels = snapshot.Channels.SetItem(key, known with { Members = [.. members.Select(member => member.Account)] }) }
            : snapshot);
        lock (_lock)
        {
            _lookedAt[place.Channel] = time.GetUtcNow();
        }
    }

    /// <summary>Who has left is no longer among the members; the account itself is not asked about.</summary>
    public async ValueTask<bool> AskAsync(ChannelKey channel, string account, CancellationToken ct)
    {
        await OpenAsync(ct);
        if (book.Find(channel) is { } place)
        {
            await LookUpAsync(place, ct);
        }

        return true;
    }

    /// <summary>Names of all channels of the teams that AgentBot is in, so that templates find their targets.</summary>
    public async ValueTask ReadChannelsAsync(CancellationToken ct)
    {
        foreach (IGrouping<string, KnownPlace> team in book.Places.Where(place => place is { IsHere: true, Team.Length: > 0 }).GroupBy(place => place.Team))
        {
            KnownPlace any = team.First();
            var key = new ChannelKey(any.Channel);
            if (await lookups.ChannelsAsync(new TeamsPlace(new Uri(any.ServiceUrl), key.Workspace.Value, key.Channel), team.Key, ct) is not { } channels)
            {
                continue;
            }

            foreach (TeamsChannel channel in channels)
            {
                ChannelKey there = ChannelKey.Of(PlatformName, key.Workspace, channel.Id);

                // The first channel has no name of its own in the list; what an activity said of it is better.
                string name = channel.Name == "General" && book.Find(there) is { Name.Length: > 0 } known ? known.Name : channel.Name;
                KnownPlace place = any with { Channel = there.Value, Name = name };
                await book.KeepAsync(key.Workspace, place, [], ct);
                Meet(place, "");
                await LookUpAsync(place, ct);
            }
        }
    }

    /// <summary>AgentBot came into a team or heard of a channel that it does not know: the team's channels are read before long.</summary>
    public void WantChannels()
    {
        try
        {
            _channelsWanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // They are wanted already.
        }
    }

    /// <summary>True once channels are wanted; false after a while in which none were.</summary>
    public async ValueTask<bool> AreChannelsWantedAsync(TimeSpan within, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await _channelsWanted.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Forget(ChannelKey channel) => Change(snapshot => snapshot with { Channels = snapshot.Channels.Remove(channel) });

    /// <summary>Ask again at the next occasion, for example after somebody was added.</summary>
    public void Stale(ChannelKey channel)
    {
        lock (_lock)
        {
            _lookedAt.Remove(channel.Value);
        }
    }

    public void Dispose()
    {
        _readingGroups.Dispose();
        _channelsWanted.Dispose();
    }

    private bool IsFresh(TimeSpan maxAge)
    {
        lock (_lock)
        {
            return groups.Ids.IsEmpty || time.GetUtcNow() - _groupsReadAt <= maxAge;
        }
    }

    private async ValueTask<bool> ReadGroupsAsync(CancellationToken ct)
    {
        DateTimeOffset asked = time.GetUtcNow();
        if (await book.FindServiceUrlAsync(Tenant, ct) is not { } service)
        {
            return false;
        }

        var read = ImmutableDictionary.CreateBuilder<string, ImmutableHashSet<string>>(StringComparer.Ordinal);
        foreach (string group in groups.Ids)
        {
            if (await lookups.MembersAsync(new TeamsPlace(service, Tenant.Value, group), ct) is not { } members)
            {
                return false;
            }

            await book.KeepAsync(Tenant, null, members, ct);
            TakeIn(members);

            // Guests may be in a team without being its organisation's: they are in no group of deciders.
            read[group] = [.. members.Where(member => !member.IsOutside).Select(member => member.Account)];
        }

        Change(snapshot => snapshot with { Groups = read.ToImmutable() });
        lock (_lock)
        {
            _groupsReadAt = asked;
        }

        return true;
    }

    private bool IsDue(string what)
    {
        lock (_lock)
        {
            return !_lookedAt.TryGetValue(what, out DateTimeOffset at) || time.GetUtcNow() - at >= LookAgainAfter;
        }
    }

    private void Change(Func<RosterSnapshot, RosterSnapshot> change)
    {
        lock (_lock)
        {
            RosterSnapshot changed = change(_latest);
            bool isSame = ReferenceEquals(_latest.Channels, changed.Channels) && ReferenceEquals(_latest.Accounts, changed.Accounts) && ReferenceEquals(_latest.Groups, changed.Groups);
            _latest = isSame ? _latest : changed with { Version = _latest.Version + 1 };
        }
    }
}

/// <param name="Ids">Teams, private channels or group chats that the settings name as groups.</param>
public sealed record TeamsGroups(ImmutableArray<string> Ids);
