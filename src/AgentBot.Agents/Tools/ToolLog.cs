using Microsoft.Extensions.Logging;

namespace AgentBot.Agents.Tools;

/// <summary>Event ids 3100 to 3199. Names only: what a tool was given and what it answered is never logged.</summary>
internal static partial class ToolLog
{
    [LoggerMessage(3100, LogLevel.Information, "The tool server {Server} was started.")]
    public static partial void Started(ILogger logger, string server);

    [LoggerMessage(3101, LogLevel.Warning, "The tool server {Server} was given up: {Why}")]
    public static partial void GivenUp(ILogger logger, string server, string why);

    [LoggerMessage(3102, LogLevel.Information, "The tool server {Server} was not used for a while and was ended.")]
    public static partial void EndedIdle(ILogger logger, string server);

    [LoggerMessage(3103, LogLevel.Error, "The answer of the tool {Tool} no longer has the shape that its file declares: {Differs}. It is told once, until the shape is back.")]
    public static partial void Reshaped(ILogger logger, string tool, string differs);
}
