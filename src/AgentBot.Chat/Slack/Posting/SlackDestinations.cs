using System.Collections.Concurrent;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Core;
using AgentBot.Core.Delivery;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>Where a post goes in Slack's own ids, and which channels take none at the moment.</summary>
public sealed class SlackDestinations(SlackConversations conversations, SlackAccounts accounts, TimeProvider time)
{
    /// <summary>A channel that took nothing is not tried again for so long, unless AgentBot is invited or a person asks.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(10);

    private const int MostRemembered = 5000;

    private readonly ConcurrentDictionary<string, string> _directOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (PostOutcome Outcome, DateTimeOffset Until)> _closed = new(StringComparer.Ordinal);

    /// <summary>The conversation's id, or why nothing can be posted there.</summary>
    internal async ValueTask<(string Channel, PostOutcome? Failure)> FindAsync(ChannelKey channel, CancellationToken ct)
    {
        if (!channel.Channel.StartsWith('@'))
        {
            return (channel.Channel, null);
        }

        var person = new PersonKey(channel.Channel[1..]);
        return accounts.Of(person) is { } user
            ? await DirectAsync(user, accounts.NameOf(person), ct)
            : ("", new PostOutcome.Impossible($"{accounts.NameOf(person)} has no Slack account in AgentBot's settings. The operator can add it."));
    }

    /// <summary>The direct message with one account.</summary>
    internal async ValueTask<(string Channel, PostOutcome? Failure)> DirectAsync(string user, string name, CancellationToken ct)
    {
        if (_directOf.TryGetValue(user, out string? known))
        {
            return (known, null);
        }

        SlackResult<string> opened = await conversations.OpenDirectAsync(user, ct);
        if (!opened.IsOk)
        {
            return ("", PostJudge.Of(opened.Answer, $"a direct message to {name}"));
        }

        Bound(_directOf);
        return (_directOf[user] = opened.Value!, null);
    }

    /// <summary>Enters a public channel; a private one answers with what a person can do.</summary>
    internal ValueTask<SlackAnswer> JoinAsync(string channel, CancellationToken ct) => conversations.JoinAsync(channel, ct);

    internal PostOutcome? ClosedSince(string channel) =>
        _closed.TryGetValue(channel, out var closed) && time.GetUtcNow() < closed.Until ? closed.Outcome : null;

    internal void Close(string channel, PostOutcome outcome)
    {
        Bound(_closed);
        _closed[channel] = (outcome, time.GetUtcNow() + Closing);
    }

    /// <summary>AgentBot was invited, or the channel is back: post there again.</summary>
    public void Reopen(string channel) => _closed.TryRemove(channel, out _);

    private static void Bound<T>(ConcurrentDictionary<string, T> kept)
    {
        if (kept.Count >= MostRemembered)
        {
            kept.Clear();
        }
    }
}
