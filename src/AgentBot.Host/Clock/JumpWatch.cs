namespace AgentBot.Host.ScheduleClock;

/// <summary>
/// Notices when the clock of this computer moved while AgentBot did not. It may have been set: then what was stepped over is not
/// made up for as if AgentBot had been away. Or the computer slept: then AgentBot was away. Where the system tells nothing of
/// sleep, as for a virtual machine that its host held, the one looks like the other, and one run stands for all that lay between.
/// </summary>
public sealed class JumpWatch
{
    /// <summary>Smaller steps are corrections; they make nobody late.</summary>
    private static readonly TimeSpan Smallest = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly IBootClock _boot;
    private readonly Lock _lock = new();
    private Reading _before;
    private (DateTimeOffset From, DateTimeOffset To) _last;

    public JumpWatch(TimeProvider time, IBootClock boot)
    {
        (_time, _boot) = (time, boot);
        _before = Read();
    }

    /// <returns>What the clock did of itself since it was last looked at.</returns>
    public ClockStep Look()
    {
        lock (_lock)
        {
            Reading now = Read();
            TimeSpan counted = _time.GetElapsedTime(_before.Counter, now.Counter);
            TimeSpan slept = now.SinceBoot - _before.SinceBoot - counted is { } more && more >= Smallest ? more : TimeSpan.Zero;
            DateTimeOffset expected = _before.Shown + counted + slept;
            TimeSpan set = now.Shown - expected;
            if (set >= Smallest)
            {
                _last = (expected, now.Shown);
            }

            _before = now;
            return new ClockStep(set.Duration() >= Smallest ? set : TimeSpan.Zero, slept);
        }
    }

    /// <summary>Whether the clock was set past this time in one step.</summary>
    public bool JumpedOver(DateTimeOffset at)
    {
        Look();
        lock (_lock)
        {
            return at > _last.From && at <= _last.To;
        }
    }

    private Reading Read() => new(_time.GetTimestamp(), _time.GetUtcNow(), _boot.SinceBoot);

    private sealed record Reading(long Counter, DateTimeOffset Shown, TimeSpan? SinceBoot);
}

/// <param name="Set">By how much it was set, back where negative; zero for a clock that goes right.</param>
/// <param name="Slept">How long the computer slept.</param>
public readonly record struct ClockStep(TimeSpan Set, TimeSpan Slept)
{
    public bool IsNone => Set == TimeSpan.Zero && Slept == TimeSpan.Zero;
}
