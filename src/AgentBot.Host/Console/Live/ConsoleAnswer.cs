using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBot.Host.WebConsole;

/// <summary>What the page's script gets for a form it sent: a sentence, the parts that changed, or another page to go to.</summary>
public sealed record ConsoleAnswer
{
    public string Toast { get; init; } = "";

    public bool Refused { get; init; }

    /// <summary>Address to open; empty to stay.</summary>
    public string Go { get; init; } = "";

    public ImmutableArray<PartUpdate> Parts { get; init; } = [];

    /// <summary>The script names the page it runs on; a form without script does not.</summary>
    public static bool WantsParts(HttpRequest request) => request.Headers.ContainsKey("X-Console-For");

    public static Task WriteAsync(HttpContext context, ConsoleAnswer answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer, ConsoleJson.Default.ConsoleAnswer), context.RequestAborted);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsoleAnswer))]
[JsonSerializable(typeof(PartUpdate))]
[JsonSerializable(typeof(StoredForm))]
[JsonSerializable(typeof(ImmutableArray<StoredFile>))]
[JsonSerializable(typeof(ImmutableArray<Hint>))]
public sealed partial class ConsoleJson : JsonSerializerContext;
