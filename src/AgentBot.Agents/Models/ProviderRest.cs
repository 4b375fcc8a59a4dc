namespace AgentBot.Agents.Models;

/// <summary>
/// A provider that asked for silence is left alone by everybody until then, not only by the caller that it told: a call that comes
/// sooner is refused again and makes the wait longer.
/// </summary>
public sealed class ProviderRest
{
    private long _untilTicks;
    private volatile bool _wantsMoney;

    /// <summary>How long it still wants no call; zero where it may be asked.</summary>
    public TimeSpan Left(DateTimeOffset now)
    {
        long left = Interlocked.Read(ref _untilTicks) - now.UtcTicks;
        return left > 0 ? TimeSpan.FromTicks(left) : TimeSpan.Zero;
    }

    /// <summary>It asked to be paid, not for time.</summary>
    public bool WantsMoney => _wantsMoney;

    public void Begin(DateTimeOffset until, bool wantsMoney)
    {
        _wantsMoney = wantsMoney;
        long wanted = until.UtcTicks;
        for (long known = Interlocked.Read(ref _untilTicks); known < wanted;)
        {
            long before = Interlocked.CompareExchange(ref _untilTicks, wanted, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
