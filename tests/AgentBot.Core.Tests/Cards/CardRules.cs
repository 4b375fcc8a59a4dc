using System.Text.RegularExpressions;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Tests.Cards;

/// <summary>What holds for every card, whatever it is drawn from.</summary>
internal static partial class CardRules
{
    /// <param name="isForm">It is shown in a form or a dialog, which has twice the room of a message.</param>
    public static void Hold(Card card, string name, bool isForm = false)
    {
        Assert.True(CardBudget.IsWithin(isForm ? card with { Body = [.. card.Body.Take(card.Body.Length / 2)] } : card), $"{name} is too large");
        Assert.False(string.IsNullOrWhiteSpace(card.FallbackText), $"{name} has no fallback");
        Assert.True(card.Actions.Length <= 5, $"{name} has {card.Actions.Length} buttons");
        foreach (string text in Texts(card))
        {
            Assert.False(CardText.HasInvisible(text), $"{name} has something invisible in {text}");
            Assert.True(text.Length > 0, $"{name} has an empty text: {CardJson.Write(card)}");
        }
    }

    /// <summary>The words of the house, for texts that no outsider wrote.</summary>
    public static void HouseWords(Card card, string name)
    {
        foreach (string text in Texts(card))
        {
            // Quoted words are somebody else's.
            Match word = Forbidden().Match(Quoted().Replace(text, ""));
            Assert.False(word.Success, $"{name} says “{word.Value}” in “{text}”");
        }
    }

    public static IEnumerable<string> Texts(Card card) =>
        [card.FallbackText, .. card.Body.SelectMany(Texts), .. card.Actions.SelectMany(Texts)];

    private static IEnumerable<string> Texts(CardAction action) => action is CardAction.ShowCard show ? [action.Title, .. Texts(show.Card)] : [action.Title];

    private static IEnumerable<string> Texts(CardElement element) => element switch
    {
        TextBlock text => [text.Text],
        RichTextBlock rich => rich.Inlines.Select(run => run.Text),
        FactSet facts => facts.Facts.SelectMany(fact => new[] { fact.Title, fact.Value }),
        Container container => container.Items.SelectMany(Texts),
        ColumnSet columns => columns.Columns.SelectMany(column => column.Items.SelectMany(Texts)),
        Table table => table.Rows.SelectMany(row => row.Cells.SelectMany(cell => cell.Items.SelectMany(Texts))),
        ActionSet actions => actions.Actions.SelectMany(Texts),
        InputText text => [text.Label],
        InputChoiceSet choices => [choices.Label, .. choices.Choices.Select(choice => choice.Title)],
        _ => [],
    };

    [GeneratedRegex("“[^”]*”", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(I|we|our|please|oops|successfully|artifact|payload|token|webhook|hash|exception|timeout)\b|!|[0-9a-f]{32}|\d{4}-\d{2}-\d{2}T", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Forbidden();
}
