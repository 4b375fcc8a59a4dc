using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentBot.Testing;

/// <summary>A small judge of JSON Schema (draft 2020-12): every word that the product's own schemas use, read from the specification and not from the product.</summary>
public static class JsonSchemaJudge
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    private static readonly HashSet<string> Known =
    [
        "$schema", "title", "description", "type", "const", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "items",
        "properties", "required", "additionalProperties", "propertyNames", "minProperties", "anyOf", "allOf", "if", "then",
    ];

    public static bool Fits(JsonElement value, JsonElement schema)
    {
        if (schema.EnumerateObject().FirstOrDefault(word => !Known.Contains(word.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw new InvalidOperationException($"The judge does not know the word {unknown.Name}.");
        }

        return Type(value, schema) && Value(value, schema) && Text(value, schema) && Number(value, schema) && Items(value, schema) && Properties(value, schema) && Together(value, schema);
    }

    private static bool Type(JsonElement value, JsonElement schema) => !schema.TryGetProperty("type", out JsonElement type) || type.GetString() switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number == Math.Floor(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        var other => throw new InvalidOperationException($"The judge does not know the type {other}."),
    };

    private static bool Value(JsonElement value, JsonElement schema) =>
        (!schema.TryGetProperty("const", out JsonElement only) || JsonElement.DeepEquals(value, only))
        && (!schema.TryGetProperty("enum", out JsonElement words) || words.EnumerateArray().Any(word => JsonElement.DeepEquals(value, word)));

    private static bool Text(JsonElement value, JsonElement schema)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return true;
        }

        int length = value.GetString()!.EnumerateRunes().Count();
        return Most(schema, "minLength", least => length >= least)
            && Most(schema, "maxLength", most => length <= most)
            && (!schema.TryGetProperty("pattern", out JsonElement pattern) || Matches(value.GetString()!, pattern));
    }

    private static bool Number(JsonElement value, JsonElement schema) =>
        value.ValueKind != JsonValueKind.Number
        || (Most(schema, "minimum", least => value.GetDouble() >= least) && Most(schema, "maximum", most => value.GetDouble() <= most)
            && Most(schema, "exclusiveMinimum", least => value.GetDouble() > least) && Most(schema, "exclusiveMaximum", most => value.GetDouble() < most));

    private static bool Items(JsonElement value, JsonElement schema) =>
        value.ValueKind != JsonValueKind.Array
        || (Most(schema, "minItems", least => value.GetArrayLength() >= least) && Most(schema, "maxItems", most => value.GetArrayLength() <= most)
            && (!schema.TryGetProperty("items", out JsonElement item) || value.EnumerateArray().All(one => Fits(one, item))));

    private static bool Properties(JsonElement value, JsonElement schema)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        bool hasNamed = schema.TryGetProperty("properties", out JsonElement named);
        bool hasRest = schema.TryGetProperty("additionalProperties", out JsonElement rest);
        return (!schema.TryGetProperty("required", out JsonElement required) || required.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)))
            && Most(schema, "minProperties", least => value.EnumerateObject().Count() >= least)
            && (!schema.TryGetProperty("propertyNames", out JsonElement names) || value.EnumerateObject().All(property => (hasNamed && named.TryGetProperty(property.Name, out _)) || Matches(property.Name, names.GetProperty("pattern"))))
            && value.EnumerateObject().All(property => hasNamed && named.TryGetProperty(property.Name, out JsonElement inner) ? Fits(property.Value, inner)
                : !hasRest || (rest.ValueKind != JsonValueKind.False && Fits(property.Value, rest)));
    }

    private static bool Together(JsonElement value, JsonElement schema) =>
        (!schema.TryGetProperty("anyOf", out JsonElement any) || any.EnumerateArray().Any(one => Fits(value, one)))
        && (!schema.TryGetProperty("allOf", out JsonElement all) || all.EnumerateArray().All(one => Fits(value, one)))
        && (!schema.TryGetProperty("if", out JsonElement when) || !Fits(value, when) || Fits(value, schema.GetProperty("then")));

    // ECMAScript's dollar is the end alone, .NET's also stands before a last line break.
    private static bool Matches(string text, JsonElement pattern) => Patterns.GetOrAdd(pattern.GetString()!, written => new Regex(written.Replace("$", @"\z", StringComparison.Ordinal).Replace(@"[^\z", "[^$", StringComparison.Ordinal))).IsMatch(text);

    private static bool Most(JsonElement schema, string word, Func<double, bool> holds) => !schema.TryGetProperty(word, out JsonElement limit) || holds(limit.GetDouble());
}
