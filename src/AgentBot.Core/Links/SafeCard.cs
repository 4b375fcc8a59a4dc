using System.Collections.Immutable;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Links;

/// <summary>A card in which no text can be clicked or fetched; every drawing of a card begins here. What stands in a field to be edited stays as it is.</summary>
public static class SafeCard
{
    public static Card Of(Card card, LinkRule? allowed = null) => new Rewriting(allowed ?? LinkRule.None).Whole(card);

    public static CardElement Of(CardElement element, LinkRule? allowed = null) => new Rewriting(allowed ?? LinkRule.None).Element(element);

    private sealed class Rewriting(LinkRule allowed)
    {
        public Card Whole(Card card) => card with { FallbackText = Plain(card.FallbackText), Body = Each(card.Body, Element), Actions = Each(card.Actions, Action) };

        public CardElement Element(CardElement element) => element switch
        {
            TextBlock text => text with { Text = Markdown(text.Text) },
            RichTextBlock rich => rich with { Inlines = Each(rich.Inlines, run => run with { Text = Plain(run.Text) }) },
            FactSet facts => facts with { Facts = Each(facts.Facts, fact => new CardFact(Markdown(fact.Title), Markdown(fact.Value))) },
            Container container => container with { Items = Each(container.Items, Element) },
            ColumnSet columns => columns with { Columns = Each(columns.Columns, column => column with { Items = Each(column.Items, Element) }) },
            Table table => table with { Rows = Each(table.Rows, row => row with { Cells = Each(row.Cells, cell => new TableCell(Each(cell.Items, Element))) }) },
            ActionSet set => set with { Actions = Each(set.Actions, Action) },
            InputText input => input with { Label = Plain(input.Label), Placeholder = Optional(input.Placeholder), ErrorMessage = Optional(input.ErrorMessage) },
            InputNumber input => input with { Label = Plain(input.Label), ErrorMessage = Optional(input.ErrorMessage) },
            InputDate input => input with { Label = Plain(input.Label), ErrorMessage = Optional(input.ErrorMessage) },
            InputToggle input => input with { Label = Plain(input.Label) },
            InputChoiceSet input => input with
            {
                Label = Plain(input.Label),
                Placeholder = Optional(input.Placeholder),
                ErrorMessage = Optional(input.ErrorMessage),
                Choices = Each(input.Choices, choice => choice with { Title = Plain(choice.Title) }),
            },
            _ => throw new InvalidOperationException($"No rule for texts of {element.GetType().Name}."),
        };

        private CardAction Action(CardAction action) => action is ShowCard show
            ? show with { Title = Plain(show.Title), Card = Whole(show.Card) }
            : action with { Title = Plain(action.Title) };

        private string Plain(string text) => SafeText.Plain(CardText.HasInvisible(text) ? CardText.Visible(text) : text, allowed);

        private string? Optional(string? text) => text is null ? null : Plain(text);

        private string Markdown(string text) => SafeText.Markdown(CardText.HasInvisible(text) ? CardText.Visible(text) : text, allowed);

        private static ImmutableArray<T> Each<T>(ImmutableArray<T> all, Func<T, T> rewrite) => [.. all.Select(rewrite)];
    }
}
