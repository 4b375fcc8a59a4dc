namespace AgentBot.Host.ScheduleClock;

/// <summary>
/// Notices when the clock of this computer is set forward, by a counter that nobody sets. What lay between is not made up for as
/// if AgentBot had been away. (A computer that slept looks the same: then one run stands for all that it slept through.)
/// </summary>
public sealed class JumpWatch(TimeProvider time)
{
    /// <summary>Smaller steps are corrections; they make nobody late.</summary>
    private static readonly TimeSpan Smallest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _counted = time.GetTimestamp();
    private DateTimeOffset _shown = time.GetUtcNow();
    private (DateTimeOffset From, DateTimeOffset To) _last;

    /// <returns>How far the clock moved of itself since it was last looked at; zero for a clock that goes right.</returns>
    public TimeSpan Look()
    {
        lock (_lock)
        {
            long counted = time.GetTimestamp();
            DateTimeOffset shown = time.GetUtcNow();
            DateTimeOffset expected = _shown + time.GetElapsedTime(_counted, counted);
            (_counted, _shown) = (counted, shown);
            TimeSpan jump = shown - expected;
            if (jump >= Smallest)
            {
                _last = (expected, shown);
            }

            return jump.Duration() >= Smallest ? jump : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the clock went past this time in one step.</summary>
    public bool JumpedOver(DateTimeOffset at)
    {
        Look();
        lock (_lock)
        {
            return at > _last.From && at <= _last.To;
        }
    }
}
