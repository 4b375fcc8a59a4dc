using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>
/// A page of rows, one row, or what the choices come to. The first step of the card is the modal's own button, the others stand
/// below the rows.
/// </summary>
public static class RowsModal
{
    private const char DrawnMark = '~';
    private const string Title = "Row by row";

    public static JsonObject Draw(Card card, ModalReference at) => Draw(card, at, Title, "Close", isAbove: false);

    /// <summary>The form of one row, laid over the page that it stands on; closing it leads back there.</summary>
    public static JsonObject DrawRow(Card card, ModalReference at) => Draw(card, at, "One row", "Back", isAbove: true);

    /// <summary>The name that the card gave an input.</summary>
    public static string NameOf(string block) => block.Split(DrawnMark)[0];

    private static JsonObject Draw(Card card, ModalReference at, string title, string close, bool isAbove)
    {
        Execute? first = card.Actions.OfType<Execute>().FirstOrDefault(action => action.Style == ActionStyle.Positive);
        PieceList pieces = BlockKitDrawer.Pieces(card, SlackContext.Plain, BlockSurface.Modal);
        Distinguish(pieces, card);
        var actions = new ActionDrawer(SlackContext.Plain, pieces);
        JsonObject[] rows = isAbove ? [] : [.. actions.Rows([.. pieces.Actions, .. card.Actions.Where(action => action != first)])];
        ModalReference reference = first is null ? at : at with { Press = new CardPress(PressStep.Act, first.Verb, first.Ref) };

        // A modal's own button takes few letters; the sum stands in the table above it.
        string submit = first is null ? "" : first.Title.Split(',')[0];
        return ModalFrame.Of(ModalKind.Rows, title, [.. ModalFrame.Blocks(pieces), .. rows], reference, submit, close);
    }

    // Slack leaves in a field what stood there before, as long as its block has the same name: what was marked elsewhere in between
    // would be undone by the page that is handed in.
    private static void Distinguish(PieceList pieces, Card card)
    {
        string drawn = AgentBot.Core.Digest.OfText(CardJson.Write(card)).Value[..8];
        foreach (JsonObject input in pieces.All.Select(piece => piece.Block).Where(block => (string?)block["type"] == "input"))
        {
            input["block_id"] = $"{(string)input["block_id"]!}{DrawnMark}{drawn}";
        }
    }
}
