using System.Globalization;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Chat.Verifying;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// A clock that stands wrong makes every request of Slack a refused one, and AgentBot mute. What goes out still works, so the
/// operators are told in person and in the log, and told again when it stands right.
/// </summary>
public sealed class ClockAlarm(ClockWatch watch, SourceMeter meter, SlackVisits visits, WorkspaceKeeping keeping, ILogger<ClockAlarm> logger)
{
    private const string Mark = "notice:slack-clock";

    private int _isRaised;

    public async ValueTask SawAsync(SignatureCheck check, CancellationToken ct)
    {
        if (watch.Saw(check))
        {
            if (meter.MayTell("clock"))
            {
                SlackLog.ClockIsOff(logger, (long)check.Offset.TotalSeconds);
            }

            if (Interlocked.Exchange(ref _isRaised, 1) == 0)
            {
                string seconds = Math.Abs(check.Offset.TotalSeconds).ToString("#,##0", CultureInfo.InvariantCulture);
                string way = check.Offset > TimeSpan.Zero ? "ahead of" : "behind";
                await TellAsync($"The clock is off: AgentBot’s computer is {seconds} seconds {way} Slack, so what people type and click is refused. Set its clock.", ct);
            }
        }
        else if (check.Verdict == SignatureVerdict.Good && Volatile.Read(ref _isRaised) == 1 && Interlocked.Exchange(ref _isRaised, 0) == 1)
        {
            await TellAsync("The clock of AgentBot’s computer was off and is right again. What people typed and clicked meanwhile was refused.", ct);
        }
    }

    private async ValueTask TellAsync(string sentence, CancellationToken ct)
    {
        try
        {
            await keeping.NoticeAsync(visits, Mark, sentence, ct);
        }
        catch (StoreUnavailableException)
        {
            // The log has it; whether the request is refused does not hang on who was told.
            Volatile.Write(ref _isRaised, 0);
        }
    }
}
