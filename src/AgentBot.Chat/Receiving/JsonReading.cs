using System.Collections.Immutable;
using System.Text.Json;

namespace AgentBot.Chat.Receiving;

/// <summary>Reads fields of foreign JSON: what is missing or of another kind is empty, never an exception.</summary>
public static class JsonReading
{
    /// <summary>Deep enough for every payload of a chat platform, not for a bomb. A name given twice is refused: two readers could see two things.</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 48, AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no JSON, too deep, or names something twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes) => JsonDocument.Parse(bytes, Strict);

    public static bool IsTrue(this JsonElement element, string name) =>
        element.Find(name) is { } value && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true"u8)));

    /// <summary>The object of that name; an empty one where it is missing, null or no object.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.Object } found ? found : default;

    public static bool Has(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: not JsonValueKind.Null };

    public static ImmutableArray<JsonElement> Items(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.Array } found ? [.. found.EnumerateArray()] : [];

    private static JsonElement? Find(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;
}
