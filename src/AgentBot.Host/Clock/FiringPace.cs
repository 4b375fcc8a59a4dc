namespace AgentBot.Host.ScheduleClock;

/// <summary>
/// Spreads the starts of many schedules that are due at once: the first few begin at once, the others one after the other, so
/// that a thousand at nine o'clock leave room for what people type. Slower than a tenth of a second each it never is, and faster
/// only where the last would otherwise come too late.
/// </summary>
internal sealed class FiringPace(TimeProvider time)
{
    private const int AtOnce = 20;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestLine = TimeSpan.FromSeconds(100);

    private readonly Lock _lock = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>When this one may begin.</summary>
    /// <param name="waiting">How many stand in line behind it.</param>
    /// <param name="longest">The longest that it may be put off.</param>
    public TimeSpan Take(int waiting, TimeSpan longest)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            TimeSpan step = waiting * Step > LongestLine ? LongestLine / waiting : Step;

            // Credit for the quiet time before: as many as may begin at once.
            DateTimeOffset earliest = now - (AtOnce * Step);
            _next = (_next > earliest && _next < now + LongestLine ? _next : earliest) + step;
            TimeSpan wait = _next - now;
            return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < longest ? wait : longest;
        }
    }
}
