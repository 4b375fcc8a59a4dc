using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentBot.Testing.Providers;

/// <summary>
/// A provider that speaks both wire formats over real HTTP, follows a script and keeps a journal of what it would have charged:
/// POST /v1/messages and POST /v1/chat/completions.
/// </summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<FakeModelAnswer> _script = new();
    private readonly ConcurrentQueue<FakeModelCall> _calls = new();
    private readonly TimeProvider _time;
    private WebApplication? _app;

    private FakeModelServer(TimeProvider time)
    {
        _time = time;
    }

    /// <summary>With a slash at its end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<FakeModelCall> Calls => [.. _calls];

    /// <summary>What is answered when the script is at its end, from the question's body; null: HTTP 500.</summary>
    public Func<JsonElement, FakeModelAnswer>? Otherwise { get; set; }

    public static async Task<FakeModelServer> StartAsync(TimeProvider time, CancellationToken ct = default)
    {
        var server = new FakeModelServer(time);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server._app = builder.Build();
        server._app.MapPost("/v1/messages", context => server.AnswerAsync(context, new AnthropicWire()));
        server._app.MapPost("/v1/chat/completions", context => server.AnswerAsync(context, new OpenAiWire()));
        await server._app.StartAsync(ct);
        server.Url = server._app.Urls.First() + "/";
        return server;
    }

    public FakeModelServer Then(params FakeModelAnswer[] answers)
    {
        foreach (FakeModelAnswer answer in answers)
        {
            _script.Enqueue(answer);
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context, IFakeWire wire)
    {
        using JsonDocument question = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        JsonElement body = question.RootElement.Clone();
        FakeModelAnswer answer = _script.TryDequeue(out FakeModelAnswer? scripted) ? scripted
            : Otherwise?.Invoke(body) ?? FakeModelAnswer.Refuses(500, "api_error", "The script is at its end.");
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        bool charges = answer is { Status: 200, Raw: null, Hangs: false };
        _calls.Enqueue(new FakeModelCall(wire.Format, headers, body, answer.Status, charges ? answer.InputTokens : 0, charges ? answer.OutputTokens : 0, _time.GetUtcNow()));
        if (answer.Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        await WriteAsync(context, wire, body, answer);
    }

    private static async Task WriteAsync(HttpContext context, IFakeWire wire, JsonElement body, FakeModelAnswer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        bool streams = body.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind == JsonValueKind.True;
        if (answer.Status != 200)
        {
            response.ContentType = "application/json";
            await response.WriteAsync(answer.Body, context.RequestAborted);
            return;
        }

        response.ContentType = streams ? "text/event-stream" : "application/json";
        if (answer.Raw is { } raw)
        {
            await response.WriteAsync(raw, context.RequestAborted);
            return;
        }

        if (!streams)
        {
            await response.WriteAsync(wire.Whole(answer), context.RequestAborted);
            return;
        }

        // What was sent before a cut reaches the client: a length that is never come to closes the connection after it.
        response.ContentLength = answer.CutAfter is null ? null : int.MaxValue;
        int parts = 0;
        foreach (string part in wire.Parts(answer, body))
        {
            if (parts == answer.PauseAfter)
            {
                await answer.Pause.WaitAsync(context.RequestAborted);
            }

            if (parts == answer.CutAfter || parts == answer.StopAfter)
            {
                return;
            }

            if (parts == answer.ErrorAfter)
            {
                await response.WriteAsync(wire.Error("overloaded_error", "Overloaded"), context.RequestAborted);
                return;
            }

            await response.WriteAsync(part, Encoding.UTF8, context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            parts++;
        }
    }
}

/// <summary>How one wire format writes an answer.</summary>
internal interface IFakeWire
{
    string Format { get; }

    string Whole(FakeModelAnswer answer);

    /// <summary>The events of a stream, each with its blank line.</summary>
    IEnumerable<string> Parts(FakeModelAnswer answer, JsonElement question);

    string Error(string type, string message);
}
