using System.Text;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>
/// Keeps a card within what every platform takes: 80 KB of JSON in UTF-16 (Teams), 45 blocks and 13,000 characters (Slack).
/// What gives way, in this order: the draft, then rows, then changes; never strip, question, consequence, warning, facts, who
/// decides or actions.
/// </summary>
public static class CardBudget
{
    public const int MostBytes = 80_000;
    public const int MostBlocks = 45;
    public const int MostCharacters = 13_000;

    public static Card Fit(CardRoom room, Func<CardRoom, Card> draw)
    {
        Card card = draw(room);
        foreach (CardRoom smaller in Smaller(room))
        {
            if (IsWithin(card))
            {
                return card;
            }

            card = draw(smaller);
        }

        return card;
    }

    public static bool IsWithin(Card card) =>
        Encoding.Unicode.GetByteCount(CardJson.Write(card)) <= MostBytes && Blocks(card) <= MostBlocks && Characters(card.Body) <= MostCharacters;

    /// <summary>Elements that become a block of their own where there are no containers, and one for the buttons.</summary>
    public static int Blocks(Card card) => card.Body.Sum(Blocks) + (card.Actions.IsEmpty ? 0 : 1);

    /// <summary>Characters that people see.</summary>
    public static int Characters(IEnumerable<CardElement> elements) => elements.Sum(Characters);

    private static IEnumerable<CardRoom> Smaller(CardRoom room)
    {
        yield return room = room with { DraftCharacters = room.DraftCharacters / 2, Paragraphs = 3 };
        yield return room = room with { DraftCharacters = 120, Paragraphs = 1 };
        yield return room = room with { Rows = Math.Min(room.Rows, 6) };
        yield return room = room with { Rows = Math.Min(room.Rows, 3) };
        yield return room = room with { Pairs = 3 };
        yield return room with { Rows = 1, Pairs = 1 };
    }

    private static int Blocks(CardElement element) => element is Container { Id: not CardPart.Strip } container ? container.Items.Sum(Blocks) : 1;

    private static int Characters(CardElement element) => element switch
    {
        TextBlock text => text.Text.Length,
        RichTextBlock rich => rich.Inlines.Sum(run => run.Text.Length),
        FactSet facts => facts.Facts.Sum(fact => fact.Title.Length + fact.Value.Length),
        Container container => Characters(container.Items),
        ColumnSet columns => columns.Columns.Sum(column => Characters(column.Items)),
        Table table => table.Rows.Sum(row => row.Cells.Sum(cell => Characters(cell.Items))),
        InputText text => text.Label.Length,
        _ => 0,
    };
}
