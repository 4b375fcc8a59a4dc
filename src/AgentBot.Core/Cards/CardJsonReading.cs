using System.Collections.Immutable;
using System.Text.Json;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>The way back from Adaptive Card JSON. Reads what <see cref="CardJson.Write"/> writes and refuses other elements by name.</summary>
internal static class CardJsonReading
{
    public static Card Card(JsonElement json) => new()
    {
        FallbackText = Text(json, "fallbackText") ?? "",
        Body = All(json, "body", Element),
        Actions = All(json, "actions", Action),
    };

    private static CardElement Element(JsonElement json)
    {
        CardElement element = Bare(json);
        return element with
        {
            // An input's id is its name.
            Id = Type(json).StartsWith("Input.", StringComparison.Ordinal) ? null : Text(json, "id"),
            Spacing = Word<Spacing>(json, "spacing"),
            Separator = Flag(json, "separator"),
            IsVisible = !json.TryGetProperty("isVisible", out JsonElement visible) || visible.GetBoolean(),
        };
    }

    private static CardElement Bare(JsonElement json) => Type(json) switch
    {
        "TextBlock" => new TextBlock(Required(json, "text"))
        {
            Wrap = Flag(json, "wrap"),
            Weight = Word<TextWeight>(json, "weight"),
            Size = Word<TextSize>(json, "size"),
            Color = Word<TextColor>(json, "color"),
            IsSubtle = Flag(json, "isSubtle"),
            Monospace = Text(json, "fontType") is not null,
            Heading = Text(json, "style") is not null,
            Align = Word<HorizontalAlignment>(json, "horizontalAlignment"),
        },
        "RichTextBlock" => new RichTextBlock(All(json, "inlines", run => new TextRun(Required(run, "text"))
        {
            Bold = Text(run, "weight") is not null,
            Strikethrough = Flag(run, "strikethrough"),
            IsSubtle = Flag(run, "isSubtle"),
        })),
        "FactSet" => new FactSet(All(json, "facts", fact => new CardFact(Required(fact, "title"), Required(fact, "value")))),
        "Container" => new Container(All(json, "items", Element)) { Style = Word<ContainerStyle>(json, "style"), Bleed = Flag(json, "bleed") },
        "ColumnSet" => new ColumnSet(All(json, "columns", column => new CardColumn(Required(column, "width"), All(column, "items", Element)))),
        "Table" => new Table(
            All(json, "columns", column => new TableColumn(column.GetProperty("width").GetInt32(), Text(column, "horizontalCellContentAlignment") is not null)),
            All(json, "rows", row => new TableRow(All(row, "cells", cell => new TableCell(All(cell, "items", Element)))) { Emphasis = Text(row, "style") is not null }))
        {
            ShowGridLines = Flag(json, "showGridLines"),
        },
        "ActionSet" => new ActionSet(All(json, "actions", Action)),
        _ => Input(json),
    };

    private static CardElement Input(JsonElement json) => Type(json) switch
    {
        "Input.Text" => new InputText(Required(json, "id"), Required(json, "label"))
        {
            Placeholder = Text(json, "placeholder"),
            Value = Text(json, "value"),
            Multiline = Flag(json, "isMultiline"),
            MaxLength = (int?)Number(json, "maxLength"),
            IsRequired = Flag(json, "isRequired"),
            ErrorMessage = Text(json, "errorMessage"),
        },
        "Input.Number" => new InputNumber(Required(json, "id"), Required(json, "label"))
        {
            Value = Number(json, "value"),
            Min = Number(json, "min"),
            Max = Number(json, "max"),
            IsRequired = Flag(json, "isRequired"),
            ErrorMessage = Text(json, "errorMessage"),
        },
        "Input.Date" => new InputDate(Required(json, "id"), Required(json, "label"))
        {
            Value = Text(json, "value"),
            IsRequired = Flag(json, "isRequired"),
            ErrorMessage = Text(json, "errorMessage"),
        },
        "Input.Toggle" => new InputToggle(Required(json, "id"), Required(json, "title")) { Value = Text(json, "value") == "true" },
        "Input.ChoiceSet" => new InputChoiceSet(
            Required(json, "id"),
            Required(json, "label"),
            All(json, "choices", choice => new CardChoice(Required(choice, "title"), Required(choice, "value"))))
        {
            Value = Text(json, "value"),
            Placeholder = Text(json, "placeholder"),
            IsMultiSelect = Flag(json, "isMultiSelect"),
            Expanded = Text(json, "style") == "expanded",
            IsRequired = Flag(json, "isRequired"),
            ErrorMessage = Text(json, "errorMessage"),
        },
        string other => throw new JsonException($"Unknown element: {other}."),
    };

    private static CardAction Action(JsonElement json)
    {
        string title = Required(json, "title");
        ActionStyle? style = Word<ActionStyle>(json, "style");
        return Type(json) switch
        {
            "Action.Execute" => new Execute(Required(json, "verb"), Reference(json.GetProperty("data").GetProperty("ref"))) { Title = title, Style = style },
            "Action.OpenUrl" => new OpenUrl(Required(json, "url")) { Title = title, Style = style },
            "Action.ShowCard" => new ShowCard(Card(json.GetProperty("card"))) { Title = title, Style = style },
            string other => throw new JsonException($"Unknown action: {other}."),
        };
    }

    private static ActionRef Reference(JsonElement json) =>
        new(Required(json, "kind"), Required(json, "id"), (int?)Number(json, "revision") ?? 0, Text(json, "shown") ?? "");

    private static ImmutableArray<T> All<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        json.TryGetProperty(name, out JsonElement array) ? [.. array.EnumerateArray().Select(read)] : [];

    private static string Type(JsonElement json) => Required(json, "type");

    private static string Required(JsonElement json, string name) => Text(json, name) ?? throw new JsonException($"\"{name}\" is missing.");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement flag) && flag.GetBoolean();

    private static decimal? Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement number) ? number.GetDecimal() : null;

    private static T? Word<T>(JsonElement json, string name)
        where T : struct, Enum =>
        Text(json, name) is not { } word ? null
        : Enum.TryParse(word, ignoreCase: true, out T value) ? value
        : throw new JsonException($"\"{word}\" is no {name}.");
}
