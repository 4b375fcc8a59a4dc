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
    private readonly long _start = time.GetTimestamp();

    /// <summary>Calls in one place follow each other, so that messages keep their order and a 429 is heard before the next call. Places share gates.</summary>
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    private readonly Dictionary<string, DateTimeOffset> _methodFullUntil = [];
    private readonly Dictionary<string, DateTimeOffset> _placeFreeAt = [];
    private readonly Dictionary<string, DateTimeOffset> _placeUsedAt = [];
    private readonly Dictionary<(string Method, string Place), DateTimeOffset> _pausedUntil = [];

    // A wall clock that is set back must not turn a second into hours.
    private DateTimeOffset Now => DateTimeOffset.UnixEpoch + time.GetElapsedTime(_start);

    /// <summary>Waits for the call's turn, and in its place for the answer to the call before. Disposed when the call is answered.</summary>
    /// <param name="place">The channel or message that takes one call a second; empty where nothing does.</param>
    public async ValueTask<SlackTurn> TakeTurnAsync(SlackMethod method, string place, CancellationToken ct)
    {
        TimeSpan wait = Reserve(method, place);
        if (wait > method.Patience)
        {
            return new SlackTurn(wait, null);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, ct);
        }

        SemaphoreSlim? gate = place.Length > 0 ? _gates[(uint)string.GetHashCode(place, StringComparison.Ordinal) % (uint)_gates.Length] : null;
        await (gate?.WaitAsync(ct) ?? Task.CompletedTask);
        try
        {
            TimeSpan pause = await LastWaitAsync(method, place, ct);
            if (pause == TimeSpan.Zero)
            {
                (SlackTurn turn, gate) = (new SlackTurn(pause, gate), null);
                return turn;
            }

            return new SlackTurn(pause, null);
        }
        finally
        {
            gate?.Release();
        }
    }

    private async ValueTask<TimeSpan> LastWaitAsync(SlackMethod method, string place, CancellationToken ct)
    {
        // The call before may have left later than its turn said.
        if (SinceLast(place) is { } sooner && sooner < Between)
        {
            await Task.Delay(InMilliseconds(Between - sooner), time, ct);
        }

        // Slack may have asked for silence while this call waited.
        lock (_lock)
        {
            DateTimeOffset now = Now;
            TimeSpan pause = PauseNeedsLock(method, place, now);
            if (pause == TimeSpan.Zero && place.Length > 0)
            {
                _placeUsedAt[place] = now;
            }

            return pause;
        }
    }

    /// <summary>Slack asked for silence: nothing of this method, in this channel where it posts, is called before.</summary>
    public void Pause(SlackMethod method, string place, TimeSpan after)
    {
        lock (_lock)
        {
            DateTimeOffset until = Now + after + (MostJitter * random.NextDouble());
            var key = (method.Name, PauseOf(method, place));
            _pausedUntil[key] = _pausedUntil.TryGetValue(key, out DateTimeOffset before) && before > until ? before : until;
        }
    }

    /// <summary>Takes the next turn if it comes within the method's patience; otherwise takes none and says how long it would be.</summary>
    private TimeSpan Reserve(SlackMethod method, string place)
    {
        lock (_lock)
        {
            DateTimeOffset now = Now;
            ForgetNeedsLock(now);
            TimeSpan each = TimeSpan.FromMinutes(1) / method.PerMinute;
            TimeSpan burst = each * Math.Max(1, method.PerMinute / 4);
            DateTimeOffset full = Later(_methodFullUntil.GetValueOrDefault(method.Name), now);
            DateTimeOffset turn = Later(full - burst + each, now);
            bool isPaced = place.Length > 0;
            turn = isPaced ? Later(turn, _placeFreeAt.GetValueOrDefault(place)) : turn;
            TimeSpan wait = InMilliseconds(turn - now);
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

    private TimeSpan? SinceLast(string place)
    {
        lock (_lock)
        {
            return _placeUsedAt.TryGetValue(place, out DateTimeOffset at) ? Now - at : null;
        }
    }

    private TimeSpan PauseNeedsLock(SlackMethod method, string place, DateTimeOffset now)
    {
        DateTimeOffset until = _pausedUntil.GetValueOrDefault((method.Name, PauseOf(method, place)));
        return until > now ? InMilliseconds(until - now) : TimeSpan.Zero;
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
            _placeUsedAt.Remove(place);
        }

        foreach (var key in _pausedUntil.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            _pausedUntil.Remove(key);
        }
    }

    // An edit that was too much is one of too many edits in the whole workspace, not of that message.
    private static string PauseOf(SlackMethod method, string place) => method.PacedBy == "channel" ? place : "";

    // Rounded up: what is stored and what timers count is coarser than a tick, and a wait that ends too early is begun again and again.
    private static TimeSpan InMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds((long)Math.Ceiling(wait.TotalMilliseconds));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>A call's turn.</summary>
/// <param name="Wait">Zero: go on. Otherwise how long nothing may be tried, which is more than the method's patience.</param>
public readonly record struct SlackTurn(TimeSpan Wait, SemaphoreSlim? Gate) : IDisposable
{
    public void Dispose() => Gate?.Release();
}
