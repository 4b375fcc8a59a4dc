using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentBot.Testing;

/// <summary>
/// The official JSON schema of Adaptive Cards 1.5 as a judge, by a small checker for the words that it uses. It knows no
/// "msteams", so that is taken off first.
/// </summary>
public sealed class AdaptiveCardSchema
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    private readonly JsonElement _definitions;
    private readonly JsonElement _root;

    private AdaptiveCardSchema(JsonElement root) => (_root, _definitions) = (root, root.GetProperty("definitions"));

    /// <summary>Beside the repository; null where it is not there.</summary>
    public static string? Path { get; } = OfficialSchema.Find("adaptive-card-1.5.0.json");

    public static AdaptiveCardSchema Load() => new(JsonDocument.Parse(File.ReadAllText(Path!)).RootElement);

    /// <summary>Null when the card fits, else where it does not.</summary>
    public string? Mistake(string json)
    {
        using JsonDocument card = JsonDocument.Parse(json);
        return Check(card.RootElement, _root.GetProperty("anyOf")[0], "card", ignore: "msteams");
    }

    private string? Check(JsonElement value, JsonElement schema, string place, string ignore = "")
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return Check(value, _definitions.GetProperty(reference.GetString()!["#/definitions/".Length..]), place, ignore);
        }

        return Type(value, schema, place)
            ?? Words(value, schema, place)
            ?? (value.ValueKind == JsonValueKind.Object ? Properties(value, schema, place, ignore) : null)
            ?? All(value, schema, place, ignore)
            ?? Any(value, schema, place)
            ?? Items(value, schema, place);
    }

    private static string? Type(JsonElement value, JsonElement schema, string place)
    {
        if (!schema.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        bool fits = type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" or "integer" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            var other => throw new InvalidOperationException($"The schema has a type {other}."),
        };
        return fits ? null : $"{place} is no {type.GetString()}";
    }

    private static string? Words(JsonElement value, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("enum", out JsonElement words) && (value.ValueKind != JsonValueKind.String || words.EnumerateArray().All(word => word.GetString() != value.GetString())))
        {
            return $"{place} is {value}";
        }

        return schema.TryGetProperty("pattern", out JsonElement pattern) && (value.ValueKind != JsonValueKind.String || !Patterns.GetOrAdd(pattern.GetString()!, text => new Regex(text)).IsMatch(value.GetString()!)) ? $"{place} does not match" : null;
    }

    private string? Properties(JsonElement value, JsonElement schema, string place, string ignore)
    {
        if (schema.TryGetProperty("required", out JsonElement required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{place} lacks {missing}";
        }

        if (!schema.TryGetProperty("properties", out JsonElement properties))
        {
            return null;
        }

        bool closed = schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.False;
        // The type first: a wrong alternative is left before anything inside is looked at.
        foreach (JsonProperty property in value.EnumerateObject().Where(property => property.Name != ignore).OrderByDescending(property => property.Name == "type"))
        {
            string? mistake = properties.TryGetProperty(property.Name, out JsonElement inner) ? Check(property.Value, inner, $"{place}.{property.Name}")
                : closed && property.Name is not ("type" or "$schema") ? $"{place} has an unknown {property.Name}"
                : null;
            if (mistake is not null)
            {
                return mistake;
            }
        }

        return null;
    }

    private string? All(JsonElement value, JsonElement schema, string place, string ignore) =>
        schema.TryGetProperty("allOf", out JsonElement all) ? all.EnumerateArray().Select(one => Check(value, one, place, ignore)).FirstOrDefault(mistake => mistake is not null) : null;

    private string? Any(JsonElement value, JsonElement schema, string place)
    {
        if (!schema.TryGetProperty("anyOf", out JsonElement any))
        {
            return null;
        }

        string?[] mistakes = [.. any.EnumerateArray().Select(one => Check(value, one, place))];
        // The deepest complaint is the one about the alternative that was meant.
        return mistakes.Contains(null) ? null : mistakes.MaxBy(mistake => mistake!.Split('.', '[').Length);
    }

    private string? Items(JsonElement value, JsonElement schema, string place) =>
        value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items)
            ? value.EnumerateArray().Select((item, i) => Check(item, items, $"{place}[{i}]")).FirstOrDefault(mistake => mistake is not null)
            : null;
}
