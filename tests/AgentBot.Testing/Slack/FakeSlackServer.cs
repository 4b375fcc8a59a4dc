using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentBot.Testing.Slack;

/// <summary>
/// Slack's Web API as AgentBot uses it, on a free port of this computer: its own errors, limits, pages, expiring triggers and
/// two-step uploads, and faults on demand. It is no judge of looks; it refuses what Slack documents as refused.
/// </summary>
public sealed class FakeSlackServer : IAsyncDisposable
{
    public const string BotToken = "xoxb-fake-bot-token";
    public const string AppToken = "xapp-fake-app-token";

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<FakeSlackCall> _calls = new();
    private readonly Dictionary<string, Func<FakeSlackCall, JsonObject>> _methods;
    private readonly FakeSlackFileShelf _files;
    private readonly FakeSlackHooks _hooks;

    private FakeSlackServer(TimeProvider time)
    {
        _time = time;
        Workspace = new FakeSlackWorkspace(time);
        Faults = new FakeSlackFaults(time);
        Triggers = new FakeSlackTriggers(time);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddLogging(logging => logging.ClearProviders());
        _app = builder.Build();
        _files = new FakeSlackFileShelf(this);
        _hooks = new FakeSlackHooks(this, time);
        _methods = new(StringComparer.Ordinal);
        foreach (var (name, method) in new FakeSlackChat(this).Methods
            .Concat(new FakeSlackConversations(Workspace).Methods)
            .Concat(new FakeSlackPeople(this).Methods)
            .Concat(new FakeSlackViews(this).Methods)
            .Concat(_files.Methods))
        {
            _methods[name] = method;
        }

        _app.Run(ServeAsync);
    }

    public FakeSlackWorkspace Workspace { get; }

    public FakeSlackFaults Faults { get; }

    public FakeSlackTriggers Triggers { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public Uri ApiUrl => new(Address, "/api/");

    /// <summary>Permissions of the bot's token.</summary>
    public HashSet<string> Scopes { get; } =
    [
        "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:history",
        "groups:read", "im:history", "im:read", "im:write", "usergroups:read", "users:read", "users:read.email",
    ];

    /// <summary>Error for every call by the bot's token, such as "token_revoked"; empty while it is good.</summary>
    public string TokenError { get; set; } = "";

    /// <summary>What apps.connections.open answers.</summary>
    public string SocketUrl { get; set; } = "";

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<FakeSlackCall> Calls => [.. _calls];

    public static async Task<FakeSlackServer> StartAsync(TimeProvider? time = null)
    {
        var server = new FakeSlackServer(time ?? TimeProvider.System);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public IReadOnlyList<FakeSlackCall> CallsOf(string method) => [.. _calls.Where(call => call.Method == method)];

    /// <summary>A new response_url, good for five posts in thirty minutes.</summary>
    public string NewResponseUrl(string channel, string user = "") => _hooks.New(channel, user);

    /// <summary>What was posted to response_urls, oldest first.</summary>
    public IReadOnlyList<(string Url, JsonObject Body)> HookPosts => _hooks.Posts;

    /// <summary>A file that a person shared, as its bytes lie in Slack.</summary>
    public FakeSlackStoredFile Share(string name, string mediaType, byte[] bytes) => _files.Share(name, mediaType, bytes);

    public string PrivateUrl(FakeSlackStoredFile file) => _files.PrivateUrl(file);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Looks at the workspace, or changes it, while no call is being answered.</summary>
    public T Read<T>(Func<FakeSlackWorkspace, T> look)
    {
        lock (_lock)
        {
            return look(Workspace);
        }
    }

    internal void Locked(Action act)
    {
        lock (_lock)
        {
            act();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (Faults.IsDown)
        {
            context.Response.StatusCode = 503;
        }
        else if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            await CallAsync(context, path["/api/".Length..]);
        }
        else if (path.StartsWith("/hooks/", StringComparison.Ordinal))
        {
            await _hooks.ServeAsync(context);
        }
        else
        {
            await _files.ServeAsync(context);
        }
    }

    private async Task CallAsync(HttpContext context, string method)
    {
        IReadOnlyDictionary<string, string> arguments = await ArgumentsAsync(context.Request);
        string header = context.Request.Headers.Authorization.ToString();
        string token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : arguments.GetValueOrDefault("token", "");
        var call = new FakeSlackCall(method, token, arguments, _time.GetUtcNow());
        FakeSlackFaults.Rule? fault = Faults.Take(method, call["channel"]);
        switch (fault?.Kind)
        {
            case FakeSlackFaults.FaultKind.Limit:
                _calls.Enqueue(call with { Outcome = "429" });
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(fault.After.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await WriteAsync(context, new JsonObject { ["ok"] = false, ["error"] = "ratelimited" });
                return;
            case FakeSlackFaults.FaultKind.FailBefore:
                _calls.Enqueue(call with { Outcome = "500" });
                context.Response.StatusCode = 500;
                return;
            case FakeSlackFaults.FaultKind.CutBefore:
                _calls.Enqueue(call with { Outcome = "cut" });
                context.Abort();
                return;
        }

        JsonObject answer = Answer(call, fault);
        bool ok = (bool)answer["ok"]!;
        await (fault?.Gate ?? Task.CompletedTask).WaitAsync(context.RequestAborted);
        switch (fault?.Kind)
        {
            case FakeSlackFaults.FaultKind.FailAfter:
                _calls.Enqueue(call with { Outcome = "500" });
                context.Response.StatusCode = 500;
                return;
            case FakeSlackFaults.FaultKind.CutAfter:
                _calls.Enqueue(call with { Outcome = "cut" });
                context.Abort();
                return;
            case FakeSlackFaults.FaultKind.Garble:
                _calls.Enqueue(call with { Outcome = "garbled" });
                await context.Response.WriteAsync("<html>upstream");
                return;
        }

        _calls.Enqueue(call with { Outcome = ok ? "ok" : (string)answer["error"]! });
        context.Response.Headers["x-oauth-scopes"] = string.Join(',', Scopes.Order(StringComparer.Ordinal));
        await WriteAsync(context, answer);
    }

    private JsonObject Answer(FakeSlackCall call, FakeSlackFaults.Rule? fault)
    {
        lock (_lock)
        {
            try
            {
                CheckToken(call);
                if (fault?.Kind == FakeSlackFaults.FaultKind.Refuse)
                {
                    throw new FakeSlackRefusal(fault.Error, fault.Messages);
                }

                if (!_methods.TryGetValue(call.Method, out Func<FakeSlackCall, JsonObject>? method))
                {
                    throw new FakeSlackRefusal("unknown_method");
                }

                JsonObject body = method(call);
                body["ok"] = true;
                return body;
            }
            catch (FakeSlackRefusal refusal)
            {
                return Refused(refusal);
            }
        }
    }

    private JsonObject Refused(FakeSlackRefusal refusal)
    {
        var body = new JsonObject { ["ok"] = false, ["error"] = refusal.Error };
        if (refusal.Details.Count > 0)
        {
            body["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. refusal.Details.Select(message => JsonValue.Create(message))]) };
        }

        if (refusal.Needed.Length > 0)
        {
            body["needed"] = refusal.Needed;
            body["provided"] = string.Join(',', Scopes.Order(StringComparer.Ordinal));
        }

        return body;
    }

    private void CheckToken(FakeSlackCall call)
    {
        string wanted = call.Method == "apps.connections.open" ? AppToken : BotToken;
        if (call.Token.Length == 0)
        {
            throw new FakeSlackRefusal("not_authed");
        }

        if (call.Token != wanted)
        {
            throw new FakeSlackRefusal(call.Token is BotToken or AppToken ? "not_allowed_token_type" : "invalid_auth");
        }

        if (TokenError.Length > 0 && wanted == BotToken)
        {
            throw new FakeSlackRefusal(TokenError);
        }

        string[] needed = FakeSlackScopes.Of(call.Method);
        if (needed.Length > 0 && !needed.Any(Scopes.Contains))
        {
            throw new FakeSlackRefusal("missing_scope") { Needed = string.Join(',', needed) };
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> ArgumentsAsync(HttpRequest request)
    {
        Dictionary<string, string> arguments = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync())
            {
                arguments[name] = value.ToString();
            }
        }
        else if (request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true && !FakeSlackScopes.IsFormOnly(request.Path.Value!["/api/".Length..]))
        {
            if (await JsonNode.ParseAsync(request.Body) is JsonObject body)
            {
                foreach (var (name, value) in body)
                {
                    arguments[name] = value is JsonValue scalar && scalar.TryGetValue(out string? text) ? text : value?.ToJsonString() ?? "";
                }
            }
        }

        return arguments;
    }

    internal static async Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        body.WriteTo(writer);
        await writer.FlushAsync();
    }
}
