using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>The parts of blocks: text objects, buttons, inputs, options, cells, pieces of rich text.</summary>
internal sealed class ElementCheck
{
    private readonly ImmutableArray<string>.Builder _mistakes = ImmutableArray.CreateBuilder<string>();

    public ImmutableArray<string> Mistakes => _mistakes.ToImmutable();

    public void TextObject(JsonNode? node, string place, int most, bool plainOnly)
    {
        string? type = (string?)node?["type"];
        if (type is not "plain_text" && (plainOnly || type is not "mrkdwn"))
        {
            Wrong(place, $"not a text object that may stand here ({type})");
            return;
        }

        if (node!["verbatim"] is not null && type == "plain_text")
        {
            Wrong(place, "verbatim belongs to mrkdwn");
        }

        Text(node["text"], place, most);
        if (type == "mrkdwn" && LooseToken((string?)node["text"] ?? "") is { } token)
        {
            Wrong(place, $"{token} would be obeyed");
        }
    }

    public void Interactive(JsonNode? node, string place, bool isInput)
    {
        if (node is not JsonObject element)
        {
            Wrong(place, "no element");
            return;
        }

        if ((string?)element["action_id"] is not { Length: > 0 and <= BlockLimits.ActionId })
        {
            Wrong(place, "no action_id, or too long a one");
        }

        if (element["placeholder"] is { } placeholder)
        {
            TextObject(placeholder, place + ".placeholder", BlockLimits.Placeholder, plainOnly: true);
        }

        switch ((string?)element["type"])
        {
            case "button" when !isInput:
                Button(element, place);
                break;
            case "static_select" or "multi_static_select":
                Select(element, place);
                break;
            case "radio_buttons" or "checkboxes":
                Options(element["options"], place + ".options", BlockLimits.Choices);
                Initial(element, place);
                break;
            case "plain_text_input" when isInput:
                TextInput(element, place);
                break;
            case "number_input" when isInput:
                NumberInput(element, place);
                break;
            case "datepicker":
                if (element["initial_date"] is { } day && !DateOnly.TryParseExact((string?)day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                {
                    Wrong(place, "initial_date is no day");
                }

                break;
            case "users_select" or "conversations_select":
                break;
            case "file_input" when isInput:
                if (element["max_files"] is { } most && (int?)most is not (>= 1 and <= 10))
                {
                    Wrong(place, "max_files is 1 to 10");
                }

                break;
            case var type:
                Wrong(place, $"an element of type {type} cannot stand here");
                break;
        }
    }

    public void RichInlines(JsonNode? inlines, string place)
    {
        if (inlines is not JsonArray { Count: > 0 } array)
        {
            Wrong(place, "no elements");
            return;
        }

        foreach (JsonNode? inline in array)
        {
            switch ((string?)inline?["type"])
            {
                case "text":
                    Text(inline!["text"], place, BlockLimits.Text);
                    break;
                case "link":
                    Address(inline!["url"], place);
                    break;
                case "user" when inline!["user_id"] is not null:
                case "usergroup" when inline!["usergroup_id"] is not null:
                    break;
                case var type:
                    Wrong(place, $"{type} cannot stand in rich text");
                    break;
            }
        }
    }

    /// <returns>Its characters.</returns>
    public int Cell(JsonNode? cell, string place)
    {
        switch ((string?)cell?["type"])
        {
            case "raw_text":
                Text(cell!["text"], place, BlockLimits.Text);
                break;
            case "rich_text" when cell!["elements"] is JsonArray { Count: > 0 } elements:
                foreach (JsonNode? part in elements)
                {
                    RichInlines(part?["elements"], place);
                }

                break;
            case var type:
                Wrong(place, $"{type} is no cell");
                break;
        }

        return BlockLimits.VisibleCharacters(cell);
    }

    private void Button(JsonObject button, string place)
    {
        TextObject(button["text"], place + ".text", BlockLimits.ButtonText, plainOnly: true);
        if (button["value"] is { } value)
        {
            Most((string?)value ?? "", BlockLimits.ButtonValue, place + ".value");
        }

        if (button["url"] is { } url)
        {
            Address(url, place + ".url");
        }

        if (button["style"] is { } style && (string?)style is not ("primary" or "danger"))
        {
            Wrong(place, "style is primary or danger");
        }

        if (button["confirm"] is JsonObject confirm)
        {
            TextObject(confirm["title"], place + ".confirm.title", BlockLimits.ConfirmTitle, plainOnly: true);
            TextObject(confirm["text"], place + ".confirm.text", BlockLimits.ConfirmText, plainOnly: true);
            TextObject(confirm["confirm"], place + ".confirm.confirm", BlockLimits.ConfirmButton, plainOnly: true);
            TextObject(confirm["deny"], place + ".confirm.deny", BlockLimits.ConfirmButton, plainOnly: true);
        }
    }

    private void Select(JsonObject select, string place)
    {
        if (select["option_groups"] is JsonArray groups)
        {
            if (groups.Count is 0 or > BlockLimits.OptionGroups || select["options"] is not null)
            {
                Wrong(place, "groups: 1 to 100, and no options beside them");
            }

            foreach (JsonNode? group in groups)
            {
                TextObject(group?["label"], place + ".label", BlockLimits.OptionText, plainOnly: true);
                Options(group?["options"], place + ".options", BlockLimits.SelectOptions);
            }
        }
        else
        {
            Options(select["options"], place + ".options", BlockLimits.SelectOptions);
        }

        Initial(select, place);
    }

    private void Options(JsonNode? node, string place, int most)
    {
        if (node is not JsonArray { Count: > 0 } options || options.Count > most)
        {
            Wrong(place, $"1 to {most} options");
            return;
        }

        foreach (JsonNode? option in options)
        {
            TextObject(option?["text"], place, BlockLimits.OptionText, plainOnly: true);
            Text(option?["value"], place, BlockLimits.OptionValue);
        }

        if (options.Select(option => (string?)option?["value"]).Distinct(StringComparer.Ordinal).Count() < options.Count)
        {
            Wrong(place, "two options have one value");
        }
    }

    // Slack refuses an initial option that is not letter for letter one of the options.
    private void Initial(JsonObject element, string place)
    {
        JsonNode?[] all =
        [
            .. (JsonArray?)element["options"] ?? [],
            .. ((JsonArray?)element["option_groups"] ?? []).SelectMany(group => (JsonArray?)group?["options"] ?? []),
        ];
        JsonNode?[] initial = [.. element["initial_option"] is { } one ? [one] : Array.Empty<JsonNode?>(), .. (JsonArray?)element["initial_options"] ?? []];
        if (initial.Any(chosen => !all.Any(option => JsonNode.DeepEquals(option, chosen))))
        {
            Wrong(place, "what is chosen is not among the options");
        }
    }

    private void TextInput(JsonObject input, string place)
    {
        int most = (int?)input["max_length"] ?? BlockLimits.InputText;
        if (most is < 1 or > BlockLimits.InputText)
        {
            Wrong(place, "max_length is 1 to 3,000");
        }

        if (input["initial_value"] is { } initial)
        {
            Most((string?)initial ?? "", most, place + ".initial_value");
        }
    }

    private void NumberInput(JsonObject input, string place)
    {
        if (input["is_decimal_allowed"] is null)
        {
            Wrong(place, "is_decimal_allowed is missing");
        }

        foreach (string name in new[] { "initial_value", "min_value", "max_value" })
        {
            if (input[name] is { } number && !decimal.TryParse((string?)number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            {
                Wrong(place, $"{name} is no number");
            }
        }
    }

    private void Address(JsonNode? url, string place)
    {
        string address = (string?)url ?? "";
        Most(address, BlockLimits.Url, place);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("https" or "http"))
        {
            Wrong(place, "no web address");
        }
    }

    private void Text(JsonNode? node, string place, int most)
    {
        string text = (string?)node ?? "";
        if (text.Length == 0)
        {
            Wrong(place, "empty");
        }

        Most(text, most, place);
    }

    /// <summary>A "&lt;…&gt;" that is none of the kinds we write: broadcasts above all.</summary>
    private static string? LooseToken(string text)
    {
        for (int at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            int end = text.IndexOf('>', at);
            string token = end < 0 ? text[at..] : text[at..(end + 1)];
            if (end < 0 || !(token.StartsWith("<https://", StringComparison.Ordinal) || token.StartsWith("<http://", StringComparison.Ordinal)
                || token.StartsWith("<@", StringComparison.Ordinal) || token.StartsWith("<!subteam^", StringComparison.Ordinal)))
            {
                return token.Length > 40 ? token[..40] : token;
            }
        }

        return null;
    }

    private void Most(string text, int most, string place)
    {
        if (text.Length > most)
        {
            Wrong(place, string.Create(CultureInfo.InvariantCulture, $"{text.Length:#,##0} characters, at most {most:#,##0}"));
        }
    }

    private void Wrong(string place, string what) => _mistakes.Add($"{place}: {what}");
}
