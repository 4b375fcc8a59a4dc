using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models.Wire;

/// <summary>The arguments of a tool call: text on the wire, fields in between.</summary>
internal static class CallArguments
{
    /// <summary>Arguments that are no JSON object become a call that says so, which the loop answers; they never become other arguments.</summary>
    public static FunctionCallContent Content(string id, string name, string arguments) => FunctionCallContent.CreateFromParsedArguments(
        arguments,
        id,
        name,
        static text => string.IsNullOrWhiteSpace(text) ? new Dictionary<string, object?>() : Read(text));

    public static string Text(FunctionCallContent call)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            foreach ((string name, object? value) in call.Arguments ?? new Dictionary<string, object?>())
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value?.GetType() ?? typeof(object)));
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(written.ToArray());
    }

    private static Dictionary<string, object?> Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value.Clone(), StringComparer.Ordinal)
            : throw new JsonException("The arguments are no object.");
    }
}
