using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Agents.Harness.Gateway;

/// <summary>
/// A program's question to a model as the gateway lets it through: only what is known to concern the model's answer, of the model
/// that the template's alias means, no longer than allowed, and nothing that would let the provider itself reach out to somebody.
/// </summary>
public static class GatewayQuestion
{
    private const int DeepestBody = 64;

    private static readonly HashSet<string> Anthropic = new(StringComparer.Ordinal)
    {
        "messages", "system", "tools", "tool_choice", "max_tokens", "temperature", "top_p", "top_k", "stop_sequences", "stream", "thinking", "context_management", "output_config", "output_format",
    };

    private static readonly HashSet<string> OpenAi = new(StringComparer.Ordinal)
    {
        "messages", "tools", "tool_choice", "parallel_tool_calls", "max_tokens", "max_completion_tokens", "temperature", "top_p", "stop", "stream", "response_format", "reasoning_effort", "seed",
        "frequency_penalty", "presence_penalty",
    };

    /// <summary>Null where the bytes are no question, or one that would make the provider fetch something.</summary>
    public static JsonObject? Read(ReadOnlyMemory<byte> body, string wire, int longestAnswer)
    {
        JsonObject? asked = Parse(body);
        if (asked is null || asked["messages"] is not JsonArray || Fetches(asked))
        {
            return null;
        }

        HashSet<string> known = wire == "anthropic" ? Anthropic : OpenAi;
        foreach (string name in asked.Select(property => property.Key).Where(name => !known.Contains(name)).ToList())
        {
            asked.Remove(name);
        }

        KeepOwnTools(asked, wire);
        BoundAnswer(asked, wire, longestAnswer);
        if (wire == "openai" && Streams(asked))
        {
            asked["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return asked;
    }

    public static bool Streams(JsonObject asked) => asked["stream"] is JsonValue value && value.TryGetValue(out bool streams) && streams;

    /// <summary>The longest answer that it asks for, after it was bounded.</summary>
    public static int AnswerTokens(JsonObject asked) =>
        (asked["max_tokens"] ?? asked["max_completion_tokens"]) is JsonValue value && value.TryGetValue(out int tokens) ? tokens : 0;

    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = DeepestBody, AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A tool with a type of its own is run by the provider: searching the web, fetching pages, calling servers.
    private static void KeepOwnTools(JsonObject asked, string wire)
    {
        if (asked["tools"] is not JsonArray tools)
        {
            asked.Remove("tools");
            return;
        }

        string own = wire == "anthropic" ? "custom" : "function";
        for (int i = tools.Count - 1; i >= 0; i--)
        {
            if (tools[i] is not JsonObject tool || (tool["type"] is { } type && !(type is JsonValue value && value.TryGetValue(out string? name) && name == own)))
            {
                tools.RemoveAt(i);
            }
        }

        if (tools.Count == 0)
        {
            asked.Remove("tools");
            asked.Remove("tool_choice");
        }
    }

    private static void BoundAnswer(JsonObject asked, string wire, int longest)
    {
        string name = wire == "openai" && asked.ContainsKey("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        int tokens = asked[name] is JsonValue value && value.TryGetValue(out int wanted) && wanted > 0 ? Math.Min(wanted, longest) : longest;
        asked.Remove("max_tokens");
        asked.Remove("max_completion_tokens");
        asked[name] = tokens;
        if (asked["thinking"] is JsonObject thinking && thinking["budget_tokens"] is JsonValue budget && (!budget.TryGetValue(out int thought) || thought >= tokens))
        {
            asked.Remove("thinking");
        }
    }

    // A picture or a document by its address is fetched by the provider, from wherever the address says.
    private static bool Fetches(JsonNode? node) => node switch
    {
        JsonObject map => IsAddress(map) || map.Any(property => Fetches(property.Value)),
        JsonArray list => list.Any(Fetches),
        _ => false,
    };

    private static bool IsAddress(JsonObject map) =>
        (Text(map["type"]) is "url" or "file" && (map.ContainsKey("url") || map.ContainsKey("file_id")))
        || (map["image_url"] is JsonObject image && Text(image["url"]) is { } picture && !picture.StartsWith("data:", StringComparison.Ordinal))
        || (Text(map["type"]) == "image_url" && Text(map["image_url"]) is { } plain && !plain.StartsWith("data:", StringComparison.Ordinal));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
