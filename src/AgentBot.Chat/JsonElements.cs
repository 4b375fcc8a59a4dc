using System.Globalization;
using System.Text.Json;

namespace AgentBot.Chat;

/// <summary>Reads a platform's JSON without trusting its shape: what is missing or of another kind is empty.</summary>
internal static class JsonElements
{
    public static JsonElement Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement part) ? part : default;

    /// <summary>A text, or a number as it is written.</summary>
    public static string Text(this JsonElement element, string name) => element.Part(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    public static bool Flag(this JsonElement element, string name) => element.Part(name).ValueKind == JsonValueKind.True;

    /// <summary>A whole number, also where it is written as a text; 0 for anything else.</summary>
    public static long Number(this JsonElement element, string name) =>
        long.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];
}
