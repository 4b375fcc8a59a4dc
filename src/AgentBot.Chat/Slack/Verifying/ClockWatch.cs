namespace AgentBot.Chat.Slack.Verifying;

/// <summary>
/// Compares this computer's clock with the times in requests that Slack has signed. A request signed well but far off is a replay
/// or a clock that stands wrong; when no good one comes in between, it is the clock.
/// </summary>
public sealed class ClockWatch(TimeProvider time)
{
    private const int FewestForAlarm = 2;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private int _offInARow;
    private TimeSpan _lastOffset;
    private DateTimeOffset _lastAt = DateTimeOffset.MinValue;

    /// <returns>True when the clock of this computer is to blame: several signed requests in a row were out of time.</returns>
    public bool Saw(SignatureCheck check)
    {
        lock (_lock)
        {
            if (check.Verdict is SignatureVerdict.Good)
            {
                _offInARow = 0;
            }
            else if (check.Verdict is SignatureVerdict.OutOfTime)
            {
                _offInARow++;
            }
            else
            {
                return false;
            }

            _lastOffset = check.Offset;
            _lastAt = time.GetUtcNow();
            return _offInARow >= FewestForAlarm;
        }
    }

    /// <summary>How far our clock was ahead of Slack's in the last signed request of the past minutes; null where there was none.</summary>
    public TimeSpan? Offset
    {
        get
        {
            lock (_lock)
            {
                return time.GetUtcNow() - _lastAt < Recent ? _lastOffset : null;
            }
        }
    }
}
