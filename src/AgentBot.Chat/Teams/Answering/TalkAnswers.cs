using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Values;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// What people say to each other where Teams lets AgentBot hear it, and files without words in the chat with AgentBot. Nobody is
/// answered; it starts what somebody has scheduled to wait for it, once for each message. Replies in threads start nothing.
/// </summary>
public sealed class TalkAnswers(TeamsVisits visits, IEventDoor events, TeamsFileIntake files, ChatTelling telling, TimeProvider time)
{
    /// <returns>Whether a schedule waits for it.</returns>
    public async ValueTask<bool> HearAsync(TeamsDelivery.Said said, CancellationToken ct)
    {
        TeamsOrigin origin = said.Origin;
        bool isReply = origin.Spot.Thread.Length > 0 && origin.Spot.Thread != origin.Activity;
        ChannelKey channel = TeamsVisits.ChannelOf(origin);
        if (isReply || origin.Activity.Length == 0 || !await events.ListensAsync(channel, said.Files.Length > 0, ct))
        {
            return false;
        }

        TeamsVisit visit = await visits.OfAsync(origin, "message", ReceiptNames.OfWords(origin), ct);
        string words = await visits.ReadAsync(visit, said, ct);
        string[] names = [.. said.Files.Select(file => FileNames.Of(file.Name))];
        if (visit.Caller.OnlyLooks is not null || !await events.WantsAsync(channel, visit.Caller.Person, words, names, ct))
        {
            return false;
        }

        Result<ImmutableArray<Value.File>> taken = await files.TakeAsync(channel, said.Files, ct);
        if (taken.Refusal is { } refused)
        {
            await telling.RefuseAsync(visit, refused, ct);
        }

        await events.SaidAsync(new ChannelMessage(visit.Caller.Person, channel, origin.Activity, TimeOf(origin.Activity), words, taken.IsRefused ? [] : taken.Value, LinkTo(origin), []), ct);
        return true;
    }

    /// <summary>The id of a message in Teams is its time in milliseconds; where it is none, it came just now.</summary>
    private DateTimeOffset TimeOf(string activity) =>
        long.TryParse(activity, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds is > 0 and < 253_402_300_799_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : time.GetUtcNow();

    /// <summary>Only messages of channels have an address.</summary>
    private static string LinkTo(TeamsOrigin origin) =>
        origin.Spot.Kind == TeamsRoomKind.Channel ? TeamsGateway.MessageLink(origin.Spot.Conversation, origin.Activity, origin.Tenant) : "";
}

/// <summary>
/// Teams gives a bot only what mentions it, unless the app asks for every message and somebody agreed; files it gives in the chat
/// with the bot alone.
/// </summary>
public sealed class TeamsEarshot(TeamsBook book, IOptions<TeamsOptions> options) : IEarshot
{
    private const string Nothing = "Nothing was scheduled.";

    public string Platform => TeamsRoster.PlatformName;

    public Refusal? Deaf(ChannelKey channel, Trigger trigger)
    {
        bool isDirect = book.Find(channel)?.Kind == TeamsRoomKind.Personal;
        return trigger switch
        {
            Trigger.MessageSaid when isDirect => new Refusal(
                RefusalKind.BadInput, Nothing, "In your chat with AgentBot everything you write is meant for it and is read as a command.", "Schedule it in a channel that AgentBot is in."),
            Trigger.MessageSaid when !options.Value.HearsEverything => new Refusal(
                RefusalKind.BadInput, Nothing, "Teams lets AgentBot hear only messages that mention it, and those are commands.", "Ask an operator to let it hear the whole channel: the guide for installing the app says how."),
            Trigger.FileDropped when !isDirect => new Refusal(
                RefusalKind.BadInput, Nothing, "Teams gives AgentBot no files of channels and group chats.", "Schedule it in your chat with AgentBot, and send the files there without words."),
            _ => null,
        };
    }
}
