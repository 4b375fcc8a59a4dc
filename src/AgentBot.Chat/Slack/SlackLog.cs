using AgentBot.Chat.Slack.Sockets;
using AgentBot.Chat.Slack.Verifying;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack;

/// <summary>What comes in from Slack, numbers 640 to 659. Never words of people, only ids.</summary>
internal static partial class SlackLog
{
    [LoggerMessage(640, LogLevel.Warning, "A request from {Source} was refused: its Slack signature is {Verdict}. More of the same within a minute is not told")]
    public static partial void NotFromSlack(ILogger logger, string source, SignatureVerdict verdict);

    [LoggerMessage(641, LogLevel.Error, "The clock is off: signed requests of Slack differ from this computer's time by {Seconds} seconds and are refused. Set the clock")]
    public static partial void ClockIsOff(ILogger logger, long seconds);

    [LoggerMessage(642, LogLevel.Warning, "Slack sent a frame that is not understood: {Kind}")]
    public static partial void StrangeFrame(ILogger logger, string kind);

    [LoggerMessage(643, LogLevel.Warning, "The envelope {Envelope} was kept but could not be acknowledged; Slack sends it again")]
    public static partial void NotAcknowledged(ILogger logger, string envelope);

    [LoggerMessage(644, LogLevel.Error, "Slack offers no Socket Mode to this app token. Switch Socket Mode on in the app, check Slack:AppToken; it is tried again in ten minutes")]
    public static partial void SocketsOff(ILogger logger);

    [LoggerMessage(645, LogLevel.Warning, "A connection to Slack ended ({End}); the next one is opened in {Seconds:0.0} seconds")]
    public static partial void SocketLost(ILogger logger, SocketEnd end, double seconds);

    [LoggerMessage(646, LogLevel.Error, "A delivery of Slack ({Kind}) broke off; Slack is asked to send it again")]
    public static partial void DeliveryBroke(ILogger logger, Exception fault, string kind);

    [LoggerMessage(647, LogLevel.Warning, "A delivery for the app {App} was refused: it is not this one")]
    public static partial void OtherApp(ILogger logger, string app);

    [LoggerMessage(648, LogLevel.Warning, "Slack held events back for the minute of {Minute:u}: there were more than 30,000 within an hour")]
    public static partial void HeldBack(ILogger logger, DateTimeOffset minute);

    [LoggerMessage(649, LogLevel.Error, "The app was removed from the workspace, or its tokens were taken back. Install it again and set Slack:BotToken")]
    public static partial void Disconnected(ILogger logger);

    [LoggerMessage(650, LogLevel.Information, "Connected to the Slack workspace {Team} as {User}")]
    public static partial void Connected(ILogger logger, string team, string user);

    [LoggerMessage(651, LogLevel.Warning, "A form could not be opened: Slack said {Error}")]
    public static partial void FormNotOpened(ILogger logger, string error);

    [LoggerMessage(653, LogLevel.Warning, "The line that a run is worked on could not be shown in its thread; the run's own message tells it")]
    public static partial void StatusNotShown(ILogger logger, Exception fault);

    [LoggerMessage(652, LogLevel.Warning, "The Home tab of {User} could not be drawn; it is drawn again with the next change")]
    public static partial void HomeNotDrawn(ILogger logger, Exception fault, string user);
}
