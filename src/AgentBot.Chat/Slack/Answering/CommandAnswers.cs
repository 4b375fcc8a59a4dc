using System.Text.Json.Nodes;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Commands;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Slash commands: answered in the body, a form opened beside it.</summary>
public sealed class CommandAnswers(SlackVisits visits, IConversation conversation, SlackReplies replies, ModalOpener modals, ChatTelling telling)
{
    public async ValueTask<SlackResponse> AnswerAsync(SlackDelivery.Command command, CancellationToken ct)
    {
        bool isDirect = command.ChannelName == "directmessage";
        var place = new VisitPlace(command.Channel, isDirect ? "" : command.ChannelName, "", isDirect, NeedsBot: true);
        SlackVisit visit = await visits.OfAsync(command.Origin, place, "command", command.TriggerId, ct);
        await visits.MeetAsync(visit, command.Text, ct);
        string text = visits.Read(visit, command.Text);
        Reply reply = await conversation.SayAsync(new CommandRequest(visit.Caller, text, [], []), ct);
        return reply is Reply.Form form ? await OpenAsync(visit, command.TriggerId, form.Request, ct) : replies.OfCommand(reply);
    }

    private async ValueTask<SlackResponse> OpenAsync(SlackVisit visit, string trigger, FormRequest form, CancellationToken ct)
    {
        JsonObject view = FormModal.Draw(form, new ModalReference(visit.Caller.Channel, visit.Caller.Thread), visits.Names(visit.Caller.Workspace));
        if (!await modals.OpenAsync(trigger, view, above: false, ct))
        {
            await telling.ShowAsync(visit, ct);
        }

        return SlackResponse.Nothing;
    }
}
