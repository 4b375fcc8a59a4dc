using AgentBot.Chat.Slack.Verifying;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack;

/// <summary>What comes in from Slack, numbers 640 to 689.</summary>
internal static partial class SlackLog
{
    [LoggerMessage(640, LogLevel.Warning, "A request from {Source} was refused: its Slack signature is {Verdict}. More of the same within a minute is not told")]
    public static partial void NotFromSlack(ILogger logger, string source, SignatureVerdict verdict);

    [LoggerMessage(641, LogLevel.Error, "The clock is off: signed requests of Slack differ from this computer's time by {Seconds} seconds and are refused. Set the clock")]
    public static partial void ClockIsOff(ILogger logger, long seconds);
}
