using AgentBot.Core.Runs;
using Microsoft.Extensions.Logging;

namespace AgentBot.Agents.Running;

/// <summary>Event ids 3000 to 3099. Ids and names only; what was asked and answered is never logged.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(3000, LogLevel.Warning, "A call of the model provider {Provider} failed ({Kind}).")]
    public static partial void CallFailed(ILogger logger, string provider, FailureKind kind, Exception exception);

    [LoggerMessage(3001, LogLevel.Warning, "Run {Run}: the provider {Provider} reported {Used} tokens where {Reserved} were reserved.")]
    public static partial void UsedMoreThanReserved(ILogger logger, string run, string provider, long used, long reserved);

    [LoggerMessage(3002, LogLevel.Warning, "Run {Run}: what a call used could not be booked. Its reservation stands until AgentBot starts again.")]
    public static partial void NotSettled(ILogger logger, string run, Exception exception);
}
