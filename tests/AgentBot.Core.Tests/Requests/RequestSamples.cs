using System.Text.Json.Nodes;

namespace AgentBot.Core.Tests.Requests;

/// <summary>One request for each type, as another program would write it.</summary>
internal static class RequestSamples
{
    /// <summary>A PNG of one point.</summary>
    private const string Point = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static IReadOnlyDictionary<string, string> Contents { get; } = new Dictionary<string, string>
    {
        ["document"] = """{"title":"Minutes","body":"# Decisions\n\nWe buy it.","evidence":[{"claim":"We buy it","source":"notes.txt"}]}""",
        ["message"] = """{"text":"The office is closed on Monday."}""",
        ["email"] = """{"to":"Karin Ek <karin.ek@lindqvist.example>","subject":"Your renewal","body":"Dear Karin, …"}""",
        ["table"] = """{"title":"Claims","columns":[{"name":"claim","type":"text"},{"name":"day","type":"date"},{"name":"amount","type":"money"},{"name":"verdict","type":"choice","of":["pay","refuse"]}],"rows":[{"claim":"A-1","day":"2026-10-03","amount":{"amount":12.5,"currency":"EUR"},"verdict":"pay"},{"claim":"A-2","day":null,"amount":{"amount":8,"currency":"EUR"},"verdict":"refuse"}],"key":"claim","totals":["amount"]}""",
        ["record"] = """{"name":"Oakmere","seats":12,"paid":true,"tags":["north","cold"],"limit":{"amount":900,"currency":"EUR"},"left":null}""",
        ["change"] = """{"about":"Oakmere","before":{"seats":10,"city":"Bergen"},"after":{"seats":12}}""",
        ["diff"] = """{"title":"Longer timeout","files":[{"path":"app.yaml","before":"timeout: 10\n","after":"timeout: 30\n"}]}""",
        ["image"] = """{"alt":"The new sign","after":{"name":"sign.png","base64":"POINT"}}""".Replace("POINT", Point, StringComparison.Ordinal),
        ["decision"] = """{"question":"Do we renew?","options":[{"option":"Renew","means":"Another year"},{"option":"Leave","means":"It ends in March"}],"leaning":"Renew","reason":"It is cheap."}""",
        ["payment"] = """{"payee":"Oakmere","amount":{"amount":4860,"currency":"EUR"},"account":"DE02120300000000202051","reference":"Invoice 17","due":"2026-12-01"}""",
        ["plan"] = """{"goal":"Move the archive","steps":[{"step":"Order boxes","who":"Ana","cost":120},{"step":"Pack","who":"Ben"}]}""",
    };

    public static JsonObject Request(string type, string? content = null) => new()
    {
        ["schema"] = "review.request/1",
        ["id"] = $"{type}-1",
        ["title"] = $"A {type}",
        ["type"] = type,
        ["content"] = JsonNode.Parse(content ?? Contents[type]),
    };

    /// <summary>With everything that may stand beside the content.</summary>
    public static JsonObject Full(string type)
    {
        JsonObject request = Request(type);
        request["revision"] = 1;
        request["channel"] = "#finance";
        request["reviewers"] = JsonNode.Parse("""{"groups":["finance-leads"],"people":["@ana"],"quorum":"all"}""");
        request["expires"] = "2d";
        request["on_behalf_of"] = JsonNode.Parse("""["ben"]""");
        request["sources"] = JsonNode.Parse("""[{"name":"notes.txt","text":"We buy it."}]""");
        request["callback"] = "https://hooks.example.com/agentbot";
        return request;
    }
}
