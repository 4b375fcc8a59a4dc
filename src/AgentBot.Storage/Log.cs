using Microsoft.Extensions.Logging;

namespace AgentBot.Storage;

/// <summary>What this room tells operators. Event ids 300 to 399.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Critical, "The database file is damaged: nothing more is written. Stop AgentBot and restore the last backup.")]
    public static partial void Damaged(ILogger logger, Exception fault);

    [LoggerMessage(301, LogLevel.Warning, "The database's log could not be moved into its file; it is tried again.")]
    public static partial void HousekeepingFailed(ILogger logger, Exception fault);

    [LoggerMessage(302, LogLevel.Error, "A listener for commits failed.")]
    public static partial void ListenerFailed(ILogger logger, Exception fault);

    [LoggerMessage(303, LogLevel.Information, "Opened {Path} with {Engine}.")]
    public static partial void Opened(ILogger logger, string path, string engine);

    [LoggerMessage(305, LogLevel.Critical, "The disk of the data directory did not confirm what was written: nothing more is kept. Look at the disk, then start AgentBot again.")]
    public static partial void FlushFailed(ILogger logger, Exception fault);

    [LoggerMessage(304, LogLevel.Information, "{Pots} budgets got back what agents had reserved when AgentBot was stopped in the middle of their calls.")]
    public static partial void ReservationsReleased(ILogger logger, int pots);
}
