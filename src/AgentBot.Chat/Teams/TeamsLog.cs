using AgentBot.Chat.Teams.Verifying;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams;

/// <summary>What comes in from Teams, numbers 660 to 679. Never words of people, only ids.</summary>
internal static partial class TeamsLog
{
    [LoggerMessage(660, LogLevel.Warning, "A request from {Source} was refused: its Teams token is {Verdict}. More of the same within a minute is not told")]
    public static partial void NotFromTeams(ILogger logger, string source, TokenVerdict verdict);

    [LoggerMessage(661, LogLevel.Warning, "A request from {Source} was refused although its token is good: {Why}. More of the same within a minute is not told")]
    public static partial void NotOurs(ILogger logger, string source, string why);

    [LoggerMessage(662, LogLevel.Error, "The keys of the Bot Framework could not be read: {Why}")]
    public static partial void KeysNotRead(ILogger logger, string why);

    [LoggerMessage(663, LogLevel.Error, "A delivery of Teams ({Kind}) broke off; whoever sent it is asked to try again")]
    public static partial void DeliveryBroke(ILogger logger, Exception fault, string kind);

    [LoggerMessage(664, LogLevel.Warning, "Teams:AllowUnauthenticatedLoopback is on: whatever runs on this computer can speak to AgentBot as anybody in Teams. Take it out wherever real people work")]
    public static partial void LoopbackIsOpen(ILogger logger);
}
