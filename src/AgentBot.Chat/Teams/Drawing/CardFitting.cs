using System.Collections.Immutable;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>
/// Makes a card small enough, always in the same way: the draft gives way first, from its end, then evidence, then what has no
/// part of its own, then changes, then facts; long texts are shortened last. Strip, question, consequence, warning, who decides
/// and the buttons stay. What is missing is counted where it stood.
/// </summary>
internal static class CardFitting
{
    private const int ShortText = 600;
    private const int ShortestText = 120;

    private static readonly ImmutableArray<string?> Order = [CardPart.Draft, CardPart.Evidence, null, CardPart.Changes, CardPart.SmallPrint, CardPart.Asked, CardPart.Facts];

    /// <summary>Null where it cannot be made to fit.</summary>
    public static Card? Fit(Card card, Func<Card, bool> fits)
    {
        if (fits(card))
        {
            return card;
        }

        Card now = card;
        foreach (string? part in Order)
        {
            for (int at = now.Body.Length - 1; at >= 0; at--)
            {
                if (!Gives(now.Body[at], part))
                {
                    continue;
                }

                bool isEnough = Shorter(now, at, fits, out now);
                if (isEnough)
                {
                    return now;
                }
            }
        }

        foreach (int most in (int[])[ShortText, ShortestText])
        {
            now = CardShortening.Shorten(now, most);
            if (fits(now))
            {
                return now;
            }
        }

        return null;
    }

    private static bool Gives(CardElement element, string? part) => element.Id == part && element is not TextBlock { Heading: true } && !IsInput(element);

    private static bool IsInput(CardElement element) => element is InputText or InputNumber or InputDate or InputToggle or InputChoiceSet;

    /// <summary>Takes as little as possible from the end of one element; all of it where that is not enough.</summary>
    private static bool Shorter(Card card, int at, Func<Card, bool> fits, out Card shorter)
    {
        CardElement element = card.Body[at];
        int units = Units(element);
        int least = 1, most = units;
        while (least < most)
        {
            int middle = (least + most) / 2;
            if (fits(Without(card, at, middle)))
            {
                most = middle;
            }
            else
            {
                least = middle + 1;
            }
        }

        shorter = Without(card, at, least);
        return fits(shorter);
    }

    private static Card Without(Card card, int at, int units)
    {
        CardElement element = card.Body[at];
        int left = units;
        CardElement? rest = Take(element, ref left);
        var note = new TextBlock($"**{Wording.Count(units, "more part", "more parts")}** not shown here.{Way(card)}") { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.Small };
        return card with { Body = rest is null ? card.Body.SetItem(at, note) : card.Body.SetItem(at, rest).Insert(at + 1, note) };
    }

    private static string Way(Card card) =>
        card.Actions.OfType<CardAction.OpenUrl>().FirstOrDefault(open => CardPath.ReadReview(open.Path) is { InFull: true }) is { } open
            ? $" “{CardText.Line(open.Title, 40)}” shows all."
            : "";

    /// <summary>How many pieces an element is made of that can go one by one.</summary>
    private static int Units(CardElement element) => element switch
    {
        Container container => container.Items.Sum(Units),
        Table table => Math.Max(1, table.Rows.Length - 1),
        FactSet facts => Math.Max(1, facts.Facts.Length),
        _ => 1,
    };

    /// <summary>The element without so many pieces from its end; null when nothing of it is left.</summary>
    private static CardElement? Take(CardElement element, ref int left)
    {
        if (left <= 0)
        {
            return element;
        }

        int units = Units(element);
        if (units <= left)
        {
            left -= units;
            return null;
        }

        switch (element)
        {
            case Table table:
                table = table with { Rows = table.Rows[..^left] };
                left = 0;
                return table;
            case FactSet facts:
                facts = facts with { Facts = facts.Facts[..^left] };
                left = 0;
                return facts;
            case Container container:
                var kept = new List<CardElement>();
                foreach (CardElement item in container.Items.Reverse())
                {
                    if (Take(item, ref left) is { } rest)
                    {
                        kept.Insert(0, rest);
                    }
                }

                return container with { Items = [.. kept] };
            default:
                left = 0;
                return null;
        }
    }
}
