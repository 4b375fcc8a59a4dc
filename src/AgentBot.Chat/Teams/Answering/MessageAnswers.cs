using System.Collections.Immutable;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Words said to AgentBot: in the chat with it, or with a mention elsewhere. What people say to each other is talk, and so is a file
/// without words in the chat with AgentBot that a schedule waits for.
/// </summary>
public sealed class MessageAnswers(TeamsVisits visits, IConversation conversation, TeamsFileIntake files, TalkAnswers talk, ChatTelling telling)
{
    public async ValueTask AnswerAsync(TeamsDelivery.Said said, CancellationToken ct)
    {
        TeamsOrigin origin = said.Origin;
        bool isTalk = !said.IsMention && !origin.IsTargeted && origin.Spot.Kind != TeamsRoomKind.Personal;
        bool isHandedOver = origin.Spot.Kind == TeamsRoomKind.Personal && said.Files.Length > 0 && string.IsNullOrWhiteSpace(said.Text);
        if (isTalk || isHandedOver)
        {
            bool isWaitedFor = await talk.HearAsync(said, ct);
            if (isWaitedFor || isTalk)
            {
                return;
            }
        }

        TeamsVisit visit = await visits.OfAsync(origin, "message", ReceiptNames.OfWords(origin), ct);
        if (visit.Caller.OnlyLooks is { } limit && said.Files.Length > 0)
        {
            await telling.RefuseAsync(visit, limit, ct);
            return;
        }

        Result<ImmutableArray<Value.File>> taken = await files.TakeAsync(visit.Caller.Channel, said.Files, ct);
        if (taken.Refusal is { } refused)
        {
            await telling.RefuseAsync(visit, refused, ct);
            return;
        }

        string words = await visits.ReadAsync(visit, said, ct);
        await conversation.SayAsync(new CommandRequest(visit.Caller, words, taken.Value, [telling.Answer(visit, AnswerScope.All)]), ct);
    }
}
