using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams;

/// <summary>What operators are told of what goes out to Teams. Event ids 680 to 689. Never a token, a text of people or an address with a secret in it.</summary>
internal static partial class TeamsOutLog
{
    [LoggerMessage(680, LogLevel.Warning, "Teams refused {Call}: {Status} {Code}. {Details}")]
    public static partial void Refused(ILogger logger, string call, int status, string code, string details);

    [LoggerMessage(681, LogLevel.Warning, "Teams asked to wait with {Call}.")]
    public static partial void Limited(ILogger logger, string call);

    [LoggerMessage(682, LogLevel.Warning, "{Call}: {Sentence}")]
    public static partial void NoAnswer(ILogger logger, string call, string sentence);

    [LoggerMessage(683, LogLevel.Error, "Teams gives AgentBot no access ({Code}). {Details} Nothing is sent until Teams:AppId, Teams:AppPassword and Teams:TenantId belong together; what waits is sent then.")]
    public static partial void TokenRefused(ILogger logger, string code, string details);

    [LoggerMessage(684, LogLevel.Information, "Teams gives AgentBot access again.")]
    public static partial void TokenGranted(ILogger logger);

    [LoggerMessage(685, LogLevel.Error, "A connector at {Host} was not called: it is none of the hosts that may be given AgentBot's token.")]
    public static partial void Untrusted(ILogger logger, string host);

    [LoggerMessage(686, LogLevel.Warning, "The card of {Key} was refused by Teams ({Status} {Code}) and went out as text. {Details}")]
    public static partial void CardRefused(ILogger logger, string key, int status, string code, string details);

    [LoggerMessage(688, LogLevel.Warning, "How far a run is could not be shown in its chat; its card tells it")]
    public static partial void ProgressNotShown(ILogger logger, Exception fault);

    [LoggerMessage(687, LogLevel.Information, "A surplus copy of {Key} was taken out of the conversation.")]
    public static partial void CopyRemoved(ILogger logger, string key);
}
