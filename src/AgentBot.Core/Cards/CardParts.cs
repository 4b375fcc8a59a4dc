using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>The pieces every card is made of. Texts given here are Markdown already: outside text has gone through <see cref="CardText"/>.</summary>
internal static class CardParts
{
    public const int LongestQuestion = 150;
    public const int LongestButton = 30;
    public const int LongestNote = 1_000;

    /// <summary>The state in words; on the right at most 20 characters or so: round, count or name.</summary>
    public static CardElement Strip(ContainerStyle style, string state, string right = "")
    {
        TextBlock left = new(state) { Weight = TextWeight.Bolder, Size = TextSize.Small };
        ImmutableArray<CardColumn> columns = right.Length == 0
            ? [new CardColumn("stretch", [left])]
            : [new CardColumn("stretch", [left]), new CardColumn("auto", [new TextBlock(right) { Size = TextSize.Small, Align = HorizontalAlignment.Right }])];
        return new Container([new ColumnSet(columns)]) { Id = CardPart.Strip, Style = style, Bleed = true };
    }

    public static CardElement Question(string text) => new TextBlock(text)
    {
        Id = CardPart.Question,
        Size = TextSize.Large,
        Weight = TextWeight.Bolder,
        Heading = true,
        Spacing = Spacing.Medium,
    };

    /// <summary>Person · template · what it is about.</summary>
    public static CardElement Asked(params IEnumerable<string> parts) =>
        Subtle(string.Join(" · ", parts.Where(part => part.Length > 0)), CardPart.Asked) with { Spacing = Spacing.None };

    /// <summary>"**If you approve:** …".</summary>
    public static TextBlock Labelled(string label, string text, string? id = null) =>
        new($"**{label}:** {text}") { Id = id, Spacing = Spacing.Small };

    /// <summary>"**Facts** · computed by AgentBot".</summary>
    public static TextBlock Origin(string title, string origin) =>
        new(origin.Length == 0 ? $"**{title}**" : $"**{title}** · {origin}") { Size = TextSize.Small };

    public static TextBlock Small(string text) => new(text.Length == 0 ? " " : text) { Size = TextSize.Small, Spacing = Spacing.Small };

    public static TextBlock Subtle(string text, string? id = null) =>
        new(text.Length == 0 ? " " : text) { Id = id, Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.Small };

    public static CardElement SmallPrint(params IEnumerable<string> parts) =>
        Subtle(FirstUpper(string.Join(" · ", parts.Where(part => part.Length > 0))), CardPart.SmallPrint);

    /// <summary>A part of the anatomy with a line above it.</summary>
    public static CardElement Part(string id, params IEnumerable<CardElement> items) =>
        new Container([.. items]) { Id = id, Separator = true, Spacing = Spacing.Medium };

    public static CardElement Warning(string text) =>
        new Container([new TextBlock($"**Look at this first:** {text}")]) { Id = CardPart.Warning, Style = ContainerStyle.Warning, Spacing = Spacing.Medium };

    public static CardElement Said(string quoted) => new Container([new TextBlock(quoted)]) { Style = ContainerStyle.Emphasis, Spacing = Spacing.Small };

    public static TableRow Head(params IEnumerable<string> titles) => new([.. titles.Select(title =>
        new TableCell([new TextBlock(title.Length == 0 ? " " : title) { Weight = TextWeight.Bolder, Size = TextSize.Small }]))]);

    public static TableRow Row(IEnumerable<string> cells, bool bold = false) => new([.. cells.Select(cell => TableCell.Of(cell, bold))]) { Emphasis = bold };

    /// <summary>A button that opens one required sentence and then acts.</summary>
    public static ShowCard AskFor(string title, string question, string reader, string button, string verb, ActionRef target, ActionStyle? style, params IEnumerable<CardElement> more) =>
        new(new Card
        {
            FallbackText = question,
            Body =
            [
                new InputText(CardInput.Note, question)
                {
                    Placeholder = reader,
                    Multiline = true,
                    MaxLength = LongestNote,
                    IsRequired = true,
                    ErrorMessage = "Write at least one sentence.",
                },
                .. more,
            ],
            Actions = [new Execute(verb, target) { Title = button, Style = style }],
        })
        {
            Title = title,
        };

    /// <summary>A button that repeats what will happen and then acts.</summary>
    public static ShowCard Confirm(string title, string sentence, string button, string verb, ActionRef target, ActionStyle? style) =>
        new(new Card
        {
            FallbackText = sentence,
            Body = [new TextBlock(sentence)],
            Actions = [new Execute(verb, target) { Title = button, Style = style }],
        })
        {
            Title = title,
            Style = style,
        };

    public static OpenUrl Open(string title, string path) => new(path) { Title = title };

    public static string FirstUpper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string FirstLower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>A sentence of somebody else's with its full stop.</summary>
    public static string Sentence(string text)
    {
        string line = CardText.Line(text, 400);
        return line.Length == 0 || line[^1] is '.' or '?' or '!' or '…' or '”' ? line : line + ".";
    }
}
