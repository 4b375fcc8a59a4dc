using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Tools;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>
/// What a server says of one tool, made into what an agent is given. Its words are cut and cleaned of what nobody sees; its remarks
/// about itself (that it only reads, that it harms nothing) are left out altogether.
/// </summary>
internal static class McpTool
{
    public const int LongestDescription = 4_000;
    public const int LargestSchema = 32 * 1024;
    private const int LongestName = 64;

    /// <summary>Null where it cannot be offered to an agent, with the reason.</summary>
    public static Tool? Read(McpServer server, ModelContextProtocol.Protocol.Tool said, out string why)
    {
        why = "";
        string name = $"{server.Name}.{said.Name}";
        if (name.Length > LongestName || said.Name.Length == 0 || !said.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            why = "its name has more than letters, digits, dots, hyphens and underscores, or is too long";
            return null;
        }

        string schema = said.InputSchema.GetRawText();
        if (schema.Length > LargestSchema)
        {
            why = $"what it wants to be given is described in more than {LargestSchema / 1024} KB";
            return null;
        }

        string description = CardText.Cut(CardText.Visible(said.Description ?? "").Trim(), LongestDescription);
        string arguments = Canonical(said.InputSchema);
        ToolKind kind = server.Options.Reads.Contains(said.Name, StringComparer.Ordinal) ? ToolKind.Read : ToolKind.Write;
        string title = Humanised(said.Name);
        return new Tool
        {
            Name = name,
            Title = title,
            Description = description,
            Arguments = arguments,
            Kind = kind,
            Pin = PinOf(name, title, description, arguments, kind, WhereOf(server.Options)),
        };
    }

    /// <summary>Where it is called, in words for operators: the program with its arguments, or the address. Holds no secret.</summary>
    public static string WhereOf(McpServerOptions options) => options.Url.Length > 0 ? options.Url : string.Join(' ', options.Args.Prepend(options.Command));

    /// <summary>Each part with its length before it, so that no two tools read alike.</summary>
    public static Digest PinOf(string name, string title, string description, string arguments, ToolKind kind, string where)
    {
        var text = new StringBuilder();
        foreach (string part in new[] { name, title, description, arguments, kind.ToString(), where })
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
        }

        return Digest.OfText(text.ToString());
    }

    // "read_file", "readFile" and "read-file" are "Read file".
    private static string Humanised(string name)
    {
        var words = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0 && char.IsAsciiLetterLower(words[^1]))
            {
                words.Append(' ');
            }

            words.Append(letter is '_' or '-' or '.' ? ' ' : words.Length == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter));
        }

        return words.ToString().Trim();
    }

    // A server that lists its keys in another order each time has changed nothing.
    private static string Canonical(JsonElement schema)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, schema);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
