using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>
/// Draws a card as a Slack message. Where it is too large, dividing lines give way first, then the body from its end, then facts;
/// the question and the buttons never. Whatever is missing is counted in the card and goes along as a file.
/// </summary>
public static class BlockKitDrawer
{
    private const int LongestFallback = 3_000;

    public static SlackMessage Draw(Card card, SlackContext? context = null)
    {
        SlackContext with = context ?? SlackContext.Plain;
        card = SafeCard.Of(card, with.Links);
        PieceList pieces = Pieces(card, with, BlockSurface.Message);
        JsonObject[] actions = [.. new ActionDrawer(with, pieces).Rows([.. pieces.Actions, .. card.Actions])];
        Fit(pieces, BlockLimits.MessageBlocksUsed - actions.Length, BlockLimits.MessageCharacters - actions.Sum(BlockLimits.VisibleCharacters));
        JsonObject[] blocks = [.. pieces.All.Select(piece => piece.Block), .. actions];
        string words = pieces.Words;
        if (pieces.IsCut)
        {
            pieces.Files.Insert(0, new CutContent("card.txt", "Everything this card says", words));
        }

        string text = SlackText.Mrkdwn(card.FallbackText.Trim().Length > 0 ? card.FallbackText : words, LongestFallback);
        return new SlackMessage(
            blocks.Length > 0 ? Block.Array(blocks) : new JsonArray(Block.Section(text.Length == 0 ? "–" : text)),
            text.Length == 0 ? "–" : text,
            [.. pieces.Lost],
            [.. pieces.Files.Select(file => file with { Text = SafeText.Plain(file.Text, with.Links) })]);
    }

    internal static PieceList Pieces(Card card, SlackContext context, BlockSurface surface)
    {
        var pieces = new PieceList();
        new ElementDrawer(surface, pieces, new InkReader(context, card.Mentions)).Draw(SafeCard.Of(card, context.Links).Body);
        return pieces;
    }

    /// <summary>Takes out what gives way until the rest fits, and says how much that was where it began.</summary>
    internal static void Fit(PieceList pieces, int mostBlocks, int mostCharacters, string where = "the file in this thread holds all of it")
    {
        List<Piece> all = pieces.All;
        while (all.Count > 0 && all[^1].Weight == PieceWeight.Line)
        {
            all.RemoveAt(all.Count - 1);
        }

        for (int last = all.FindLastIndex(piece => piece.Weight == PieceWeight.Line); all.Count > mostBlocks && last >= 0; last = all.FindLastIndex(piece => piece.Weight == PieceWeight.Line))
        {
            all.RemoveAt(last);
        }

        if (Fits(0))
        {
            return;
        }

        int gone = 0, first = all.Count;
        foreach (PieceWeight weight in new[] { PieceWeight.Line, PieceWeight.Body, PieceWeight.Facts, PieceWeight.Kept })
        {
            for (int last = all.FindLastIndex(piece => piece.Weight == weight); last >= 0 && !Fits(1); last = all.FindLastIndex(piece => piece.Weight == weight))
            {
                all.RemoveAt(last);
                first = Math.Min(first, last);
                gone += weight == PieceWeight.Line ? 0 : 1;
            }
        }

        if (gone > 0)
        {
            pieces.IsCut = true;
            pieces.Lose("parts of the card");
            all.Insert(Math.Clamp(first, 0, all.Count), new Piece(Block.Context($"*{Wording.Count(gone, "more part", "more parts")}:* {where}."), PieceWeight.Kept));
        }

        bool Fits(int more) => all.Count + more <= mostBlocks && all.Sum(piece => piece.Characters) + (more * 100) <= mostCharacters;
    }
}
