using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>
/// A card as Adaptive Card 1.5 JSON, for clients that draw it themselves, and back. Cards are kept in the store in their own
/// form (<see cref="StoreJson"/>); this one is made when a message is sent.
/// </summary>
public static class CardJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <param name="publicUrl">Put before paths of the console; empty leaves them as they are.</param>
    public static string Write(Card card, string publicUrl = "", bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Readable : Compact))
        {
            new Writing(writer, publicUrl.TrimEnd('/')).Root(card);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">It is no card of the subset that <see cref="Write"/> makes.</exception>
    public static Card Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return CardJsonReading.Card(document.RootElement);
    }

    private sealed class Writing(Utf8JsonWriter json, string publicUrl)
    {
        public void Root(Card card)
        {
            json.WriteStartObject();
            json.WriteString("type", "AdaptiveCard");
            json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
            json.WriteString("version", "1.5");
            json.WriteString("fallbackText", card.FallbackText);
            json.WriteStartObject("msteams");
            json.WriteString("width", "full");
            json.WriteEndObject();
            Inside(card);
            json.WriteEndObject();
        }

        private void Inside(Card card)
        {
            Elements("body", card.Body);
            if (!card.Actions.IsEmpty)
            {
                Actions(card.Actions);
            }
        }

        private void Elements(string name, IEnumerable<CardElement> elements)
        {
            json.WriteStartArray(name);
            foreach (CardElement element in elements)
            {
                Element(element);
            }

            json.WriteEndArray();
        }

        private void Element(CardElement element)
        {
            json.WriteStartObject();
            switch (element)
            {
                case TextBlock text:
                    Text(text);
                    break;
                case RichTextBlock rich:
                    Rich(rich);
                    break;
                case FactSet facts:
                    Facts(facts);
                    break;
                case Container container:
                    Type("Container", container);
                    Word("style", container.Style);
                    Flag("bleed", container.Bleed);
                    Elements("items", container.Items);
                    break;
                case ColumnSet columns:
                    Columns(columns);
                    break;
                case Table table:
                    Table(table);
                    break;
                case ActionSet actions:
                    Type("ActionSet", actions);
                    Actions(actions.Actions);
                    break;
                default:
                    Input(element);
                    break;
            }

            json.WriteEndObject();
        }

        private void Type(string type, CardElement element, string? inputName = null)
        {
            json.WriteString("type", type);
            Optional("id", inputName ?? element.Id);
            Word("spacing", element.Spacing);
            Flag("separator", element.Separator);
            if (!element.IsVisible)
            {
                json.WriteBoolean("isVisible", false);
            }
        }

        private void Text(TextBlock text)
        {
            Type("TextBlock", text);
            json.WriteString("text", text.Text);
            Flag("wrap", text.Wrap);
            Word("weight", text.Weight);
            Word("size", text.Size);
            Word("color", text.Color);
            Flag("isSubtle", text.IsSubtle);
            Optional("fontType", text.Monospace ? "monospace" : null);
            Optional("style", text.Heading ? "heading" : null);
            Word("horizontalAlignment", text.Align);
        }

        private void Rich(RichTextBlock rich)
        {
            Type("RichTextBlock", rich);
            json.WriteStartArray("inlines");
            foreach (TextRun run in rich.Inlines)
            {
                json.WriteStartObject();
                json.WriteString("type", "TextRun");
                json.WriteString("text", run.Text);
                Optional("weight", run.Bold ? "bolder" : null);
                Flag("strikethrough", run.Strikethrough);
                Flag("isSubtle", run.IsSubtle);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void Facts(FactSet facts)
        {
            Type("FactSet", facts);
            json.WriteStartArray("facts");
            foreach (CardFact fact in facts.Facts)
            {
                json.WriteStartObject();
                json.WriteString("title", fact.Title);
                json.WriteString("value", fact.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void Columns(ColumnSet columns)
        {
            Type("ColumnSet", columns);
            json.WriteStartArray("columns");
            foreach (CardColumn column in columns.Columns)
            {
                json.WriteStartObject();
                json.WriteString("type", "Column");
                json.WriteString("width", column.Width);
                Elements("items", column.Items);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        // firstRowAsHeader is left out: true by default, and the reference checkers spell it differently.
        private void Table(Table table)
        {
            Type("Table", table);
            json.WriteBoolean("showGridLines", table.ShowGridLines);
            json.WriteStartArray("columns");
            foreach (TableColumn column in table.Columns)
            {
                json.WriteStartObject();
                json.WriteNumber("width", column.Width);
                Optional("horizontalCellContentAlignment", column.Numeric ? "right" : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (TableRow row in table.Rows)
            {
                json.WriteStartObject();
                json.WriteString("type", "TableRow");
                Optional("style", row.Emphasis ? "emphasis" : null);
                json.WriteStartArray("cells");
                foreach (TableCell cell in row.Cells)
                {
                    json.WriteStartObject();
                    json.WriteString("type", "TableCell");
                    Elements("items", cell.Items);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void Input(CardElement element)
        {
            switch (element)
            {
                case InputText text:
                    Field("Input.Text", text, text.Name, text.Label, text.IsRequired, text.ErrorMessage);
                    Optional("placeholder", text.Placeholder);
                    Optional("value", text.Value);
                    Flag("isMultiline", text.Multiline);
                    Number("maxLength", text.MaxLength);
                    break;
                case InputNumber number:
                    Field("Input.Number", number, number.Name, number.Label, number.IsRequired, number.ErrorMessage);
                    Number("value", number.Value);
                    Number("min", number.Min);
                    Number("max", number.Max);
                    break;
                case InputDate date:
                    Field("Input.Date", date, date.Name, date.Label, date.IsRequired, date.ErrorMessage);
                    Optional("value", date.Value);
                    break;
                case InputToggle toggle:
                    Type("Input.Toggle", toggle, toggle.Name);
                    json.WriteString("title", toggle.Label);
                    json.WriteString("value", toggle.Value ? "true" : "false");
                    break;
                case InputChoiceSet choices:
                    Choices(choices);
                    break;
                default:
                    throw new InvalidOperationException($"No Adaptive Card form for {element.GetType().Name}.");
            }
        }

        private void Choices(InputChoiceSet set)
        {
            Field("Input.ChoiceSet", set, set.Name, set.Label, set.IsRequired, set.ErrorMessage);
            Optional("value", set.Value);
            Optional("placeholder", set.Placeholder);
            Flag("isMultiSelect", set.IsMultiSelect);
            json.WriteString("style", set.Expanded ? "expanded" : "compact");
            json.WriteBoolean("wrap", true);
            json.WriteStartArray("choices");
            foreach (CardChoice choice in set.Choices)
            {
                json.WriteStartObject();
                json.WriteString("title", choice.Title);
                json.WriteString("value", choice.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void Field(string type, CardElement element, string name, string label, bool required, string? error)
        {
            Type(type, element, name);
            json.WriteString("label", label);
            Flag("isRequired", required);
            Optional("errorMessage", error);
        }

        private void Actions(IEnumerable<CardAction> actions)
        {
            json.WriteStartArray("actions");
            foreach (CardAction action in actions)
            {
                json.WriteStartObject();
                Action(action);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void Action(CardAction action)
        {
            json.WriteString("type", action switch
            {
                Execute => "Action.Execute",
                OpenUrl => "Action.OpenUrl",
                ShowCard => "Action.ShowCard",
                _ => throw new InvalidOperationException($"No Adaptive Card form for {action.GetType().Name}."),
            });
            json.WriteString("title", action.Title);
            Optional("style", action.Style switch
            {
                ActionStyle.Positive => "positive",
                ActionStyle.Destructive => "destructive",
                _ => null,
            });
            switch (action)
            {
                case Execute execute:
                    json.WriteString("verb", execute.Verb);
                    Reference(execute.Ref);
                    break;
                case OpenUrl open:
                    json.WriteString("url", open.Path.StartsWith('/') ? publicUrl + open.Path : open.Path);
                    break;
                case ShowCard show:
                    json.WriteStartObject("card");
                    json.WriteString("type", "AdaptiveCard");
                    json.WriteString("version", "1.5");
                    Inside(show.Card);
                    json.WriteEndObject();
                    break;
            }
        }

        private void Reference(ActionRef target)
        {
            json.WriteStartObject("data");
            json.WriteStartObject("ref");
            json.WriteString("kind", target.Kind);
            json.WriteString("id", target.Id);
            if (target.Revision != 0)
            {
                json.WriteNumber("revision", target.Revision);
            }

            Optional("shown", target.Shown.Length == 0 ? null : target.Shown);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void Optional(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        private void Flag(string name, bool value)
        {
            if (value)
            {
                json.WriteBoolean(name, true);
            }
        }

        private void Number(string name, decimal? value)
        {
            if (value is not null)
            {
                json.WriteNumber(name, value.Value);
            }
        }

        private void Word<T>(string name, T? value)
            where T : struct, Enum
        {
            if (value is not null)
            {
                json.WriteString(name, char.ToLowerInvariant(value.Value.ToString()[0]) + value.Value.ToString()[1..]);
            }
        }
    }
}
