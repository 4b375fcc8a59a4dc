using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>One input of a template as an input block, by its type.</summary>
internal static class FieldDrawer
{
    private const int LongestHint = 300;

    public static string BlockId(InputSpec input) => CardInput.Field + input.Name;

    /// <param name="error">Shown in the hint where a view has no room for a line of its own.</param>
    public static JsonObject Draw(FormField field, ISlackNames names, string error)
    {
        InputSpec input = field.Input;
        var hints = new List<string>();
        if (error.Length > 0)
        {
            hints.Add("⚠️ " + error);
        }

        if (!string.IsNullOrWhiteSpace(input.Help))
        {
            hints.Add(input.Help);
        }

        string value = CardText.Visible(field.Value).Trim();
        JsonObject element = Element(field, value, names, hints);
        bool optional = !input.Required || field.File is not null || (value.Length > BlockLimits.InputText);
        return Block.Input(BlockId(input), CardInputs.Label(input.Label), element, optional, SlackText.Line(string.Join(' ', hints), LongestHint));
    }

    /// <summary>The options of a choice, for drawing and for reading back.</summary>
    public static OptionList Options(FieldType.Choice choice) => new([.. choice.Of.Select(option => new CardChoice(Wording.Title(option), option))]);

    public static OptionList YesNo { get; } = new([new CardChoice("Yes", "yes"), new CardChoice("No", "no")]);

    private static JsonObject Element(FormField field, string value, ISlackNames names, List<string> hints)
    {
        switch (field.Input.Type)
        {
            case FieldType.Choice { Of.Length: > 0 } choice:
                return CardInputs.Select(Options(choice), value, "Choose");
            case FieldType.Boolean:
                return CardInputs.Radio(YesNo, value.ToLowerInvariant() switch { "yes" or "true" => "yes", "no" or "false" => "no", _ => null });
            case FieldType.Number number when value.Length == 0 || decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _):
                hints.AddRange(Bounds(number.Min, number.Max));
                return CardInputs.Number(value.Length == 0 ? null : decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture), number.Min, number.Max);
            // A day in words ("tomorrow") stays in words; one that was wrong is picked anew.
            case FieldType.Date when value.Length == 0 || CardInputs.IsDay(value) || field.Error.Length > 0:
                return CardInputs.Date(value);
            case FieldType.User:
                return Person(field, value, names);
            case FieldType.Channel:
                return Channel(field, value, names);
            case FieldType.File file:
                return File(field, file.Accept.IsDefault ? [] : file.Accept, hints);
            case FieldType.Table:
                return File(field, ["csv"], hints);
            default:
                return Text(field.Input, value, hints);
        }
    }

    private static JsonObject Text(InputSpec input, string value, List<string> hints)
    {
        if (value.Length > BlockLimits.InputText)
        {
            hints.Add(string.Create(CultureInfo.InvariantCulture, $"The {value.Length:#,##0} characters given before do not fit into this form: write a shorter text, or repeat the command with all answers."));
            value = "";
        }

        bool multiline = input.Type is FieldType.Text { Max: null or > 200 };
        int? most = input.Type is FieldType.Text { Max: { } max } ? max : null;
        return CardInputs.Text(value, Example(input.Type), multiline, most is { } limit && limit < value.Length ? null : most);
    }

    private static JsonObject Person(FormField field, string value, ISlackNames names)
    {
        string? user = value.Length == 0 ? null : names.UserOf(value);
        if (value.Length > 0 && user is null && IsOffered(field, value))
        {
            return CardInputs.Select(new OptionList(field.Choices), value, "Choose a person");
        }

        var element = new JsonObject { ["type"] = "users_select", ["action_id"] = CardInputs.ActionId, ["placeholder"] = Block.Plain("Choose a person") };
        if (user is not null)
        {
            element["initial_user"] = user;
        }

        return element;
    }

    private static JsonObject Channel(FormField field, string value, ISlackNames names)
    {
        string? channel = value.Length == 0 ? null : names.ChannelOf(value);
        if (value.Length > 0 && channel is null && IsOffered(field, value))
        {
            return CardInputs.Select(new OptionList(field.Choices), value, "Choose a channel");
        }

        var element = new JsonObject
        {
            ["type"] = "conversations_select",
            ["action_id"] = CardInputs.ActionId,
            ["placeholder"] = Block.Plain("Choose a channel"),
            ["filter"] = new JsonObject { ["include"] = new JsonArray("public", "private"), ["exclude_bot_users"] = true },
        };
        if (channel is not null)
        {
            element["initial_conversation"] = channel;
        }

        return element;
    }

    // Somebody or some place that Slack does not know: the list of the directory keeps the answer.
    private static bool IsOffered(FormField field, string value) =>
        !field.Choices.IsDefaultOrEmpty && field.Choices.Any(choice => string.Equals(choice.Value, value, StringComparison.Ordinal));

    private static JsonObject File(FormField field, ImmutableArray<string> accept, List<string> hints)
    {
        var element = new JsonObject { ["type"] = "file_input", ["action_id"] = CardInputs.ActionId, ["max_files"] = 1 };
        if (!accept.IsEmpty)
        {
            element["filetypes"] = new JsonArray([.. accept.Select(ending => (JsonNode)ending)]);
            hints.Add($"Takes {Wording.List([.. accept.Select(ending => ending.ToUpperInvariant())], "or")}.");
        }

        if (field.File is { } given)
        {
            hints.Insert(0, $"Already given: {SlackText.Line(given.Name, 80)}. Add a file only to use another one.");
        }

        return element;
    }

    private static IEnumerable<string> Bounds(decimal? min, decimal? max) => (min, max) switch
    {
        ({ } low, { } high) => [$"{Wording.Number(low)} to {Wording.Number(high)}."],
        ({ } low, null) => [$"At least {Wording.Number(low)}."],
        (null, { } high) => [$"At most {Wording.Number(high)}."],
        _ => [],
    };

    private static string? Example(FieldType type) => type switch
    {
        FieldType.Money => "for example EUR 100",
        FieldType.Month => "for example 2026-10, or last month",
        FieldType.Duration => "for example 14d",
        FieldType.Date => "for example 2026-12-31",
        FieldType.Number => "a number",
        _ => null,
    };
}
