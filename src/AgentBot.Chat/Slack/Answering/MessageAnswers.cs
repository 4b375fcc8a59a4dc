using System.Collections.Immutable;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Words said to AgentBot in a channel or in a direct message. The mention and the message of the same words are one: both bear the
/// message's own name. Bots are not answered. What is not said to AgentBot is talk, and so is a file without words in a direct
/// message that a schedule waits for.
/// </summary>
public sealed class MessageAnswers(SlackVisits visits, IConversation conversation, SlackFileIntake files, EditFiles edits, TalkAnswers talk, ChatTelling telling)
{
    public async ValueTask<SlackResponse> AnswerAsync(SlackDelivery.Said said, CancellationToken ct)
    {
        HeardMessage message = said.Message;
        if (said.Origin.User == visits.BotUser)
        {
            return SlackResponse.Nothing;
        }

        bool isHandedOver = message is { IsDirect: true, Files.Length: > 0 } && string.IsNullOrWhiteSpace(message.Text);
        if (!IsForUs(said) || isHandedOver)
        {
            bool isWaitedFor = await talk.HearAsync(said, ct);
            if (isWaitedFor || !isHandedOver)
            {
                return SlackResponse.Nothing;
            }
        }

        var place = new VisitPlace(message.Channel, "", message.Thread, message.IsDirect, NeedsBot: false);
        SlackVisit visit = await visits.OfAsync(said.Origin, place, "message", $"{message.Channel}:{message.Timestamp}", ct);
        await visits.MeetAsync(visit, message.Text, ct);
        if (visit.Caller.OnlyLooks is { } limit && message.Files.Length > 0)
        {
            await telling.RefuseAsync(visit, limit, ct);
            return SlackResponse.Nothing;
        }

        Result<ImmutableArray<Value.File>> taken = await files.TakeAsync(visit.Caller.Channel, message.Files, ct);
        if (taken.Refusal is { } refused)
        {
            await telling.RefuseAsync(visit, refused, ct);
            return SlackResponse.Nothing;
        }

        string words = visits.Read(visit, message.Text);
        if (words.Length == 0 && taken.Value.Length == 1 && visit.Caller.Thread.Length > 0)
        {
            await edits.TakeAsync(visit, taken.Value[0], ct);
            return SlackResponse.Nothing;
        }

        await conversation.SayAsync(new CommandRequest(visit.Caller, words, taken.Value, [telling.Answer(visit, AnswerScope.All)]), ct);
        return SlackResponse.Nothing;
    }

    private bool IsForUs(SlackDelivery.Said said) =>
        said.IsMention || said.Message.IsDirect || TypedText.Mentions(said.Message.Text, visits.BotUser);
}
