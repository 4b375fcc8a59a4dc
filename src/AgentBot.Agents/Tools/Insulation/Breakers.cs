using System.Collections.Concurrent;

namespace AgentBot.Agents.Tools.Insulation;

/// <summary>
/// Leaves a host alone that keeps failing: after so many failures in a row nobody calls it for a while, then one call tries it out, and
/// only if that works is it open to all again.
/// </summary>
public sealed class Breakers(TimeProvider time)
{
    public const int MostFailures = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>How long somebody must have failed before people are told.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Breaker> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long it still wants to be left alone; null where it may be called now. Whoever gets null must tell how it went.</summary>
    public TimeSpan? Enter(string host) => Of(host).Enter(time.GetUtcNow());

    public void Worked(string host) => Of(host).Tell(worked: true, time.GetUtcNow());

    /// <returns>Since when nothing has worked, once, where that is long; null otherwise.</returns>
    public DateTimeOffset? Failed(string host) => Of(host).Tell(worked: false, time.GetUtcNow());

    private Breaker Of(string host) => _hosts.GetOrAdd(host, _ => new Breaker());

    private sealed class Breaker
    {
        private readonly Lock _lock = new();
        private int _failures;
        private DateTimeOffset _until;
        private DateTimeOffset _since;
        private bool _isTold;

        public TimeSpan? Enter(DateTimeOffset now)
        {
            lock (_lock)
            {
                if (_failures < MostFailures)
                {
                    return null;
                }

                if (now < _until)
                {
                    return _until - now;
                }

                // Whoever comes first tries it out; the others wait for what comes of it.
                _until = now + Pause;
                return null;
            }
        }

        public DateTimeOffset? Tell(bool worked, DateTimeOffset now)
        {
            lock (_lock)
            {
                _since = worked || _failures == 0 ? now : _since;
                _isTold &= !worked;
                _failures = worked ? 0 : _failures + 1;
                _until = worked ? default : now + Pause;
                if (worked || _isTold || _failures < MostFailures || now - _since < Long)
                {
                    return null;
                }

                _isTold = true;
                return _since;
            }
        }
    }
}
