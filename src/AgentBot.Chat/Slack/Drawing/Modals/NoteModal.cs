using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>The second step of a button that needs words: why not, what should change, which rows. Drawn from the same card that holds the button.</summary>
public static class NoteModal
{
    /// <param name="about">The question of the card, so that nobody writes into the wrong one; empty for none.</param>
    public static JsonObject Draw(CardAction.ShowCard show, ModalReference at, string about = "")
    {
        CardAction.Execute? execute = show.Card.Actions.OfType<CardAction.Execute>().FirstOrDefault();
        ModalReference reference = execute is null ? at : at with { Press = new CardPress(PressStep.Act, execute.Verb, execute.Ref) };
        PieceList pieces = BlockKitDrawer.Pieces(show.Card, SlackContext.Plain, BlockSurface.Modal);
        IEnumerable<JsonObject> blocks = ModalFrame.Blocks(pieces);
        string line = SlackText.Mrkdwn(about.ReplaceLineEndings(" "), 300);
        return ModalFrame.Of(ModalKind.Note, show.Title, line.Length == 0 ? blocks : blocks.Prepend(Block.Context(line)), reference, execute is { Title.Length: > 0 } ? execute.Title : "Send");
    }

    /// <summary>The button of a card that has this verb in its second step; null where the card no longer offers it.</summary>
    public static CardAction.ShowCard? Find(Card card, string verb) =>
        card.Actions.OfType<CardAction.ShowCard>().FirstOrDefault(show => show.Card.Actions.OfType<CardAction.Execute>().Any(execute => execute.Verb == verb));
}
