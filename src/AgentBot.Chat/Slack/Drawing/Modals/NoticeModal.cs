using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>A modal that only says something: a refusal, that something is being read, that a file waits.</summary>
public static class NoticeModal
{
    /// <summary>Opened at once where what follows takes longer than a trigger lives.</summary>
    /// <param name="what">"Reading the review": what is going on.</param>
    public static JsonObject Loading(string title, string what, ModalReference? at = null) =>
        ModalFrame.Of(ModalKind.Loading, title, [Block.Section($"⏳ {SlackText.Mrkdwn(what.TrimEnd('.', '…', ' '), 300)} …")], at, close: "Close");

    public static JsonObject Draw(string title, string text, ModalReference? at = null) =>
        ModalFrame.Of(ModalKind.Notice, title, [Block.Section(SlackText.Mrkdwn(text.Length == 0 ? "Nothing to do." : text, BlockLimits.Text))], at, close: "Close");

    /// <summary>A refusal with its suggestions as buttons.</summary>
    public static JsonObject Draw(Refusal refusal, ModalReference? at = null)
    {
        Card card = RefusalCard.Of(refusal);
        PieceList pieces = BlockKitDrawer.Pieces(card, SlackContext.Plain, BlockSurface.Modal);
        var actions = new ActionDrawer(SlackContext.Plain, pieces);
        return ModalFrame.Of(ModalKind.Notice, "Not done", [.. ModalFrame.Blocks(pieces), .. actions.Rows(card.Actions)], at, close: "Close");
    }

    /// <summary>A card that is shown to one person in a modal, for example a list.</summary>
    public static JsonObject Draw(Card card, SlackContext context, string title, ModalReference? at = null)
    {
        PieceList pieces = BlockKitDrawer.Pieces(card, context, BlockSurface.Modal);
        var actions = new ActionDrawer(context, pieces);
        JsonObject[] rows = [.. actions.Rows([.. pieces.Actions, .. card.Actions])];
        return ModalFrame.Of(ModalKind.Notice, title, [.. ModalFrame.Blocks(pieces), .. rows], at, close: "Close");
    }
}
