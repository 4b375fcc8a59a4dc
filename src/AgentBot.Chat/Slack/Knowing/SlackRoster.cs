using System.Collections.Immutable;
using AgentBot.Chat.Knowing;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Core;
using AgentBot.Core.People;

namespace AgentBot.Chat.Slack.Knowing;

/// <summary>
/// Accounts, channels and groups of the workspace as far as AgentBot has to know them: who spoke, where it is, and who is in the
/// groups that the settings name. Groups are asked for when somebody needs them fresher than they are.
/// </summary>
public sealed class SlackRoster(SlackLookups lookups, SlackGroups groups, TimeProvider time) : IRoster, IDisposable
{
    public const string PlatformName = "slack";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _readingGroups = new(1, 1);
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

    /// <summary>A signed delivery proves that this account is in this channel; what else is known of both is looked up later.</summary>
    /// <param name="isOutside">What the delivery says of the account; null where strangers count as ours. Who was once found to be one stays one.</param>
    public void Met(ChannelKey channel, string channelName, bool isDirect, string account, bool? isOutside)
    {
        Change(snapshot =>
        {
            RosterChannel known = snapshot.Channels.GetValueOrDefault(channel)
                ?? new RosterChannel(channel, PlainName.Of(channelName, isDirect ? "direct message" : channel.Channel), IsPrivate: true, []) { IsDirect = isDirect };
            RosterAccount person = snapshot.Accounts.GetValueOrDefault(account) ?? new RosterAccount(account, account, "", isOutside == true);
            return snapshot with
            {
                Channels = snapshot.Channels.SetItem(channel, known.IsPrivate ? known with { Members = known.Members.Add(account) } : known),
                Accounts = snapshot.Accounts.SetItem(account, person with { IsOutside = isOutside is { } told && (told || person.IsOutside) }),
            };
        });
    }

    /// <summary>Takes in what Slack says of these accounts and this channel, unless it was asked a short while ago. What cannot be asked now stays as it is.</summary>
    public async ValueTask LookUpAsync(ChannelKey? channel, IEnumerable<string> accounts, CancellationToken ct)
    {
        List<Task> looking = [.. accounts.Where(account => account.Length > 0 && IsDue("account:" + account)).Select(account => LookUpAccountAsync(account, ct).AsTask())];
        if (channel is { } key && !key.Channel.StartsWith('@') && IsDue("channel:" + key.Value))
        {
            looking.Add(LookUpChannelAsync(key, ct).AsTask());
        }

        await Task.WhenAll(looking);
    }

    public async ValueTask<bool> AskAsync(ChannelKey channel, string account, CancellationToken ct)
    {
        await LookUpAsync(channel, [account], ct);
        return account.Length == 0 || !IsDue("account:" + account);
    }

    /// <summary>Reads all channels that AgentBot is in, so that templates find their targets by name.</summary>
    /// <returns>False when Slack could not be asked.</returns>
    public async ValueTask<bool> ReadChannelsAsync(WorkspaceKey workspace, CancellationToken ct)
    {
        if (await lookups.ChannelsAsync(ct) is not { } channels)
        {
            return false;
        }

        foreach (SlackChannel channel in channels.Where(channel => channel.IsMember && !channel.IsArchived))
        {
            await TakeInAsync(ChannelKey.Of(PlatformName, workspace, channel.Id), channel, ct);
        }

        HashSet<string> gone = [.. channels.Where(channel => !channel.IsMember || channel.IsArchived).Select(channel => channel.Id)];
        Change(snapshot => snapshot with { Channels = snapshot.Channels.RemoveRange(snapshot.Channels.Keys.Where(key => key.Workspace == workspace && gone.Contains(key.Channel))) });
        return true;
    }

    public void Forget(ChannelKey channel)
    {
        Change(snapshot => snapshot with { Channels = snapshot.Channels.Remove(channel) });
        lock (_lock)
        {
            _lookedAt.Remove("channel:" + channel.Value);
        }
    }

    /// <summary>Ask again at the next occasion, for example after somebody was added.</summary>
    public void Stale(ChannelKey channel)
    {
        lock (_lock)
        {
            _lookedAt.Remove("channel:" + channel.Value);
        }
    }

    public void Dispose() => _readingGroups.Dispose();

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
        var read = ImmutableDictionary.CreateBuilder<string, ImmutableHashSet<string>>(StringComparer.Ordinal);
        foreach (string group in groups.Ids)
        {
            if (await lookups.MembersOfGroupAsync(group, ct) is not { } members)
            {
                return false;
            }

            read[group] = [.. members];
        }

        await LookUpAsync(null, read.Values.SelectMany(members => members).Distinct(StringComparer.Ordinal), ct);
        Change(snapshot => snapshot with { Groups = read.ToImmutable() });
        lock (_lock)
        {
            _groupsReadAt = asked;
        }

        return true;
    }

    private async ValueTask LookUpAccountAsync(string account, CancellationToken ct)
    {
        if (await lookups.UserAsync(account, ct) is not { } answer)
        {
            return;
        }

        Change(snapshot => snapshot with
        {
            Accounts = answer.Found is { } found
                ? snapshot.Accounts.SetItem(account, found with { IsOutside = found.IsOutside || (snapshot.Accounts.TryGetValue(account, out RosterAccount? known) && known.IsOutside) })
                : snapshot.Accounts.Remove(account),
        });
        Looked("account:" + account);
    }

    private async ValueTask LookUpChannelAsync(ChannelKey key, CancellationToken ct)
    {
        switch (await lookups.ChannelAsync(key.Channel, ct))
        {
            case { Found: { } channel } when channel.IsMember && !channel.IsArchived:
                await TakeInAsync(key, channel, ct);
                Looked("channel:" + key.Value);
                break;
            case { Known: true }:
                // Not remembered as looked at: somebody who is told to invite AgentBot does so at once.
                Change(snapshot => snapshot with { Channels = snapshot.Channels.Remove(key) });
                break;
        }
    }

    private async ValueTask TakeInAsync(ChannelKey key, SlackChannel channel, CancellationToken ct)
    {
        ImmutableHashSet<string>? members = channel.IsPrivate ? await lookups.MembersOfChannelAsync(channel.Id, ct) : [];
        Change(snapshot =>
        {
            RosterChannel? known = snapshot.Channels.GetValueOrDefault(key);
            string name = PlainName.Of(channel.Name, channel.IsDirect ? "direct message" : channel.Id);
            return snapshot with { Channels = snapshot.Channels.SetItem(key, new RosterChannel(key, name, channel.IsPrivate, members ?? known?.Members ?? []) { IsDirect = channel.IsDirect, IsShared = channel.IsShared, Count = channel.Count }) };
        });
    }

    private bool IsDue(string what)
    {
        lock (_lock)
        {
            return !_lookedAt.TryGetValue(what, out DateTimeOffset at) || time.GetUtcNow() - at >= LookAgainAfter;
        }
    }

    private void Looked(string what)
    {
        lock (_lock)
        {
            _lookedAt[what] = time.GetUtcNow();
        }
    }

    private void Change(Func<RosterSnapshot, RosterSnapshot> change)
    {
        lock (_lock)
        {
            RosterSnapshot changed = change(_latest);
            _latest = Same(_latest, changed) ? _latest : changed with { Version = _latest.Version + 1 };
        }
    }

    private static bool Same(RosterSnapshot a, RosterSnapshot b) =>
        ReferenceEquals(a.Channels, b.Channels) && ReferenceEquals(a.Accounts, b.Accounts) && ReferenceEquals(a.Groups, b.Groups);
}

/// <param name="Ids">User groups of Slack that the settings name.</param>
public sealed record SlackGroups(ImmutableArray<string> Ids);
