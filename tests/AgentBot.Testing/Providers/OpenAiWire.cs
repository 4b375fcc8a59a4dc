using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Providers;

/// <summary>The Chat Completions API, with usage in a stream only where it is asked for.</summary>
internal sealed class OpenAiWire : IFakeWire
{
    public string Format => "openai";

    public string Whole(FakeModelAnswer answer)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.End == "refusal" ? null : answer.Text, ["refusal"] = answer.End == "refusal" ? answer.Text : null };
        if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select(call => (JsonNode)new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            })]);
        }

        JsonObject whole = Envelope("chat.completion", new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = Reason(answer) });
        if (answer.TellsUsage)
        {
            whole["usage"] = Usage(answer);
        }

        return whole.ToJsonString();
    }

    public IEnumerable<string> Parts(FakeModelAnswer answer, JsonElement question)
    {
        yield return Part(new JsonObject { ["role"] = "assistant", ["content"] = "" });
        foreach (char[] part in answer.Text.Chunk(answer.PartLength))
        {
            yield return Part(new JsonObject { [answer.End == "refusal" ? "refusal" : "content"] = new string(part) });
        }

        int index = 0;
        foreach ((string id, string name, string arguments) in answer.Calls)
        {
            yield return Part(Call(index, new JsonObject { ["name"] = name, ["arguments"] = "" }, id));
            foreach (char[] part in arguments.Chunk(answer.PartLength))
            {
                yield return Part(Call(index, new JsonObject { ["arguments"] = new string(part) }, null));
            }

            index++;
        }

        yield return Part([], Reason(answer));
        bool isAsked = question.TryGetProperty("stream_options", out JsonElement options) && options.TryGetProperty("include_usage", out JsonElement include) && include.GetBoolean();
        if (answer.TellsUsage && isAsked)
        {
            JsonObject usage = Envelope("chat.completion.chunk", null);
            usage["usage"] = Usage(answer);
            yield return Event(usage);
        }

        yield return "data: [DONE]\n\n";
    }

    public string Error(string type, string message) => Event(new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["message"] = message } });

    private static JsonObject Call(int index, JsonObject function, string? id)
    {
        var call = new JsonObject { ["index"] = index, ["function"] = function };
        if (id is not null)
        {
            call["id"] = id;
            call["type"] = "function";
        }

        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static string Part(JsonObject delta, string? reason = null) =>
        Event(Envelope("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }));

    private static JsonObject Envelope(string kind, JsonObject? choice) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = kind,
        ["created"] = 1_764_000_000,
        ["model"] = "fake-gpt",
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };

    private static JsonObject Usage(FakeModelAnswer answer) => new()
    {
        ["prompt_tokens"] = answer.InputTokens,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.CacheReadTokens },
        ["completion_tokens"] = answer.OutputTokens,
        ["total_tokens"] = answer.InputTokens + answer.OutputTokens,
    };

    private static string Reason(FakeModelAnswer answer) => answer switch
    {
        { Calls.Count: > 0 } => "tool_calls",
        { End: "length" } => "length",
        { End: "filter" } => "content_filter",
        _ => "stop",
    };

    private static string Event(JsonObject data) => $"data: {data.ToJsonString()}\n\n";
}
