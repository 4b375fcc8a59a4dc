using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Clicks on buttons of cards, lists, forms and the Home tab. What a button carries are identifiers; what they allow is looked up
/// and asked of the guard again.
/// </summary>
public sealed class PressAnswers(SlackVisits visits, IConversation conversation, ReviewPresses reviews, PressForms forms, PressTelling tell)
{
    public async ValueTask<SlackResponse> AnswerAsync(SlackDelivery.Pressed pressed, CancellationToken ct)
    {
        var press = CardPress.Read(pressed.Press.ActionId, pressed.Press.Value);
        if (press is { Step: PressStep.Link } || pressed.Press.Type is not "button")
        {
            return SlackResponse.Nothing;
        }

        var click = new SlackClick(pressed, press, await VisitAsync(pressed, ct));
        if (press is null)
        {
            await forms.ForeignAsync(click, ct);
            return SlackResponse.Nothing;
        }

        if (click.Visit.Caller.OnlyLooks is { } limit && pressed.Surface is PressPlace.OnMessage { IsEphemeral: true })
        {
            // Only an answer to a command can be clicked where AgentBot is not; nothing could be posted there.
            await tell.Urls.TellAsync(pressed.ResponseUrl, tell.Replies.Refusal(limit), ct);
            return SlackResponse.Nothing;
        }

        switch (press.Ref.Kind)
        {
            case CardRef.Review:
                await reviews.AnswerAsync(click, ct);
                break;
            case CardRef.Run:
            case CardRef.Effect:
            case CardRef.Step:
                await reviews.OnRunAsync(click, ct);
                break;
            case CardRef.Edited:
                await reviews.UseEditedAsync(click, ct);
                break;
            case CardRef.Command when press.Step == PressStep.Ask:
                await forms.OpenWordsAsync(click, press.Ref.Id, ct);
                break;
            case CardRef.Command:
                await TypeAsync(click, ButtonWords.OfCommand(press.Verb, press.Ref.Id), ct);
                break;
            case CardRef.Form:
                await TypeAsync(click, ButtonWords.OnForm(press.Verb, press.Ref.Id), ct);
                break;
            case CardRef.Together when press is { Step: PressStep.Act, Verb: CardVerb.Approve }:
                await TogetherAsync(click, ct);
                break;
            case CardRef.Given:
                await forms.OpenGivenAsync(click, press.Ref.Id, ct);
                break;
            default:
                await forms.ForeignAsync(click, ct);
                break;
        }

        return SlackResponse.Nothing;
    }

    private async ValueTask<SlackVisit> VisitAsync(SlackDelivery.Pressed pressed, CancellationToken ct)
    {
        VisitPlace place = pressed.Surface switch
        {
            PressPlace.OnMessage message => new VisitPlace(message.Channel, "", message.Thread, message.Channel.StartsWith('D'), NeedsBot: message.IsEphemeral),
            PressPlace.InView { View: { } view } when ModalReference.Read(view.Metadata) is { } reference =>
                new VisitPlace(reference.Channel.Channel, "", reference.Thread, reference.Channel.Channel is ['D' or '@', ..], NeedsBot: false),
            _ => visits.HomePlace(pressed.Origin),
        };
        return await visits.OfAsync(pressed.Origin, place, "press", pressed.TriggerId, ct);
    }

    /// <summary>Alike reviews are approved together; the answer is a card of its own.</summary>
    private async ValueTask TogetherAsync(SlackClick click, CancellationToken ct)
    {
        bool inView = click.Pressed.Surface is PressPlace.InView;
        var request = new TogetherRequest(click.Visit.Caller, click.Press!.Ref.Id, click.Press.Ref.Shown, inView ? [] : [tell.Telling.Answer(click.Visit, AnswerScope.All)]);
        Reply reply = await conversation.ApproveTogetherAsync(request, ct);
        if (inView)
        {
            await forms.OpenReplyAsync(click, reply, ct);
        }
    }

    /// <summary>A command that a button types for the person.</summary>
    private async ValueTask TypeAsync(SlackClick click, Result<string> words, CancellationToken ct)
    {
        if (words.IsRefused)
        {
            await forms.ForeignAsync(click, ct);
            return;
        }

        string command = words.Value;
        if (click.IsHome && command.StartsWith("run ", StringComparison.Ordinal))
        {
            // A run belongs to a channel, and the Home tab is none: the person says which.
            await forms.OpenStartAsync(click.Pressed.Origin, click.Pressed.TriggerId, command["run ".Length..], null, ct);
            return;
        }

        bool inView = click.Pressed.Surface is PressPlace.InView;
        Reply reply = await conversation.SayAsync(
            new CommandRequest(click.Visit.Caller, command, [], inView ? [] : [tell.Telling.Answer(click.Visit, AnswerScope.WithoutForms)]), ct);
        if (reply is Reply.Form form)
        {
            await forms.OpenFormAsync(click, form.Request, ct);
        }
        else if (inView)
        {
            await forms.OpenReplyAsync(click, reply, ct);
        }
    }
}

/// <summary>How a click is answered where no form is.</summary>
public sealed record PressTelling(ChatTelling Telling, SlackReplies Replies, ResponseUrls Urls);

/// <param name="Press">What the button of ours says; null where it is none of ours.</param>
public sealed record SlackClick(SlackDelivery.Pressed Pressed, CardPress? Press, SlackVisit Visit)
{
    /// <summary>The button stands on a message, where the answer can stand too.</summary>
    public bool IsOnMessage => Pressed.Surface is PressPlace.OnMessage;

    public bool IsHome => Pressed.Surface is PressPlace.InView { View.Kind: "home" };

    /// <summary>The button stands in a form, over which another one can be laid.</summary>
    public bool IsInModal => Pressed.Surface is PressPlace.InView { View.Kind: "modal" };

    public string MessageTimestamp => Pressed.Surface is PressPlace.OnMessage message ? message.Timestamp : "";

    /// <summary>What a form opened by this click remembers: where the person stands, which a later press from it proves again.</summary>
    public ModalReference Reference() => ModalReference.At(Visit.Conversation) with { Message = MessageTimestamp, Press = Press };
}
