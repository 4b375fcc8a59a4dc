using System.Collections.Concurrent;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Delivery;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>Where a post goes in Teams, and which conversations take none at the moment.</summary>
public sealed class TeamsDestinations(TeamsConnector connector, ITeamsReferences references, TeamsAccounts accounts, TeamsAccess access, TimeProvider time)
{
    /// <summary>A conversation that took nothing is not tried again for so long, unless AgentBot is added there or a person asks.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(10);

    private const int MostRemembered = 5000;

    private readonly ConcurrentDictionary<string, (PostOutcome Outcome, DateTimeOffset Until)> _closed = new(StringComparer.Ordinal);

    /// <summary>The conversation, or why nothing can be posted there.</summary>
    internal async ValueTask<(TeamsReference? To, PostOutcome? Failure)> FindAsync(ChannelKey channel, CancellationToken ct)
    {
        if (channel.Channel.StartsWith('@'))
        {
            return await DirectAsync(channel.Workspace, new PersonKey(channel.Channel[1..]), ct);
        }

        return await references.FindAsync(channel, ct) is { } known
            ? (known, null)
            : (null, new PostOutcome.Impossible($"AgentBot is not in {accounts.NameOf(channel)}. Add the app there, then try again."));
    }

    /// <summary>The chat with one person.</summary>
    internal async ValueTask<(TeamsReference? To, PostOutcome? Failure)> DirectAsync(WorkspaceKey tenant, PersonKey person, CancellationToken ct)
    {
        string name = accounts.NameOf(person);
        if (accounts.Of(person) is not { } account)
        {
            return (null, new PostOutcome.Impossible($"{name} has no Teams account in AgentBot's settings. The operator can add it."));
        }

        if (await references.FindDirectAsync(tenant, account, ct) is { } known)
        {
            return (known, null);
        }

        if (await references.FindServiceUrlAsync(tenant, ct) is not { } serviceUrl)
        {
            return (null, new PostOutcome.Impossible($"Teams has not called AgentBot yet, so it cannot write to {name}. Write to AgentBot in Teams once."));
        }

        string member = references.MemberIdOf(tenant, account) ?? account;
        TeamsResult<string> created = await connector.CreateDirectAsync(serviceUrl, tenant.Value, access.BotId, member, ct);
        if (!created.IsOk)
        {
            // Creating it again is harmless, so that a lost answer only means later.
            return (null, PostJudge.OfEdit(created.Answer, $"a chat with {name}"));
        }

        var reference = new TeamsReference(new TeamsPlace(serviceUrl, tenant.Value, created.Value!), TeamsRoomKind.Personal);
        await references.KeepDirectAsync(tenant, account, reference, ct);
        return (reference, null);
    }

    internal PostOutcome? ClosedSince(ChannelKey channel) =>
        _closed.TryGetValue(channel.Value, out var closed) && time.GetUtcNow() < closed.Until ? closed.Outcome : null;

    internal void Close(ChannelKey channel, PostOutcome outcome)
    {
        if (_closed.Count >= MostRemembered)
        {
            _closed.Clear();
        }

        _closed[channel.Value] = (outcome, time.GetUtcNow() + Closing);
    }

    /// <summary>AgentBot was added, or the conversation is back: post there again.</summary>
    public void Reopen(ChannelKey channel) => _closed.TryRemove(channel.Value, out _);
}
