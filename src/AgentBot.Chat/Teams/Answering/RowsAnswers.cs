using AgentBot.Chat.Teams.Drawing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews.RowByRow;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>A table decided row by row: in a dialog, or in the card's place where a client opens none. Each turn keeps what was marked.</summary>
public sealed class RowsAnswers(RowsDialog rows, PressAnswering answering)
{
    private const string Title = "Row by row";

    /// <param name="click">Within its run.</param>
    public async ValueTask<TeamsResponse> InDialogAsync(TeamsClick click, CancellationToken ct) => await PressAsync(click, click.Press.Verb, ct) switch
    {
        RowsStep.Shown shown => Dialog(shown.Card),
        RowsStep.Done { Reply: Reply.Decided decided } => Says(decided.Sentence),
        RowsStep.Done { Reply: Reply.Refused refused } => await AgainAsync(click, refused.Refusal, ct),
        RowsStep.No no when click.Press.Verb == CardVerb.Rows => Says(no.Refusal.ToString()),
        RowsStep.No no => await AgainAsync(click, no.Refusal, ct),
        _ => Says("Done."),
    };

    /// <summary>The same for a button that opened no dialog.</summary>
    public async ValueTask<TeamsResponse> InPlaceAsync(TeamsClick click, CancellationToken ct)
    {
        switch (await PressAsync(click, click.Press.Verb, ct))
        {
            case RowsStep.Shown shown:
                Card card = shown.Card with { Actions = [.. shown.Card.Actions, new CardAction.Execute(CardVerb.View, click.Press.Ref with { Shown = "" }) { Title = "Back to the card" }] };
                if (click.IsInvoke)
                {
                    return answering.Card(card);
                }

                await answering.Telling.ShowAsync(click.Visit, card, [], ct);
                return TeamsResponse.Nothing;
            case RowsStep.No no:
                return await answering.RefuseAsync(click, no.Refusal, ct);
            case RowsStep.Done done:
                return answering.Within(click, done.Reply);
            default:
                return TeamsResponse.Nothing;
        }
    }

    // What was marked and typed stays; why it was not taken stands above it.
    private async ValueTask<TeamsResponse> AgainAsync(TeamsClick click, Refusal refusal, CancellationToken ct) =>
        await PressAsync(click, CardVerb.RowsTotals, ct) is RowsStep.Shown shown
            ? Dialog(shown.Card with { Body = [new CardElement.TextBlock(CardText.Line(refusal.ToString(), 300)) { Color = TextColor.Attention }, .. shown.Card.Body] })
            : Says(refusal.ToString());

    private ValueTask<RowsStep> PressAsync(TeamsClick click, string verb, CancellationToken ct) =>
        rows.PressAsync(click.Visit.Caller, verb, click.Press.Ref, click.Inputs.Texts, click.Along(answering.Telling, AnswerScope.Refusals), ct);

    private static TeamsResponse.Body Dialog(Card card) => new(InvokeBody.Dialog(Title, FullDialog.InDialog(AdaptiveDrawer.Draw(card))));

    private static TeamsResponse.Body Says(string sentence) => new(InvokeBody.DialogSays(sentence));
}
