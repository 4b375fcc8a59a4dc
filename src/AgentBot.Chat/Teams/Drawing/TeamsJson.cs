using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>How JSON is written for Teams, and how large Teams counts it: in UTF-16.</summary>
public static class TeamsJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode node)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Compact))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Bytes as Teams counts them.</summary>
    public static int Size(JsonNode node) => Write(node).Length * sizeof(char);
}
