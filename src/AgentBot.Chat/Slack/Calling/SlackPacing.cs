namespace AgentBot.Chat.Slack.Calling;

/// <summary>
/// Keeps calls within Slack's limits: a rate per method, one message a second in a channel in the order asked, one edit a second
/// of a message, and silence for as long as Slack asked for it. Slack: "Rate limits".
/// </summary>
public sealed class SlackPacing(TimeProvider time, Random random)
{
    /// <summary>Between two posts in one channel, or two edits of one message.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private const int MostRemembered = 2000;

    /// <summary>Above what Slack asked for, so that several hosts do not come back in the same instant.</summary>
    private static readonly TimeSpan MostJitter = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _methodFullUntil = [];
    private readonly Dictionary<string, DateTimeOffset> _placeFreeAt = [];
    private readonly Dictionary<(string Method, string Place), DateTimeOffset> _pausedUntil = [];

    /// <summary>Waits for the call's turn. Zero: go on. Otherwise how long nothing may be tried, which is more than the method's patience.</summary>
    /// <param name="place">The channel or message that takes one call a second; empty where nothing does.</param>
    public async ValueTask<TimeSpan> TakeTurnAsync(SlackMethod method, string place, CancellationToken ct)
    {
        TimeSpan wait = Reserve(method, place);
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
            return PauseNeedsLock(method, place, time.GetUtcNow());
        }
    }

    /// <summary>Slack asked for silence: nothing of this method, in this channel where it posts, is called before.</summary>
    public void Pause(SlackMethod method, string place, TimeSpan after)
    {
        lock (_lock)
        {
            DateTimeOffset until = time.GetUtcNow() + after + (MostJitter * random.NextDouble());
            var key = (method.Name, PauseOf(method, place));
            _pausedUntil[key] = _pausedUntil.TryGetValue(key, out DateTimeOffset before) && before > until ? before : until;
        }
    }

    /// <summary>Takes the next turn if it comes within the method's patience; otherwise takes none and says how long it would be.</summary>
    private TimeSpan Reserve(SlackMethod method, string place)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            ForgetNeedsLock(now);
            TimeSpan each = TimeSpan.FromMinutes(1) / method.PerMinute;
            TimeSpan burst = each * Math.Max(1, method.PerMinute / 4);
            DateTimeOffset full = Later(_methodFullUntil.GetValueOrDefault(method.Name), now);
            DateTimeOffset turn = Later(full - burst + each, now);
            bool isPaced = place.Length > 0;
            turn = isPaced ? Later(turn, _placeFreeAt.GetValueOrDefault(place)) : turn;
            TimeSpan wait = turn - now;
            TimeSpan pause = PauseNeedsLock(method, place, now);
            wait = pause > wait ? pause : wait;
            if (wait > method.Patience)
            {
                return wait;
            }

            _methodFullUntil[method.Name] = full + each;
            if (isPaced)
            {
                _placeFreeAt[place] = now + wait + Between;
            }

            return wait;
        }
    }

    private TimeSpan PauseNeedsLock(SlackMethod method, string place, DateTimeOffset now)
    {
        DateTimeOffset until = _pausedUntil.GetValueOrDefault((method.Name, PauseOf(method, place)));
        return until > now ? until - now : TimeSpan.Zero;
    }

    private void ForgetNeedsLock(DateTimeOffset now)
    {
        if (_placeFreeAt.Count + _pausedUntil.Count < MostRemembered)
        {
            return;
        }

        foreach (string place in _placeFreeAt.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            _placeFreeAt.Remove(place);
        }

        foreach (var key in _pausedUntil.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            _pausedUntil.Remove(key);
        }
    }

    // An edit that was too much is one of too many edits in the whole workspace, not of that message.
    private static string PauseOf(SlackMethod method, string place) => method.PacedBy == "channel" ? place : "";

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
