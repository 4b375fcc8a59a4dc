using System.Collections.Immutable;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>
/// Keeps calls within the limits of one bot in one conversation, and of one app in one tenant; a message is edited at most every
/// two seconds; and there is silence for as long as Teams asked for it. Teams: "Optimize your bot with rate limiting".
/// </summary>
public sealed class TeamsPacing(TimeProvider time, Random random)
{
    /// <summary>Between two edits of one message.</summary>
    public static readonly TimeSpan BetweenEdits = TimeSpan.FromSeconds(2);

    /// <summary>Longer waits are told to the caller instead of waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int MostRemembered = 2000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private static readonly ImmutableArray<TeamsLimit> Writing =
        [new(7, TimeSpan.FromSeconds(1)), new(8, TimeSpan.FromSeconds(2)), new(60, TimeSpan.FromSeconds(30)), new(1800, TimeSpan.FromHours(1))];

    private static readonly ImmutableArray<TeamsLimit> Reading =
        [new(14, TimeSpan.FromSeconds(1)), new(16, TimeSpan.FromSeconds(2)), new(120, TimeSpan.FromSeconds(30)), new(3600, TimeSpan.FromHours(1))];

    private static readonly ImmutableArray<TeamsLimit> OfTenant = [new(30, TimeSpan.FromSeconds(1))];

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, TeamsWindow> _windows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _editedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TimeSpan Until, int Times)> _paused = new(StringComparer.Ordinal);

    // A wall clock that is set back must not turn a second into hours.
    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Waits for the call's turn.</summary>
    /// <returns>Zero: go on. Otherwise how long nothing may be tried.</returns>
    public async ValueTask<TimeSpan> TakeTurnAsync(TeamsRequest request, CancellationToken ct)
    {
        TimeSpan wait = Reserve(request);
        if (wait == TimeSpan.Zero || wait > (request.Message.Length > 0 ? TimeSpan.Zero : Patience))
        {
            return wait;
        }

        await Task.Delay(wait, time, ct);
        return TimeSpan.Zero;
    }

    /// <summary>Teams said it is too much.</summary>
    /// <param name="asked">What Teams asked for; null where it did not say.</param>
    /// <returns>How long nothing is sent there now: what was asked for, or twice as long each time, give or take a fifth, so that many hosts do not come back at once.</returns>
    public TimeSpan Pause(TeamsRequest request, TimeSpan? asked)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            int times = _paused.TryGetValue(request.Conversation, out var before) ? before.Times + 1 : 0;
            TimeSpan usual = FirstPause * Math.Pow(2, Math.Min(times, 10));
            TimeSpan pause = asked ?? (usual < LongestPause ? usual : LongestPause);
            // What was asked for is never cut short.
            pause *= asked is null ? 0.8 + (0.4 * random.NextDouble()) : 1 + (0.2 * random.NextDouble());
            pause = InMilliseconds(pause);
            _paused[request.Conversation] = (now + pause, times);
            return pause;
        }
    }

    /// <summary>Teams took a call there: the next pause is a short one again.</summary>
    public void Went(TeamsRequest request)
    {
        lock (_lock)
        {
            _paused.Remove(request.Conversation);
        }
    }

    private TimeSpan Reserve(TeamsRequest request)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            ForgetNeedsLock(now);
            TeamsWindow own = WindowNeedsLock($"{request.Rate} {request.Conversation}", request.Rate is TeamsRate.Send or TeamsRate.Create ? Writing : Reading);
            TeamsWindow tenant = WindowNeedsLock($"tenant {request.Tenant}", OfTenant);
            TimeSpan at = Later(own.EarliestAfter(now), tenant.EarliestAfter(now));
            if (_paused.TryGetValue(request.Conversation, out var paused))
            {
                at = Later(at, paused.Until);
            }

            if (request.Message.Length > 0 && _editedAt.TryGetValue(request.Message, out TimeSpan edited))
            {
                at = Later(at, edited + BetweenEdits);
            }

            TimeSpan wait = InMilliseconds(at - now);
            if (wait > (request.Message.Length > 0 ? TimeSpan.Zero : Patience))
            {
                return wait;
            }

            own.Add(now + wait);
            tenant.Add(now + wait);
            if (request.Message.Length > 0)
            {
                _editedAt[request.Message] = now;
            }

            return wait;
        }
    }

    private TeamsWindow WindowNeedsLock(string name, ImmutableArray<TeamsLimit> limits)
    {
        if (!_windows.TryGetValue(name, out TeamsWindow? window))
        {
            _windows[name] = window = new TeamsWindow(limits);
        }

        return window;
    }

    private void ForgetNeedsLock(TimeSpan now)
    {
        if (_windows.Count + _editedAt.Count + _paused.Count < MostRemembered)
        {
            return;
        }

        foreach (string name in _windows.Where(entry => entry.Value.IsIdle(now)).Select(entry => entry.Key).ToList())
        {
            _windows.Remove(name);
        }

        foreach (string message in _editedAt.Where(entry => entry.Value + BetweenEdits <= now).Select(entry => entry.Key).ToList())
        {
            _editedAt.Remove(message);
        }

        foreach (string place in _paused.Where(entry => entry.Value.Until + LongestPause <= now).Select(entry => entry.Key).ToList())
        {
            _paused.Remove(place);
        }
    }

    // Rounded up: a wait that ends too early is begun again and again.
    private static TimeSpan InMilliseconds(TimeSpan wait) => wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds((long)Math.Ceiling(wait.TotalMilliseconds));

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>So many calls in such a time.</summary>
internal readonly record struct TeamsLimit(int Most, TimeSpan In);

/// <summary>When the last calls were, as far back as the longest limit looks.</summary>
internal sealed class TeamsWindow(ImmutableArray<TeamsLimit> limits)
{
    private readonly List<TimeSpan> _at = [];

    public TimeSpan EarliestAfter(TimeSpan now)
    {
        TimeSpan longest = limits[^1].In;
        int old = _at.FindIndex(at => at + longest > now);
        _at.RemoveRange(0, old < 0 ? _at.Count : old);
        TimeSpan earliest = now;
        foreach (TeamsLimit limit in limits.Where(limit => _at.Count >= limit.Most))
        {
            TimeSpan free = _at[^limit.Most] + limit.In;
            earliest = free > earliest ? free : earliest;
        }

        return earliest;
    }

    public void Add(TimeSpan at) => _at.Add(_at.Count > 0 && _at[^1] > at ? _at[^1] : at);

    public bool IsIdle(TimeSpan now) => _at.Count == 0 || _at[^1] + TimeSpan.FromSeconds(30) <= now && _at.Count < 30;
}
