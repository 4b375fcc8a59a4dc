using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// A table decided row by row in a modal, a single row in one laid over it, all of them in a file of the thread. Each turn keeps what
/// was marked; closing it loses only the page that stands open.
/// </summary>
public sealed class RowsForms(ModalOpener modals, PressForms notices, RowsDialog rows, RowsFiles files)
{
    public async ValueTask AnswerAsync(SlackClick click, ReviewRow review, RunRow run, CancellationToken ct)
    {
        CardPress press = click.Press!;
        if (click.Pressed.Surface is not PressPlace.InView { View: { Callback: ModalKind.Rows } shown })
        {
            await modals.OpenAsync(
                click.Pressed.TriggerId,
                "Row by row",
                "Reading the rows",
                async token => ViewOf(await PressAsync(click.Visit.Caller, press, SlackInputs.None, token), click),
                click.IsInModal,
                ct);
            return;
        }

        switch (press.Verb)
        {
            case CardVerb.RowsChange:
                await modals.OpenAsync(
                    click.Pressed.TriggerId,
                    "One row",
                    "Reading the row",
                    async token => await PressAsync(click.Visit.Caller, press, click.Pressed.Inputs, token) switch
                    {
                        RowsStep.Shown { Part: RowsPart.Row } row => RowsModal.DrawRow(row.Card, click.Reference() with { Above = shown.Id }),
                        var other => ViewOf(other, click),
                    },
                    above: true,
                    ct);
                break;
            case CardVerb.RowsFile:
                await modals.OpenAsync(click.Pressed.TriggerId, "In a spreadsheet", "Putting the file into the thread", token => FileAsync(click, review, run, token), above: true, ct);
                break;
            default:
                await modals.UpdateAsync(shown.Id, ViewOf(await PressAsync(click.Visit.Caller, press, click.Pressed.Inputs, ct), click), shown.Hash, ct);
                break;
        }
    }

    /// <summary>The modal's own button: the totals, one row kept, or the choices handed in.</summary>
    public async ValueTask<SlackResponse> SubmitAsync(SlackDelivery.Submitted submitted, ModalReference reference, CardPress press, Caller caller, CancellationToken ct)
    {
        switch (await PressAsync(caller, press, submitted.Inputs, ct))
        {
            case RowsStep.Shown { Part: RowsPart.Row } again:
                return SlackReplies.Replace(RowsModal.DrawRow(again.Card, reference));
            case RowsStep.Shown { Part: RowsPart.Page } page when reference.Above.Length > 0:
                // The page below shows the row as it is now; it comes into view when this form closes.
                JsonObject below = RowsModal.Draw(page.Card, reference with { Above = "", Press = null });
                return await modals.UpdateAsync(reference.Above, below, "", ct) ? SlackResponse.Nothing : SlackReplies.Replace(below);
            case RowsStep.Shown shown:
                return SlackReplies.Replace(RowsModal.Draw(shown.Card, reference));
            case RowsStep.Done { Reply: Reply.Refused refused }:
                return SubmissionAnswers.Refuse(submitted, refused.Refusal);
            case RowsStep.Done:
                return SlackReplies.Close();
            case RowsStep.No no:
                return SubmissionAnswers.Refuse(submitted, no.Refusal);
            default:
                return SlackResponse.Nothing;
        }
    }

    // What was marked is kept before; who may not decide gets no file.
    private async ValueTask<JsonObject> FileAsync(SlackClick click, ReviewRow review, RunRow run, CancellationToken ct) =>
        await PressAsync(click.Visit.Caller, click.Press!, click.Pressed.Inputs, ct) is RowsStep.No no ? NoticeModal.Draw(no.Refusal, click.Reference())
        : await files.PutAsync(review, run, ct) is { } name ? NoticeModal.Draw("In a spreadsheet", RowsFiles.HowTo(name), click.Reference())
        : NoticeModal.Draw(RowsFiles.NotPut, click.Reference());

    private JsonObject ViewOf(RowsStep step, SlackClick click) => step switch
    {
        RowsStep.Shown shown => RowsModal.Draw(shown.Card, click.Reference()),
        RowsStep.No no => NoticeModal.Draw(no.Refusal, click.Reference()),
        RowsStep.Done done => notices.ViewOf(done.Reply, click.Visit) ?? NoticeModal.Draw("Done", "", click.Reference()),
        _ => throw new InvalidOperationException($"No view for {step.GetType().Name}."),
    };

    private ValueTask<RowsStep> PressAsync(Caller caller, CardPress press, SlackInputs inputs, CancellationToken ct) =>
        rows.PressAsync(caller, press.Verb, press.Ref, inputs.Blocks.ToImmutableDictionary(block => RowsModal.NameOf(block.Key), block => block.Value.Texts.IsEmpty ? "" : block.Value.Texts[0]), [], ct);
}
