using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Shortcuts: start a template, start one with a message, remember a message. Their names stand in the manifest.</summary>
public sealed class ShortcutAnswers(SlackVisits visits, IConversation conversation, PressForms forms, ChatTelling telling, MessageKeeping keeping)
{
    public const string Start = "start_template";
    public const string StartWithMessage = "start_with_message";
    public const string RememberMessage = "remember_message";

    private static readonly Refusal Empty = new(RefusalKind.BadInput, "Nothing was done.", "This message holds no text.", "Point at a message with words.");

    public async ValueTask<SlackResponse> AnswerAsync(SlackDelivery.Shortcut shortcut, CancellationToken ct)
    {
        if (shortcut.Callback == Start)
        {
            await forms.OpenStartAsync(shortcut.Origin, shortcut.TriggerId, null, null, ct);
        }
        else if (shortcut.Message is { } message && shortcut.Callback is StartWithMessage or RememberMessage)
        {
            await OnMessageAsync(shortcut, message, ct);
        }

        return SlackResponse.Nothing;
    }

    private async ValueTask OnMessageAsync(SlackDelivery.Shortcut shortcut, HeardMessage message, CancellationToken ct)
    {
        var place = new VisitPlace(message.Channel, "", message.Thread, message.Channel.StartsWith('D'), NeedsBot: true);
        SlackVisit visit = await visits.OfAsync(shortcut.Origin, place, "shortcut", shortcut.TriggerId, ct);
        await visits.MeetAsync(visit, message.Text, ct);
        string words = TypedText.ReadWords(message.Text, visit.Caller.Workspace, visits.People);
        if (words.Length == 0)
        {
            await telling.RefuseAsync(visit, Empty, ct);
        }
        else if (shortcut.Callback == RememberMessage)
        {
            await conversation.SayAsync(new CommandRequest(visit.Caller, $"remember {words}", [], [telling.Answer(visit, AnswerScope.All)]), ct);
        }
        else if (visit.Caller.OnlyLooks is { } limit)
        {
            await telling.RefuseAsync(visit, limit, ct);
        }
        else
        {
            ArtifactRef kept = await keeping.KeepAsync(visit.Caller.Channel, words, ct);
            string thread = visit.Caller.Thread.Length > 0 ? visit.Caller.Thread : message.Timestamp;
            var about = new StartAbout(visit.Caller.Channel, thread, kept.Content, kept.Length) { Shown = CardText.PlainLine(words, 200) };
            await forms.OpenStartAsync(shortcut.Origin, shortcut.TriggerId, null, about, ct);
        }
    }
}

/// <summary>Keeps the words of a message as an artifact of its channel, so that a form can refer to them.</summary>
public sealed class MessageKeeping(IArtifactStaging staging, ICommitter committer, TimeProvider time)
{
    public async ValueTask<ArtifactRef> KeepAsync(ChannelKey channel, string words, CancellationToken ct)
    {
        Artifact artifact = Artifact.Of(ArtifactType.File, System.Text.Encoding.UTF8.GetBytes(words));
        await staging.StageAsync(channel, artifact, ct);
        await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = [new Change.PutArtifact(channel, artifact, null, time.GetUtcNow())] }, ct);
        return artifact.Ref;
    }
}
