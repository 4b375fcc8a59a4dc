using Microsoft.Extensions.Logging;

namespace AgentBot.Chat;

/// <summary>What this room tells operators. Event ids 600 to 639: what goes out to Slack, and presses of every platform. Never a token, a text of people or an address with a secret in it.</summary>
internal static partial class Log
{
    [LoggerMessage(600, LogLevel.Warning, "Slack refused {Method}: {Error}. {Details}")]
    public static partial void Refused(ILogger logger, string method, string error, string details);

    [LoggerMessage(601, LogLevel.Warning, "Slack asked to wait {Seconds} s with {Method}.")]
    public static partial void Limited(ILogger logger, string method, double seconds);

    [LoggerMessage(602, LogLevel.Warning, "{Method}: {Sentence}")]
    public static partial void NoAnswer(ILogger logger, string method, string sentence);

    [LoggerMessage(603, LogLevel.Error, "Slack no longer accepts AgentBot's token ({Error}). Nothing is sent until Slack:BotToken holds a valid one; what waits is sent then.")]
    public static partial void TokenRefused(ILogger logger, string error);

    [LoggerMessage(604, LogLevel.Information, "Slack accepts AgentBot's token again.")]
    public static partial void TokenAccepted(ILogger logger);

    [LoggerMessage(605, LogLevel.Warning, "The card of {Key} was refused by Slack ({Error}) and went out as text. {Details}")]
    public static partial void CardRefused(ILogger logger, string key, string error, string details);

    [LoggerMessage(606, LogLevel.Warning, "The whole of {Key} could not be added as a file: {Sentence}")]
    public static partial void FileNotAdded(ILogger logger, string key, string sentence);

    [LoggerMessage(608, LogLevel.Warning, "{Person} pressed what is no button of AgentBot's: it points at a {Kind} and says {Verb}. Nothing was done. More of the same within a minute is not told")]
    public static partial void ForeignPress(ILogger logger, string person, string kind, string verb);

    [LoggerMessage(607, LogLevel.Information, "{Count} surplus copies of {Key} were taken out of the conversation.")]
    public static partial void CopiesRemoved(ILogger logger, int count, string key);
}
