using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>The inputs of a card as input blocks. The block's id is the input's name, so that what comes back names its field.</summary>
internal static class CardInputs
{
    /// <summary>The only element of an input block needs no name of its own.</summary>
    public const string ActionId = "v";

    private const int LongestLabel = 150;
    private const string On = "yes";

    public static void Draw(CardElement element, PieceList pieces)
    {
        JsonObject? block = element switch
        {
            // A placeholder goes away with the first letter; a sentence such as who reads the words should not.
            InputText { Placeholder: { } sentence } text when sentence.EndsWith('.') => Input(text.Name, text.Label, Element(text with { Placeholder = null }), text.IsRequired, sentence),
            InputText text => Input(text.Name, text.Label, Element(text), text.IsRequired),
            InputNumber number => Input(number.Name, number.Label, Element(number), number.IsRequired),
            InputDate date => Input(date.Name, date.Label, Element(date), date.IsRequired),
            InputToggle toggle => Input(toggle.Name, toggle.Label, Element(toggle), required: false),
            InputChoiceSet { Choices.Length: > 0 } choices => Input(choices.Name, choices.Label, Element(choices), choices.IsRequired),
            _ => null,
        };
        if (block is null)
        {
            return;
        }

        pieces.Say((string)block["label"]!["text"]!);
        pieces.Add(block, PieceWeight.Question);
    }

    /// <summary>What an input asks for, what stands in it, and whether it may stay empty; null for no input.</summary>
    public static (string Label, string Value, bool IsRequired)? Given(CardElement element) => element switch
    {
        InputText text => (text.Label, SlackText.Line(text.Value ?? "", 200), text.IsRequired),
        InputNumber number => (number.Label, number.Value is { } value ? Wording.Number(value) : "", number.IsRequired),
        InputDate date => (date.Label, SlackText.Line(date.Value ?? "", 40), date.IsRequired),
        InputToggle toggle => (toggle.Label, toggle.Value ? "Yes" : "No", false),
        InputChoiceSet choices => (choices.Label, SlackText.Line(choices.Choices.FirstOrDefault(choice => choice.Value == choices.Value)?.Title ?? "", 200), choices.IsRequired),
        _ => null,
    };

    public static JsonObject Text(string? value, string? placeholder, bool multiline, int? most)
    {
        int longest = Math.Clamp(most ?? BlockLimits.InputText, 1, BlockLimits.InputText);
        var element = new JsonObject { ["type"] = "plain_text_input", ["action_id"] = ActionId, ["multiline"] = multiline, ["max_length"] = longest };
        if (!string.IsNullOrEmpty(value))
        {
            element["initial_value"] = SlackText.Lines(value, longest);
        }

        Placeholder(element, placeholder);
        return element;
    }

    public static JsonObject Number(decimal? value, decimal? min, decimal? max)
    {
        var element = new JsonObject { ["type"] = "number_input", ["action_id"] = ActionId, ["is_decimal_allowed"] = true };
        Add("initial_value", value);
        Add("min_value", min);
        Add("max_value", max);
        return element;

        void Add(string name, decimal? number)
        {
            if (number is { } given)
            {
                element[name] = given.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    public static JsonObject Date(string? value)
    {
        var element = new JsonObject { ["type"] = "datepicker", ["action_id"] = ActionId };
        if (IsDay(value))
        {
            element["initial_date"] = value;
        }

        Placeholder(element, "Pick a day");
        return element;
    }

    public static JsonObject Select(OptionList options, string? value, string placeholder)
    {
        var element = new JsonObject { ["type"] = "static_select", ["action_id"] = ActionId };
        options.Into(element);
        if (options.Find(value) is { } chosen)
        {
            element["initial_option"] = chosen;
        }

        Placeholder(element, placeholder);
        return element;
    }

    public static JsonObject Radio(OptionList options, string? value)
    {
        var element = new JsonObject { ["type"] = "radio_buttons", ["action_id"] = ActionId, ["options"] = Block.Array(options.All) };
        if (options.Find(value) is { } chosen)
        {
            element["initial_option"] = chosen;
        }

        return element;
    }

    public static bool IsDay(string? value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Slack says by itself that a field is optional.</summary>
    public static string Label(string label)
    {
        const string optional = " (optional)";
        string line = SlackText.Line(label.EndsWith(optional, StringComparison.Ordinal) ? label[..^optional.Length] : label, LongestLabel);
        return line.Length == 0 ? "–" : line;
    }

    private static JsonObject Input(string name, string label, JsonObject element, bool required, string hint = "") =>
        Block.Input(name, Label(label), element, !required, SlackText.Line(hint, 300));

    private static JsonObject Element(InputText text) => Text(text.Value, text.Placeholder, text.Multiline, text.MaxLength);

    private static JsonObject Element(InputNumber number) => Number(number.Value, number.Min, number.Max);

    private static JsonObject Element(InputDate date) => Date(date.Value);

    private static JsonObject Element(InputToggle toggle)
    {
        JsonObject option = Block.Option("Yes", On);
        var element = new JsonObject { ["type"] = "checkboxes", ["action_id"] = ActionId, ["options"] = new JsonArray(option) };
        if (toggle.Value)
        {
            element["initial_options"] = new JsonArray(option.DeepClone());
        }

        return element;
    }

    private static JsonObject Element(InputChoiceSet choices)
    {
        var options = new OptionList(choices.Choices);
        if (!choices.IsMultiSelect)
        {
            return Select(options, choices.Value, choices.Placeholder ?? "Choose");
        }

        bool boxes = options.Count <= BlockLimits.Choices;
        var element = new JsonObject { ["type"] = boxes ? "checkboxes" : "multi_static_select", ["action_id"] = ActionId };
        options.Into(element);
        JsonObject[] chosen = [.. (choices.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(options.Find).OfType<JsonObject>()];
        if (chosen.Length > 0)
        {
            element["initial_options"] = Block.Array(chosen);
        }

        if (!boxes)
        {
            Placeholder(element, "Choose");
        }

        return element;
    }

    private static void Placeholder(JsonObject element, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            element["placeholder"] = Block.Plain(SlackText.Line(text, BlockLimits.Placeholder));
        }
    }
}
