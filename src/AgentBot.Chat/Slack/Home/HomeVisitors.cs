using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;

namespace AgentBot.Chat.Slack.Home;

/// <summary>Who has looked at the Home tab lately, and whose has to be drawn again. Kept in memory: it is drawn anew at every opening.</summary>
public sealed class HomeVisitors(SlackVisits visits, TimeProvider time)
{
    private const int MostRemembered = 500;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _stale = new(StringComparer.Ordinal);

    /// <summary>Raised when a tab has to be drawn.</summary>
    public event Action? Changed;

    public void Opened(SlackOrigin origin)
    {
        if (!visits.IsOurs(origin) || origin.User.Length == 0)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        foreach ((string account, DateTimeOffset at) in _seen.Where(entry => now - entry.Value > Remembered || _seen.Count > MostRemembered))
        {
            _seen.TryRemove(KeyValuePair.Create(account, at));
        }

        _seen[origin.User] = now;
        _stale[origin.User] = true;
        Changed?.Invoke();
    }

    /// <summary>Something happened that may stand on anybody's tab.</summary>
    public void AllStale()
    {
        foreach (string account in _seen.Keys)
        {
            _stale[account] = true;
        }

        if (!_seen.IsEmpty)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Hands out those to be drawn, once.</summary>
    public ImmutableArray<string> Take() => [.. _stale.Keys.Where(account => _stale.TryRemove(account, out _))];
}
