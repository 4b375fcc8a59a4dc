using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>A page of rows, or what the choices come to. The first step of the card is the modal's own button, the others stand below the rows.</summary>
public static class RowsModal
{
    public static JsonObject Draw(Card card, ModalReference at)
    {
        Execute? first = card.Actions.OfType<Execute>().FirstOrDefault(action => action.Style == ActionStyle.Positive);
        PieceList pieces = BlockKitDrawer.Pieces(card, SlackContext.Plain, BlockSurface.Modal);
        var actions = new ActionDrawer(SlackContext.Plain, pieces);
        JsonObject[] rows = [.. actions.Rows(card.Actions.Where(action => action != first))];
        ModalReference reference = first is null ? at : at with { Press = new CardPress(PressStep.Act, first.Verb, first.Ref) };

        // A modal's own button takes few letters; the sum stands in the table above it.
        string submit = first is null ? "" : first.Title.Split(',')[0];
        return ModalFrame.Of(ModalKind.Rows, "Row by row", [.. ModalFrame.Blocks(pieces), .. rows], reference, submit, "Close");
    }
}
