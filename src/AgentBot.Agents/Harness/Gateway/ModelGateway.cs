using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Agents.Sandbox;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AgentBot.Agents.Harness.Gateway;

/// <summary>
/// The one door of a program: it speaks to models as their providers do, takes a word that is good for this run only in place of a
/// key, and is gone with the run. It listens on a socket that nobody else on this computer can come to.
/// </summary>
public sealed class ModelGateway : IAsyncDisposable
{
    /// <summary>Of a question: a long conversation with pictures in it.</summary>
    private const int LargestQuestion = 24 << 20;

    private readonly GatewayCalls _calls;
    private readonly string _folder;
    private readonly byte[] _token;
    private readonly WebApplication _app;

    private ModelGateway(GatewayCalls calls, string folder, string token)
    {
        _calls = calls;
        _folder = folder;
        _token = Encoding.ASCII.GetBytes(token);
        Token = token;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestQuestion;
            kestrel.ListenUnixSocket(Socket);
        });
        _app = builder.Build();
        ((IApplicationBuilder)_app).Run(AnswerAsync);
    }

    /// <summary>What the program has in place of a key.</summary>
    public string Token { get; }

    public string Socket => Path.Combine(_folder, "s");

    public static async ValueTask<ModelGateway> OpenAsync(GatewayCalls calls, CancellationToken ct)
    {
        string folder = Path.Combine(Path.GetTempPath(), "agentbot-door-" + RandomNumberGenerator.GetHexString(12, lowercase: true));
        Permissions.MakeFolder(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var gateway = new ModelGateway(calls, folder, RandomNumberGenerator.GetHexString(48, lowercase: true));
        await gateway._app.StartAsync(ct);

        // The program may run as another user; nobody else comes past the folder around it.
        Permissions.Set(gateway.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!IsKnown(context.Request))
        {
            await SayAsync(context, StatusCodes.Status401Unauthorized, "authentication_error", "This is no key of this run.");
            return;
        }

        string path = context.Request.Path.Value ?? "";
        if (!HttpMethods.IsPost(context.Request.Method) || path is not ("/v1/messages" or "/v1/messages/count_tokens" or "/v1/chat/completions"))
        {
            await SayAsync(context, StatusCodes.Status404NotFound, "not_found_error", "There is nothing here.");
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ReadOnlyMemory<byte> bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (path == "/v1/messages/count_tokens")
        {
            await WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["input_tokens"] = Prompting.TokenCount.Likely(bytes.Length) });
            return;
        }

        await _calls.AnswerAsync(context, path == "/v1/messages" ? "anthropic" : "openai", bytes);
    }

    private bool IsKnown(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        string given = request.Headers.TryGetValue("x-api-key", out var key) && key.Count == 1 ? key.ToString()
            : authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..]
            : "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
    }

    /// <summary>Both wire formats say what is wrong in the same shape.</summary>
    internal static Task SayAsync(HttpContext context, int status, string type, string message) => WriteAsync(
        context,
        status,
        new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = message } });

    private static Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}

/// <summary>Why a program was let ask no more.</summary>
public sealed record GatewayStop(FailureKind Kind, string Sentence, TimeSpan? RetryAfter = null)
{
    /// <summary>Set where a pot has not enough left.</summary>
    public Shortage? Short { get; init; }
}
