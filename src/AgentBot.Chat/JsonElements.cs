using System.Text.Json;

namespace AgentBot.Chat;

/// <summary>Reads a platform's JSON without trusting its shape: what is missing or of another kind is empty.</summary>
internal static class JsonElements
{
    public static JsonElement Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement part) ? part : default;

    public static string Text(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString()! : "";

    public static bool Flag(this JsonElement element, string name) => element.Part(name).ValueKind == JsonValueKind.True;

    public static long Number(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetInt64(out long number) ? number : 0;

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];
}
