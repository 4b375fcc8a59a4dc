namespace AgentBot.Host.Logging;

/// <summary>Everything the host itself logs. Numbers 500 to 599; ids and addresses, never content.</summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Information, "AgentBot listens on {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(501, LogLevel.Warning, "Testing:CrashAt is set to {CrashAt}: this process will kill itself there")]
    public static partial void WillCrash(ILogger logger, string crashAt);
}
