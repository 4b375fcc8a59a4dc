using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Providers;

/// <summary>The Messages API: docs "Messages" and "Streaming messages".</summary>
internal sealed class AnthropicWire : IFakeWire
{
    public string Format => "anthropic";

    public string Whole(FakeModelAnswer answer)
    {
        var content = new JsonArray();
        if (answer.Text.Length > 0)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = answer.Text });
        }

        foreach ((string id, string name, string arguments) in answer.Calls)
        {
            content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = name, ["input"] = JsonNode.Parse(arguments) });
        }

        JsonObject message = Message(answer, content);
        message["stop_reason"] = Reason(answer);
        message["usage"] = Usage(answer, answer.OutputTokens);
        return message.ToJsonString();
    }

    public IEnumerable<string> Parts(FakeModelAnswer answer, JsonElement question)
    {
        JsonObject begun = Message(answer, []);
        begun["stop_reason"] = null;
        begun["usage"] = Usage(answer, 1);
        yield return Event("message_start", new JsonObject { ["message"] = begun });
        int index = 0;
        if (answer.Text.Length > 0)
        {
            yield return Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } });
            foreach (char[] part in answer.Text.Chunk(answer.PartLength))
            {
                yield return Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = new string(part) } });
            }

            yield return Event("content_block_stop", new JsonObject { ["index"] = index++ });
        }

        foreach ((string id, string name, string arguments) in answer.Calls)
        {
            yield return Event("content_block_start", new JsonObject
            {
                ["index"] = index,
                ["content_block"] = new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = name, ["input"] = new JsonObject() },
            });
            foreach (char[] part in arguments.Chunk(answer.PartLength))
            {
                yield return Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = new string(part) } });
            }

            yield return Event("content_block_stop", new JsonObject { ["index"] = index++ });
        }

        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = Reason(answer), ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = answer.TellsUsage ? answer.OutputTokens : 0 },
        });
        yield return Event("message_stop", []);
    }

    public string Error(string type, string message) => Event("error", new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["message"] = message } });

    private static JsonObject Message(FakeModelAnswer answer, JsonArray content) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = "fake-claude",
        ["content"] = content,
        ["stop_sequence"] = null,
    };

    private static JsonObject Usage(FakeModelAnswer answer, int output) => new()
    {
        ["input_tokens"] = answer.TellsUsage ? answer.InputTokens - answer.CacheReadTokens - answer.CacheWriteTokens : 0,
        ["cache_read_input_tokens"] = answer.TellsUsage ? answer.CacheReadTokens : 0,
        ["cache_creation_input_tokens"] = answer.TellsUsage ? answer.CacheWriteTokens : 0,
        ["output_tokens"] = answer.TellsUsage ? output : 0,
    };

    private static string Reason(FakeModelAnswer answer) => answer switch
    {
        { Calls.Count: > 0 } => "tool_use",
        { End: "length" } => "max_tokens",
        { End: "refusal" or "filter" } => "refusal",
        _ => "end_turn",
    };

    private static string Event(string type, JsonObject data)
    {
        data["type"] = type;
        return $"event: {type}\ndata: {data.ToJsonString()}\n\n";
    }
}
