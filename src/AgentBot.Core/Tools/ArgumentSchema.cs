using System.Globalization;
using System.Text.Json;

namespace AgentBot.Core.Tools;

/// <summary>
/// Whether the arguments of a call fit the schema of its tool: the part of JSON Schema in which tools describe theirs. What it does
/// not know it does not judge; the tool's own side has the last word.
/// </summary>
public sealed class ArgumentSchema
{
    private const int MostMistakes = 12;
    private const int Deepest = 24;

    /// <summary>A schema whose forms refer to each other could be walked through for ever.</summary>
    private const int MostLooks = 20_000;

    private readonly JsonElement _root;
    private readonly Looks _looks;
    private readonly List<string> _mistakes = [];

    private ArgumentSchema(JsonElement root, Looks looks) => (_root, _looks) = (root, looks);

    /// <summary>What is wrong, in words for whoever wrote the arguments; empty where they fit.</summary>
    /// <param name="schema">A JSON schema of an object.</param>
    public static IReadOnlyList<string> Mistakes(string schema, JsonElement arguments)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        var check = new ArgumentSchema(document.RootElement, new Looks());
        check.Check(document.RootElement, arguments, "", 0);
        return check._mistakes;
    }

    private void Check(JsonElement schema, JsonElement value, string at, int depth)
    {
        if (schema.ValueKind == JsonValueKind.False)
        {
            Add(at, "is not allowed here");
        }

        if (depth > Deepest || ++_looks.Count > MostLooks)
        {
            Add(at, "cannot be checked, because the tool describes it too intricately");
            return;
        }

        if (_mistakes.Count >= MostMistakes || schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Text(schema, "$ref") is { } reference)
        {
            if (Resolve(reference) is { } target)
            {
                Check(target, value, at, depth + 1);
            }

            return;
        }

        if (!IsOfType(schema, value))
        {
            Add(at, $"must be {TypeWords(schema)}");
            return;
        }

        CheckChoice(schema, value, at);
        CheckForms(schema, value, at, depth);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, at, depth);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, at, depth);
                break;
            case JsonValueKind.String:
                CheckLength(schema, new StringInfo(value.GetString()!).LengthInTextElements, at);
                break;
            case JsonValueKind.Number:
                CheckRange(schema, value, at);
                break;
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string at, int depth)
    {
        bool declares = schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object;
        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (string name in required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!))
            {
                if (!value.TryGetProperty(name, out _))
                {
                    Add(Below(at, name), "is missing");
                }
            }
        }

        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (declares && properties.TryGetProperty(field.Name, out JsonElement own))
            {
                Check(own, field.Value, Below(at, field.Name), depth + 1);
            }
            else if (schema.TryGetProperty("additionalProperties", out JsonElement others))
            {
                if (others.ValueKind == JsonValueKind.False)
                {
                    Add(Below(at, field.Name), "is no argument of this tool");
                }
                else
                {
                    Check(others, field.Value, Below(at, field.Name), depth + 1);
                }
            }
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string at, int depth)
    {
        int length = value.GetArrayLength();
        if (Whole(schema, "minItems") is { } least && length < least)
        {
            Add(at, string.Create(CultureInfo.InvariantCulture, $"has fewer than {least} entries"));
        }

        if (Whole(schema, "maxItems") is { } most && length > most)
        {
            Add(at, string.Create(CultureInfo.InvariantCulture, $"has more than {most} entries"));
            return;
        }

        if (!schema.TryGetProperty("items", out JsonElement items))
        {
            return;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            Check(items, item, string.Create(CultureInfo.InvariantCulture, $"{at}[{index++}]"), depth + 1);
        }
    }

    private void CheckLength(JsonElement schema, int length, string at)
    {
        if (Whole(schema, "minLength") is { } least && length < least)
        {
            Add(at, string.Create(CultureInfo.InvariantCulture, $"has fewer than {least} letters"));
        }

        if (Whole(schema, "maxLength") is { } most && length > most)
        {
            Add(at, string.Create(CultureInfo.InvariantCulture, $"has more than {most} letters"));
        }
    }

    private void CheckRange(JsonElement schema, JsonElement value, string at)
    {
        double number = value.GetDouble();
        foreach ((string key, Func<double, double, bool> fits, string words) in Ranges)
        {
            if (schema.TryGetProperty(key, out JsonElement limit) && limit.ValueKind == JsonValueKind.Number && !fits(number, limit.GetDouble()))
            {
                Add(at, $"must be {words} {limit.GetRawText()}");
            }
        }
    }

    private static readonly (string Key, Func<double, double, bool> Fits, string Words)[] Ranges =
    [
        ("minimum", static (value, limit) => value >= limit, "at least"),
        ("maximum", static (value, limit) => value <= limit, "at most"),
        ("exclusiveMinimum", static (value, limit) => value > limit, "more than"),
        ("exclusiveMaximum", static (value, limit) => value < limit, "less than"),
    ];

    private void CheckChoice(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("const", out JsonElement only) && !JsonElement.DeepEquals(only, value))
        {
            Add(at, $"must be {only.GetRawText()}");
        }

        if (schema.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            Add(at, $"must be one of {string.Join(", ", choices.EnumerateArray().Take(20).Select(choice => choice.GetRawText()))}");
        }
    }

    private void CheckForms(JsonElement schema, JsonElement value, string at, int depth)
    {
        foreach (JsonElement part in Parts(schema, "allOf"))
        {
            Check(part, value, at, depth + 1);
        }

        int fitting = Parts(schema, "oneOf").Count(form => Fits(form, value, depth));
        bool hasOne = schema.TryGetProperty("oneOf", out _);
        bool hasAny = schema.TryGetProperty("anyOf", out _);
        if ((hasOne && fitting != 1) || (hasAny && !Parts(schema, "anyOf").Any(form => Fits(form, value, depth))))
        {
            Add(at, "has none of the forms that it may have");
        }
    }

    private bool Fits(JsonElement form, JsonElement value, int depth)
    {
        var check = new ArgumentSchema(_root, _looks);
        check.Check(form, value, "", depth + 1);
        return check._mistakes.Count == 0;
    }

    // Only places in the same schema; nothing is ever fetched.
    private JsonElement? Resolve(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        JsonElement found = _root;
        foreach (string part in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found;
    }

    private static bool IsOfType(JsonElement schema, JsonElement value) =>
        !schema.TryGetProperty("type", out JsonElement type)
        || (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => Is(one.GetString(), value)) : Is(type.GetString(), value));

    private static bool Is(string? type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => true,
    };

    private static string TypeWords(JsonElement schema)
    {
        JsonElement type = schema.GetProperty("type");
        IEnumerable<string?> types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];
        return string.Join(" or ", types.Select(one => one switch
        {
            "string" => "text",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "array" => "a list",
            "object" => "an object",
            _ => "null",
        }));
    }

    private static JsonElement[] Parts(JsonElement schema, string key) =>
        schema.TryGetProperty(key, out JsonElement parts) && parts.ValueKind == JsonValueKind.Array ? [.. parts.EnumerateArray()] : [];

    private static string? Text(JsonElement schema, string key) =>
        schema.TryGetProperty(key, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static int? Whole(JsonElement schema, string key) =>
        schema.TryGetProperty(key, out JsonElement whole) && whole.ValueKind == JsonValueKind.Number && whole.TryGetInt32(out int number) ? number : null;

    private static string Below(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    private void Add(string at, string what)
    {
        if (_mistakes.Count < MostMistakes)
        {
            _mistakes.Add(at.Length == 0 ? $"the arguments: {what}" : $"{at}: {what}");
        }
    }

    private sealed class Looks
    {
        public int Count { get; set; }
    }
}
