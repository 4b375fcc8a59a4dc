namespace AgentBot.Testing.Providers;

/// <summary>What the fake provider does with one call.</summary>
public sealed record FakeModelAnswer
{
    public string Text { get; init; } = "";

    /// <summary>"end" | "length" | "refusal" | "filter"; each wire format has its own word for it.</summary>
    public string End { get; init; } = "end";

    public int InputTokens { get; init; } = 100;

    public int OutputTokens { get; init; } = 50;

    /// <summary>Of <see cref="InputTokens"/>: remembered of earlier questions.</summary>
    public int CacheReadTokens { get; init; }

    /// <summary>Of <see cref="InputTokens"/>: remembered from now on. Only one wire format tells it.</summary>
    public int CacheWriteTokens { get; init; }

    public bool TellsUsage { get; init; } = true;

    /// <summary>Calls of tools, with their arguments as JSON.</summary>
    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>Of the text, per part of a stream.</summary>
    public int PartLength { get; init; } = 7;

    /// <summary>Anything but 200 is answered with <see cref="Body"/> and <see cref="Headers"/> instead.</summary>
    public int Status { get; init; } = 200;

    public string Body { get; init; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The connection is cut after so many parts of a stream; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>The stream ends, properly closed, after so many parts and without saying that it is at its end.</summary>
    public int? StopAfter { get; init; }

    /// <summary>After so many parts the stream says that something went wrong.</summary>
    public int? ErrorAfter { get; init; }

    /// <summary>A stream goes on after so many parts only when <see cref="Pause"/> has ended.</summary>
    public int? PauseAfter { get; init; }

    public Task Pause { get; init; } = Task.CompletedTask;

    /// <summary>Sent as they are instead of a stream.</summary>
    public string? Raw { get; init; }

    /// <summary>Waits for the client to leave.</summary>
    public bool Hangs { get; init; }

    public static FakeModelAnswer Of(string text, int inputTokens = 100, int outputTokens = 50) => new() { Text = text, InputTokens = inputTokens, OutputTokens = outputTokens };

    public static FakeModelAnswer Refuses(int status, string type, string message, string code = "", params (string Name, string Value)[] headers) => new()
    {
        Status = status,
        Body = System.Text.Json.JsonSerializer.Serialize(new { error = new { type, code, message } }),
        Headers = headers.ToDictionary(header => header.Name, header => header.Value),
    };
}

/// <param name="Format">"anthropic" or "openai".</param>
/// <param name="InputTokens">What it counted for this call; zero where it refused.</param>
public sealed record FakeModelCall(string Format, IReadOnlyDictionary<string, string> Headers, System.Text.Json.JsonElement Body, int Status, int InputTokens, int OutputTokens, DateTimeOffset At)
{
    public bool Streams => Body.TryGetProperty("stream", out System.Text.Json.JsonElement stream) && stream.ValueKind == System.Text.Json.JsonValueKind.True;
}
