using System.Collections.Immutable;
using System.Text.Json;

namespace AgentBot.Core.Tools;

/// <summary>What a tool wants to be given, for people: one line for each argument.</summary>
public static class ArgumentWords
{
    private const int Most = 40;

    /// <summary>"path: text, required"; in the order of the schema. Names and types only; what else it says stands in the schema.</summary>
    public static ImmutableArray<string> Of(string schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        string[] required = root.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : [];
        return [.. properties.EnumerateObject().Take(Most).Select(property => $"{property.Name}: {TypeOf(property.Value)}{(required.Contains(property.Name) ? ", required" : "")}")];
    }

    private static string TypeOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "anything";
        }

        if (schema.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array)
        {
            return "one of " + string.Join(", ", choices.EnumerateArray().Take(6).Select(choice => choice.ValueKind == JsonValueKind.String ? choice.GetString() : choice.GetRawText()));
        }

        return schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString() switch
            {
                "string" => "text",
                "boolean" => "yes or no",
                "integer" => "a whole number",
                "number" => "a number",
                "array" => "a list",
                "object" => "fields",
                _ => "anything",
            }
            : "anything";
    }
}
