namespace AgentBot.Host.Logging;

/// <summary>Everything the host itself logs. Numbers 500 to 599; ids and addresses, never content.</summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Information, "AgentBot listens on {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(501, LogLevel.Warning, "Testing:CrashAt is set to {CrashAt}: this process will kill itself there")]
    public static partial void WillCrash(ILogger logger, string crashAt);

    [LoggerMessage(502, LogLevel.Warning, "The audit could not be sealed or anchored; it is tried again in a second")]
    public static partial void AuditNotSealed(ILogger logger, Exception fault);

    [LoggerMessage(503, LogLevel.Warning, "The store could not be tidied; it is tried again in a minute")]
    public static partial void NotTidied(ILogger logger, Exception fault);

    [LoggerMessage(504, LogLevel.Information, "The channels of the demo know {Count} facts from the samples")]
    public static partial void DemoFactsPlanted(ILogger logger, int count);

    [LoggerMessage(505, LogLevel.Information, "{Count} templates are in use, {Broken} files have mistakes")]
    public static partial void TemplatesLoaded(ILogger logger, int count, int broken);

    [LoggerMessage(506, LogLevel.Warning, "The templates could not be looked at; those in use stay, and it is tried again")]
    public static partial void TemplatesNotLoaded(ILogger logger, Exception fault);
}
