using System.Globalization;

namespace AgentBot.Host.ScheduleClock;

/// <summary>How long the computer has been on, with what it slept through; nobody can set it.</summary>
public interface IBootClock
{
    /// <summary>Null where the system does not tell.</summary>
    TimeSpan? SinceBoot { get; }
}

/// <summary>
/// Linux says it in /proc/uptime (CLOCK_BOOTTIME, see proc(5)). The counter behind <see cref="TimeProvider.GetTimestamp"/> stands
/// still there while the computer sleeps, so the two together tell sleep from a clock that was set.
/// </summary>
public sealed class ProcUptime : IBootClock
{
    private const string Path = "/proc/uptime";

    private readonly bool _isThere = File.Exists(Path);

    public TimeSpan? SinceBoot
    {
        get
        {
            if (!_isThere)
            {
                return null;
            }

            try
            {
                return double.TryParse(File.ReadAllText(Path).Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) ? TimeSpan.FromSeconds(seconds) : null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
