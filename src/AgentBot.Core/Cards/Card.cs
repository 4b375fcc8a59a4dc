using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Cards;

/// <summary>
/// The one card language: a typed subset of Adaptive Cards 1.5. Teams gets its JSON, Slack and the console a translation.
/// Ids of top-level elements name the part of the anatomy they are (<see cref="CardPart"/>), so that a renderer can place them.
/// </summary>
public sealed record Card
{
    /// <summary>Question, who, facts and deadline in plain text, for notifications and clients that cannot draw.</summary>
    public required string FallbackText { get; init; }

    public ImmutableArray<CardElement> Body { get; init; } = [];

    public ImmutableArray<CardAction> Actions { get; init; } = [];

    /// <summary>Who is pinged when the card is posted. Only these words of it become mentions; a name in any other text never does.</summary>
    public ImmutableArray<CardMention> Mentions { get; init; } = [];

    public CardElement? Part(string id) => Body.FirstOrDefault(element => element.Id == id);
}

/// <summary>A person or a group that must act.</summary>
/// <param name="Text">As the card's texts name it, without escapes: "@finance-leads", "Priya Nair".</param>
/// <param name="Who">The person or group by its name in the settings; a platform that does not know it there leaves the text as it is.</param>
public sealed record CardMention(string Text, Principal Who);

/// <summary>Ids of top-level elements, top to bottom.</summary>
public static class CardPart
{
    public const string Strip = "strip";
    public const string Question = "question";
    public const string Asked = "asked";
    public const string Consequence = "consequence";
    public const string Warning = "warning";

    /// <summary>Addresses that no person gave.</summary>
    public const string Unknown = "unknown";

    /// <summary>That it would leave a private channel, and who would read it then.</summary>
    public const string Leaving = "leaving";
    public const string Facts = "facts";
    public const string Changes = "changes";
    public const string Draft = "draft";
    public const string Evidence = "evidence";
    public const string Deciders = "deciders";
    public const string SmallPrint = "smallprint";
    public const string Notice = "notice";
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextBlock), "TextBlock")]
[JsonDerivedType(typeof(RichTextBlock), "RichTextBlock")]
[JsonDerivedType(typeof(FactSet), "FactSet")]
[JsonDerivedType(typeof(Container), "Container")]
[JsonDerivedType(typeof(ColumnSet), "ColumnSet")]
[JsonDerivedType(typeof(Table), "Table")]
[JsonDerivedType(typeof(ActionSet), "ActionSet")]
[JsonDerivedType(typeof(InputText), "Input.Text")]
[JsonDerivedType(typeof(InputNumber), "Input.Number")]
[JsonDerivedType(typeof(InputDate), "Input.Date")]
[JsonDerivedType(typeof(InputToggle), "Input.Toggle")]
[JsonDerivedType(typeof(InputChoiceSet), "Input.ChoiceSet")]
public abstract record CardElement
{
    private CardElement()
    {
    }

    public string? Id { get; init; }

    public Spacing? Spacing { get; init; }

    public bool Separator { get; init; }

    public bool IsVisible { get; init; } = true;

    /// <summary>Text is Markdown of the Adaptive Cards kind (bold, italic, links, lists); outside text is escaped before it gets here by CardText.</summary>
    public sealed record TextBlock(string Text) : CardElement
    {
        public bool Wrap { get; init; } = true;

        public TextWeight? Weight { get; init; }

        public TextSize? Size { get; init; }

        public TextColor? Color { get; init; }

        public bool IsSubtle { get; init; }

        public bool Monospace { get; init; }

        /// <summary>True for the card's own heading (style "heading").</summary>
        public bool Heading { get; init; }

        public HorizontalAlignment? Align { get; init; }
    }

    /// <summary>Plain runs with their own marks; used where something is struck through. Text is not Markdown.</summary>
    public sealed record RichTextBlock(ImmutableArray<TextRun> Inlines) : CardElement;

    public sealed record FactSet(ImmutableArray<CardFact> Facts) : CardElement;

    public sealed record Container(ImmutableArray<CardElement> Items) : CardElement
    {
        public ContainerStyle? Style { get; init; }

        public bool Bleed { get; init; }
    }

    public sealed record ColumnSet(ImmutableArray<CardColumn> Columns) : CardElement;

    /// <summary>The first row is the head.</summary>
    public sealed record Table(ImmutableArray<TableColumn> Columns, ImmutableArray<TableRow> Rows) : CardElement
    {
        public bool ShowGridLines { get; init; }
    }

    public sealed record ActionSet(ImmutableArray<CardAction> Actions) : CardElement;

    public sealed record InputText(string Name, string Label) : CardElement
    {
        public string? Placeholder { get; init; }

        public string? Value { get; init; }

        public bool Multiline { get; init; }

        public int? MaxLength { get; init; }

        public bool IsRequired { get; init; }

        public string? ErrorMessage { get; init; }
    }

    public sealed record InputNumber(string Name, string Label) : CardElement
    {
        public decimal? Value { get; init; }

        public decimal? Min { get; init; }

        public decimal? Max { get; init; }

        public bool IsRequired { get; init; }

        public string? ErrorMessage { get; init; }
    }

    public sealed record InputDate(string Name, string Label) : CardElement
    {
        public string? Value { get; init; }

        public bool IsRequired { get; init; }

        public string? ErrorMessage { get; init; }
    }

    public sealed record InputToggle(string Name, string Label) : CardElement
    {
        public bool Value { get; init; }
    }

    public sealed record InputChoiceSet(string Name, string Label, ImmutableArray<CardChoice> Choices) : CardElement
    {
        public string? Value { get; init; }

        /// <summary>Stands there while nothing is chosen; not for a choice of several.</summary>
        public string? Placeholder { get; init; }

        public bool IsMultiSelect { get; init; }

        public bool Expanded { get; init; }

        public bool IsRequired { get; init; }

        public string? ErrorMessage { get; init; }
    }
}

public sealed record TextRun(string Text)
{
    public bool Bold { get; init; }

    public bool Strikethrough { get; init; }

    public bool IsSubtle { get; init; }
}

public sealed record CardFact(string Title, string Value);

public sealed record CardChoice(string Title, string Value);

/// <param name="Width">"auto", "stretch" or a weight such as "2".</param>
public sealed record CardColumn(string Width, ImmutableArray<CardElement> Items);

/// <param name="Width">Relative weight.</param>
/// <param name="Numeric">Right-aligned figures.</param>
public sealed record TableColumn(int Width, bool Numeric);

public sealed record TableRow(ImmutableArray<TableCell> Cells)
{
    /// <summary>For a row that stands for the whole, such as a total.</summary>
    public bool Emphasis { get; init; }
}

public sealed record TableCell(ImmutableArray<CardElement> Items)
{
    /// <summary>An empty cell holds a space: some clients take no empty text.</summary>
    public static TableCell Of(string text, bool bold = false) =>
        new([new CardElement.TextBlock(text.Length == 0 ? " " : text) { Weight = bold ? TextWeight.Bolder : null }]);
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Execute), "Action.Execute")]
[JsonDerivedType(typeof(OpenUrl), "Action.OpenUrl")]
[JsonDerivedType(typeof(ShowCard), "Action.ShowCard")]
public abstract record CardAction
{
    private CardAction()
    {
    }

    public required string Title { get; init; }

    public ActionStyle? Style { get; init; }

    /// <summary>Identifiers only: verb, review id, revision. Never authority, amounts or content.</summary>
    public sealed record Execute(string Verb, ActionRef Ref) : CardAction;

    /// <param name="Path">Path on the console ("/console/runs/4211"), before which the renderer puts the public address, or an https link.</param>
    public sealed record OpenUrl(string Path) : CardAction;

    /// <summary>A second step inside the card: a question, inputs and the button that really acts.</summary>
    public sealed record ShowCard(Card Card) : CardAction;
}

/// <summary>What a button points at.</summary>
/// <param name="Kind">See <see cref="CardRef"/>.</param>
/// <param name="Id">Its id; for a form the template, for a command its text.</param>
/// <param name="Revision">For a review the revision shown; 0 otherwise.</param>
/// <param name="Shown">First 16 digits of the digest that was drawn; empty where nothing is decided.</param>
public sealed record ActionRef(string Kind, string Id, int Revision = 0, string Shown = "");

[JsonConverter(typeof(JsonStringEnumConverter<Spacing>))]
public enum Spacing
{
    None,
    Small,
    Default,
    Medium,
    Large,
}

[JsonConverter(typeof(JsonStringEnumConverter<TextWeight>))]
public enum TextWeight
{
    Default,
    Bolder,
}

[JsonConverter(typeof(JsonStringEnumConverter<TextSize>))]
public enum TextSize
{
    Small,
    Default,
    Medium,
    Large,
}

[JsonConverter(typeof(JsonStringEnumConverter<TextColor>))]
public enum TextColor
{
    Default,
    Accent,
    Good,
    Warning,
    Attention,
}

[JsonConverter(typeof(JsonStringEnumConverter<HorizontalAlignment>))]
public enum HorizontalAlignment
{
    Left,
    Center,
    Right,
}

[JsonConverter(typeof(JsonStringEnumConverter<ContainerStyle>))]
public enum ContainerStyle
{
    Default,
    Emphasis,
    Good,
    Attention,
    Warning,
    Accent,
}

[JsonConverter(typeof(JsonStringEnumConverter<ActionStyle>))]
public enum ActionStyle
{
    Default,
    Positive,
    Destructive,
}
