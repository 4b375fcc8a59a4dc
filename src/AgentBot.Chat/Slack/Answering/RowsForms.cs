using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews.RowByRow;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>A table decided row by row in a modal. Each turn keeps what was marked; closing it loses only the page that stands open.</summary>
public sealed class RowsForms(ModalOpener modals, PressForms notices, RowsDialog rows)
{
    public async ValueTask AnswerAsync(SlackClick click, CancellationToken ct)
    {
        CardPress press = click.Press!;
        if (click.Pressed.Surface is PressPlace.InView { View: { Callback: ModalKind.Rows } shown })
        {
            await modals.UpdateAsync(shown.Id, await DrawAsync(click, press, ct), shown.Hash, ct);
            return;
        }

        await modals.OpenAsync(
            click.Pressed.TriggerId,
            "Row by row",
            "Reading the rows",
            async token => ViewOf(await PressAsync(click.Visit.Caller, press, SlackInputs.None, token), click),
            click.IsInModal,
            ct);
    }

    /// <summary>The modal's own button: the totals, or the choices handed in.</summary>
    public async ValueTask<SlackResponse> SubmitAsync(SlackDelivery.Submitted submitted, ModalReference reference, CardPress press, Caller caller, CancellationToken ct) =>
        await PressAsync(caller, press, submitted.Inputs, ct) switch
        {
            RowsStep.Shown shown => SlackReplies.Replace(RowsModal.Draw(shown.Card, reference)),
            RowsStep.Done { Reply: Reply.Refused refused } => SubmissionAnswers.Refuse(submitted, refused.Refusal),
            RowsStep.Done => SlackReplies.Close(),
            RowsStep.No no => SubmissionAnswers.Refuse(submitted, no.Refusal),
            _ => SlackResponse.Nothing,
        };

    private async ValueTask<JsonObject> DrawAsync(SlackClick click, CardPress press, CancellationToken ct) =>
        ViewOf(await PressAsync(click.Visit.Caller, press, click.Pressed.Inputs, ct), click);

    private JsonObject ViewOf(RowsStep step, SlackClick click) => step switch
    {
        RowsStep.Shown shown => RowsModal.Draw(shown.Card, click.Reference()),
        RowsStep.No no => NoticeModal.Draw(no.Refusal, click.Reference()),
        RowsStep.Done done => notices.ViewOf(done.Reply, click.Visit) ?? NoticeModal.Draw("Done", "", click.Reference()),
        _ => throw new InvalidOperationException($"No view for {step.GetType().Name}."),
    };

    private ValueTask<RowsStep> PressAsync(Caller caller, CardPress press, SlackInputs inputs, CancellationToken ct) =>
        rows.PressAsync(caller, press.Verb, press.Ref, inputs.Blocks.ToImmutableDictionary(block => block.Key, block => block.Value.Texts.IsEmpty ? "" : block.Value.Texts[0]), [], ct);
}
