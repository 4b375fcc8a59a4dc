namespace AgentBot.Chat.Slack.Calling;

/// <summary>
/// Keeps calls within Slack's limits: a rate per method, one message a second in a channel in the order asked, and silence for
/// as long as Slack asked for it. Slack: "Rate limits".
/// </summary>
public sealed class SlackPacing(TimeProvider time, Random random)
{
    /// <summary>Sustained posting in one channel.</summary>
    public static readonly TimeSpan BetweenPosts = TimeSpan.FromSeconds(1);

    private const int MostRemembered = 2000;

    /// <summary>Above what Slack asked for, so that several hosts do not come back in the same instant.</summary>
    private static readonly TimeSpan MostJitter = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _methodFullUntil = [];
    private readonly Dictionary<string, DateTimeOffset> _channelFreeAt = [];
    private readonly Dictionary<(string Method, string Channel), DateTimeOffset> _pausedUntil = [];

    /// <summary>Waits for the call's turn. Zero: go on. Otherwise how long nothing may be tried, which is more than the method's patience.</summary>
    /// <param name="channel">Where it posts; empty for calls that post nowhere.</param>
    public async ValueTask<TimeSpan> TakeTurnAsync(SlackMethod method, string channel, CancellationToken ct)
    {
        TimeSpan wait = Reserve(method, channel);
        if (wait > method.Patience)
        {
            return wait;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, ct);
        }

        // Slack may have asked for silence while this call waited.
        lock (_lock)
        {
            return PauseNeedsLock(method, channel, time.GetUtcNow());
        }
    }

    /// <summary>Slack asked for silence: nothing of this method, where it posts in this channel, is called before.</summary>
    public void Pause(SlackMethod method, string channel, TimeSpan after)
    {
        lock (_lock)
        {
            DateTimeOffset until = time.GetUtcNow() + after + (MostJitter * random.NextDouble());
            var key = (method.Name, method.Posts ? channel : "");
            _pausedUntil[key] = _pausedUntil.TryGetValue(key, out DateTimeOffset before) && before > until ? before : until;
        }
    }

    /// <summary>Takes the next turn if it comes within the method's patience; otherwise takes none and says how long it would be.</summary>
    private TimeSpan Reserve(SlackMethod method, string channel)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            ForgetNeedsLock(now);
            TimeSpan between = TimeSpan.FromMinutes(1) / method.PerMinute;
            TimeSpan burst = between * Math.Max(1, method.PerMinute / 4);
            DateTimeOffset full = Later(_methodFullUntil.GetValueOrDefault(method.Name), now);
            DateTimeOffset turn = Later(full - burst + between, now);
            bool inChannel = method.Posts && channel.Length > 0;
            turn = inChannel ? Later(turn, _channelFreeAt.GetValueOrDefault(channel)) : turn;
            TimeSpan wait = turn - now;
            TimeSpan pause = PauseNeedsLock(method, channel, now);
            wait = pause > wait ? pause : wait;
            if (wait > method.Patience)
            {
                return wait;
            }

            _methodFullUntil[method.Name] = full + between;
            if (inChannel)
            {
                _channelFreeAt[channel] = now + wait + BetweenPosts;
            }

            return wait;
        }
    }

    private TimeSpan PauseNeedsLock(SlackMethod method, string channel, DateTimeOffset now)
    {
        DateTimeOffset until = _pausedUntil.GetValueOrDefault((method.Name, method.Posts ? channel : ""));
        return until > now ? until - now : TimeSpan.Zero;
    }

    private void ForgetNeedsLock(DateTimeOffset now)
    {
        if (_channelFreeAt.Count + _pausedUntil.Count < MostRemembered)
        {
            return;
        }

        foreach (string channel in _channelFreeAt.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            _channelFreeAt.Remove(channel);
        }

        foreach (var key in _pausedUntil.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            _pausedUntil.Remove(key);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
