using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentBot.Core.Tools;

/// <summary>The arguments of a call in one way of writing: same arguments, same text, so that its hash names them. Numbers stay as they were written.</summary>
public static class ArgumentText
{
    public const int MostCharacters = 100_000;
    private const int Deepest = 32;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null for what is no JSON object, holds a name twice, or is too large.</summary>
    public static string? Canonical(string json)
    {
        if (json.Length > MostCharacters)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Write(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What <see cref="Canonical"/> wrote.</summary>
    public static JsonElement Read(string canonical)
    {
        using JsonDocument document = JsonDocument.Parse(canonical, Strict);
        return document.RootElement.Clone();
    }

    public static string Write(JsonElement element)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            Write(writer, element);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
