using System.Collections.Immutable;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Clicks on buttons of cards. What a button carries are identifiers; what they allow is looked up and asked of the guard again.
/// Clients of today get the answer in the body; older ones as a message.
/// </summary>
public sealed class PressAnswers(TeamsVisits visits, IConversation conversation, ReviewPresses reviews, FormPresses forms, DialogAnswers dialogs, PressAnswering answering, PressNames names)
{
    public async ValueTask<TeamsResponse> AnswerAsync(TeamsDelivery.Pressed pressed, CancellationToken ct)
    {
        TeamsVisit visit = await visits.OfAsync(pressed.Origin, ReceiptNames.Kind, await names.OfAsync(pressed.Origin, pressed.Press, pressed.Inputs, ct), ct);
        var click = new TeamsClick(visit, pressed.Press, pressed.Inputs, pressed.IsInvoke) { IsRefresh = pressed.IsRefresh };
        return pressed.Press.Ref.Kind switch
        {
            CardRef.Review or CardRef.Effect when click.Press.Verb == CardVerb.Read => await dialogs.ShowAsync(click, ct),
            CardRef.Review => await reviews.AnswerAsync(click, ct),
            CardRef.Run or CardRef.Effect or CardRef.Step => await reviews.OnRunAsync(click, ct),
            CardRef.Together when pressed.Press.Verb == CardVerb.Approve => await TogetherAsync(click, ct),
            CardRef.Given => await forms.AnswerAsync(click, ct),
            CardRef.Form => await TypeAsync(click, ButtonWords.OnForm(pressed.Press.Verb, pressed.Press.Ref.Id), ct),
            CardRef.Command => await TypeAsync(click, ButtonWords.OfCommand(pressed.Press.Verb, pressed.Press.Ref.Id, pressed.Inputs.Text(CardInput.Note)), ct),
            _ => await answering.ForeignAsync(click, ct),
        };
    }

    /// <summary>Alike reviews are approved together; what became of them takes the place of the group's card.</summary>
    private async ValueTask<TeamsResponse> TogetherAsync(TeamsClick click, CancellationToken ct)
    {
        var request = new TogetherRequest(click.Visit.Caller, click.Press.Ref.Id, click.Press.Ref.Shown, click.Along(answering.Telling, AnswerScope.All));
        return answering.Within(click, await conversation.ApproveTogetherAsync(request, ct));
    }

    /// <summary>A command that a button types for the person; its answer stands as a message, a form in the card's place.</summary>
    private async ValueTask<TeamsResponse> TypeAsync(TeamsClick click, Result<string> words, CancellationToken ct)
    {
        if (words.IsRefused)
        {
            return await answering.ForeignAsync(click, ct);
        }

        AnswerScope scope = click.IsInvoke ? AnswerScope.WithoutForms : AnswerScope.All;
        Reply reply = await conversation.SayAsync(new CommandRequest(click.Visit.Caller, words.Value, [], [answering.Telling.Answer(click.Visit, scope)]), ct);
        return reply is Reply.Form form && click.IsInvoke ? answering.Card(FormPresses.CardOf(form.Request, click.Visit.Caller.Receipt, 0)) : answering.Beside(click, reply);
    }
}

/// <param name="IsInvoke">The answer goes into the body; else it needs a message.</param>
public sealed record TeamsClick(TeamsVisit Visit, TeamsPress Press, TeamsInputs Inputs, bool IsInvoke)
{
    /// <summary>Nobody pressed anything: the client asks for its reader's view, because the card came into view.</summary>
    public bool IsRefresh { get; init; }

    /// <summary>Told in a message where the body takes no answer.</summary>
    public ImmutableArray<Change> Along(ChatTelling telling, AnswerScope scope) => IsInvoke ? [] : [telling.Answer(Visit, scope)];
}

/// <summary>How clicks are answered.</summary>
public sealed class PressAnswering(ChatTelling telling, TeamsPostDrawer drawer, ForeignPresses foreign)
{
    public ChatTelling Telling => telling;

    /// <summary>In the place of the card that was clicked, for the one who clicked.</summary>
    public TeamsResponse Card(Card card) => new TeamsResponse.Body(InvokeBody.Card(drawer.DrawFor(card)));

    public static TeamsResponse Toast(string sentence) => new TeamsResponse.Body(InvokeBody.Toast(sentence));

    /// <summary>A "no" that was decided before anybody was asked.</summary>
    public async ValueTask<TeamsResponse> RefuseAsync(TeamsClick click, Refusal refusal, CancellationToken ct)
    {
        if (click.IsInvoke)
        {
            return Toast(refusal.ToString());
        }

        await telling.RefuseAsync(click.Visit, refusal, ct);
        return TeamsResponse.Nothing;
    }

    /// <summary>A press that no button makes.</summary>
    public ValueTask<TeamsResponse> ForeignAsync(TeamsClick click, CancellationToken ct) =>
        RefuseAsync(click, foreign.Tell(click.Visit.Caller.Person, click.Press.Ref.Kind, click.Press.Verb), ct);

    /// <summary>The answer stands in a card or a sentence of its own; the body only says so.</summary>
    public TeamsResponse Beside(TeamsClick click, Reply reply) => !click.IsInvoke ? TeamsResponse.Nothing : reply switch
    {
        Reply.Started started => Toast($"Run {started.Number} has started."),
        Reply.Refused refused => Toast(refused.Refusal.ToString()),
        Reply.Decided decided => Card(decided.Card),
        Reply.Said said => Toast(said.Text),
        Reply.Shown { Private: true } when !click.Visit.IsDirect => Toast("The answer is for you alone; look for it in your chat with AgentBot or below."),
        _ => Toast("The answer stands below."),
    };

    /// <summary>The answer in the body, or nothing where it is told in a message.</summary>
    public TeamsResponse Within(TeamsClick click, Reply reply) => !click.IsInvoke ? TeamsResponse.Nothing : reply switch
    {
        Reply.Shown shown => Card(shown.Card),
        _ => Beside(click, reply),
    };
}
