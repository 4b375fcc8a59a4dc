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
            int units = now.Body.Where(element => Gives(element, part)).Sum(Units);
            if (units == 0)
            {
                continue;
            }

            Card without = Without(now, part, units);
            if (fits(without))
            {
                return Without(now, part, Fewest(units, gone => fits(Without(now, part, gone))));
            }

            now = without;
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

    /// <summary>The smallest number that is enough, where the largest one is.</summary>
    private static int Fewest(int most, Func<int, bool> isEnough)
    {
        int least = 1;
        while (least < most)
        {
            int middle = (least + most) / 2;
            (least, most) = isEnough(middle) ? (least, middle) : (middle + 1, most);
        }

        return least;
    }

    /// <summary>Takes so many pieces from the end of a part, and says how many where the first of them stood.</summary>
    private static Card Without(Card card, string? part, int units)
    {
        var body = card.Body.ToBuilder();
        int left = units, first = 0;
        for (int at = body.Count - 1; at >= 0 && left > 0; at--)
        {
            if (!Gives(body[at], part))
            {
                continue;
            }

            if (Take(body[at], ref left) is { } rest)
            {
                body[at] = rest;
                first = at + 1;
            }
            else
            {
                body.RemoveAt(at);
                first = at;
            }
        }

        body.Insert(first, new TextBlock($"**{Wording.Count(units, "more part", "more parts")}** not shown here.{Way(card)}")
        {
            Id = $"cut-{part ?? "rest"}",
            Size = TextSize.Small,
            IsSubtle = true,
            Spacing = Spacing.Small,
        });
        return card with { Body = body.ToImmutable() };
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
