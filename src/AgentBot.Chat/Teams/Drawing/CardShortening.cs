using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>Shortens every text of a card that is longer than its place, with … where something is missing.</summary>
internal static class CardShortening
{
    public static Card Shorten(Card card, int most) => card with
    {
        FallbackText = CardText.Cut(card.FallbackText, most),
        Body = [.. card.Body.Select(element => Shorten(element, most))],
        Actions = [.. card.Actions.Select(action => Shorten(action, most))],
    };

    private static CardAction Shorten(CardAction action, int most) => action is CardAction.ShowCard show ? show with { Card = Shorten(show.Card, most) } : action;

    private static CardElement Shorten(CardElement element, int most) => element switch
    {
        TextBlock text => text with { Text = Markdown(text.Text, most) },
        RichTextBlock rich => rich with { Inlines = [.. rich.Inlines.Take(20).Select(run => run with { Text = CardText.Cut(run.Text, most) })] },
        FactSet facts => facts with { Facts = [.. facts.Facts.Select(fact => new CardFact(Markdown(fact.Title, most), Markdown(fact.Value, most)))] },
        Container container => container with { Items = [.. container.Items.Select(item => Shorten(item, most))] },
        ColumnSet columns => columns with { Columns = [.. columns.Columns.Select(column => column with { Items = [.. column.Items.Select(item => Shorten(item, most))] })] },
        Table table => table with { Rows = [.. table.Rows.Select(row => row with { Cells = [.. row.Cells.Select(cell => cell with { Items = [.. cell.Items.Select(item => Shorten(item, most))] })] })] },
        InputText input => input with { Label = CardText.Cut(input.Label, most), Placeholder = input.Placeholder is null ? null : CardText.Cut(input.Placeholder, most), ErrorMessage = input.ErrorMessage is null ? null : CardText.Cut(input.ErrorMessage, most) },
        InputChoiceSet input => input with { Label = CardText.Cut(input.Label, most), Choices = [.. input.Choices.Select(choice => choice with { Title = CardText.Cut(choice.Title, Math.Min(most, 75)) })] },
        _ => element,
    };

    // A cut after a backslash would take the escape from what follows.
    private static string Markdown(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        string cut = CardText.Cut(text, most).TrimEnd('…');
        int slashes = cut.Length - cut.TrimEnd('\\').Length;
        return (slashes % 2 == 1 ? cut[..^1] : cut) + "…";
    }
}
