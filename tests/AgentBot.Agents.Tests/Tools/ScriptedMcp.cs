using System.Text.Json.Nodes;

namespace AgentBot.Agents.Tests.Tools;

/// <summary>A server of one tool over HTTP, one answer a question.</summary>
internal static class ScriptedMcp
{
    /// <summary>Null where the message wants no answer.</summary>
    public static string? Answer(string message)
    {
        JsonNode asked = JsonNode.Parse(message)!;
        if (asked["id"] is not { } id)
        {
            return null;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone() };
        switch ((string?)asked["method"])
        {
            case "initialize":
                answer["result"] = JsonNode.Parse($$$"""{"protocolVersion":"{{{(string?)asked["params"]!["protocolVersion"]}}}","capabilities":{"tools":{}},"serverInfo":{"name":"web","version":"1"}}""");
                break;
            case "tools/list":
                answer["result"] = JsonNode.Parse("""{"tools":[{"name":"ask","description":"Answers.","inputSchema":{"type":"object"}}]}""");
                break;
            case "tools/call":
                answer["result"] = JsonNode.Parse("""{"content":[{"type":"text","text":"answered over HTTP"}]}""");
                break;
            default:
                answer["error"] = JsonNode.Parse("""{"code":-32601,"message":"no such method"}""");
                break;
        }

        return answer.ToJsonString();
    }
}
