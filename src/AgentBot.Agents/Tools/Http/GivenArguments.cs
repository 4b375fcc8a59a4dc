using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tools.Http;

/// <summary>What an agent gave, held against the declared types once more: only what fits is ever written into a call.</summary>
internal sealed partial class GivenArguments
{
    public const int LongestText = 4_000;

    private readonly Dictionary<string, JsonNode> _values = new(StringComparer.Ordinal);

    private GivenArguments(JsonObject sifting) => Sifting = sifting;

    /// <summary>What AgentBot does with the result itself.</summary>
    public JsonObject Sifting { get; }

    /// <summary>Null after a mistake, which is a sentence for the agent.</summary>
    public static GivenArguments? Read(HttpToolSpec spec, string json, out string mistake)
    {
        JsonObject given;
        try
        {
            given = JsonNode.Parse(json.Length == 0 ? "{}" : json) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            mistake = "The arguments are no JSON object.";
            return null;
        }

        var sifting = new JsonObject();
        var read = new GivenArguments(sifting);
        foreach ((string name, JsonNode? value) in given)
        {
            if (spec.Sift is not null && HttpToolSpec.SiftArguments.Contains(name))
            {
                sifting[name] = value?.DeepClone();
            }
            else if (spec.Arguments.FirstOrDefault(argument => argument.Name == name) is not { } argument)
            {
                mistake = $"There is no argument {name}.";
                return null;
            }
            else if (value is not null && !Fits(argument.Type, value))
            {
                mistake = $"The argument {name} does not fit its type.";
                return null;
            }
            else if (value is not null)
            {
                read._values[name] = value;
            }
        }

        mistake = spec.Arguments.FirstOrDefault(argument => argument.Required && !read._values.ContainsKey(argument.Name)) is { } missing
            ? $"The argument {missing.Name} is missing."
            : "";
        return mistake.Length == 0 ? read : null;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>With its type, for a body; null for one that was not given.</summary>
    public JsonNode? Value(string name) => _values.TryGetValue(name, out JsonNode? value) ? value.DeepClone() : null;

    /// <summary>As it is written into an address or a text; empty for one that was not given.</summary>
    public string Text(string name) => !_values.TryGetValue(name, out JsonNode? value) ? ""
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>Every {name} of a text replaced.</summary>
    /// <param name="escape">How a value is made harmless at this place.</param>
    public string Fill(string text, Func<string, string> escape) => Placeholder().Replace(text, match => escape(Text(match.Groups[1].Value)));

    /// <summary>The name where the text is one {name} and nothing besides; null otherwise.</summary>
    public static string? Alone(string text) => Placeholder().Match(text) is { Success: true } match && match.Length == text.Length ? match.Groups[1].Value : null;

    private static bool Fits(FieldType type, JsonNode value) => (type, value.GetValueKind()) switch
    {
        (FieldType.Number number, JsonValueKind.Number) => value.AsValue().TryGetValue(out decimal amount) && !(amount < number.Min) && !(amount > number.Max),
        (FieldType.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
        (FieldType.Choice choice, JsonValueKind.String) => choice.Of.Contains(value.GetValue<string>()),
        (FieldType.Date, JsonValueKind.String) => DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        (FieldType.Month, JsonValueKind.String) => DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        (FieldType.Text text, JsonValueKind.String) => value.GetValue<string>().Length <= (text.Max ?? LongestText),
        _ => false,
    };

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9_-]{0,47})\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
