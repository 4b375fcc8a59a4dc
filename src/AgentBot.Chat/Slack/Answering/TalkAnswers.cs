using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// What people say to each other and hand over where AgentBot is. Nobody is answered; it starts what somebody has scheduled to wait
/// for it, once for each message. Replies in threads are talk about something else and start nothing.
/// </summary>
public sealed class TalkAnswers(SlackVisits visits, IEventDoor events, SlackFileIntake files, ChatTelling telling)
{
    /// <returns>Whether a schedule waits for it.</returns>
    /// <exception cref="FetchingException">Its files are still on their way: Slack shall send it again.</exception>
    public async ValueTask<bool> HearAsync(SlackDelivery.Said said, CancellationToken ct)
    {
        HeardMessage message = said.Message;
        if (message.Thread.Length > 0 || visits.Identity is not { } identity || !visits.IsOurs(said.Origin))
        {
            return false;
        }

        ChannelKey channel = ChannelKey.Of(SlackRoster.PlatformName, SlackVisits.HomeOf(identity), message.Channel);
        if (!await events.ListensAsync(channel, message.Files.Length > 0, ct))
        {
            // Most talk ends here: nobody is looked up for it.
            return false;
        }

        var place = new VisitPlace(message.Channel, "", "", message.IsDirect, NeedsBot: true);
        SlackVisit visit = await visits.OfAsync(said.Origin, place, "message", $"{message.Channel}:{message.Timestamp}", ct);
        await visits.MeetAsync(visit, message.Text, ct);
        string words = visits.Read(visit, message.Text);
        string[] names = [.. message.Files.Select(file => FileNames.Of(file.Name))];
        if (visit.Caller.OnlyLooks is not null || !await events.WantsAsync(channel, visit.Caller.Person, words, names, ct))
        {
            return false;
        }

        Result<ImmutableArray<Value.File>> taken = await files.TakeAsync(channel, message.Files, ct);
        if (taken.Refusal is { } refused)
        {
            await telling.RefuseAsync(visit, refused, ct);
        }

        string link = identity.LinkTo(message.Channel, message.Timestamp);
        await events.SaidAsync(new ChannelMessage(visit.Caller.Person, channel, message.Timestamp, TimeOf(message.Timestamp), words, taken.IsRefused ? [] : taken.Value, link, []), ct);
        return true;
    }

    /// <summary>A timestamp of Slack is the seconds of a message, and behind the point what makes it unique.</summary>
    private static DateTimeOffset TimeOf(string timestamp) =>
        decimal.TryParse(timestamp, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds < 253_402_300_799m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : DateTimeOffset.UnixEpoch;
}

/// <summary>In a direct message everything that is said is said to AgentBot; only a file without words is handed over.</summary>
public sealed class SlackEarshot : IEarshot
{
    public string Platform => SlackRoster.PlatformName;

    public Refusal? Deaf(ChannelKey channel, Trigger trigger) => trigger is Trigger.MessageSaid && channel.Channel.StartsWith('D')
        ? new Refusal(RefusalKind.BadInput, "Nothing was scheduled.", "In a direct message everything you write is meant for AgentBot and is read as a command.", "Schedule it in a channel that AgentBot is in.")
        : null;
}
