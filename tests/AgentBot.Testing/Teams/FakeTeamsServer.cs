using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
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

namespace AgentBot.Testing.Teams;

/// <summary>
/// Teams as AgentBot uses it, on a free port of this computer: an issuer with keys of its own, the authority that gives out the
/// bot's token, and a connector with its errors and limits, with faults on demand. It is no judge of looks.
/// </summary>
public sealed class FakeTeamsServer : IAsyncDisposable
{
    public const string AppId = TeamsIssuer.AppId;
    public const string Secret = "fake-secret";
    public const string Tenant = TeamsIssuer.Tenant;

    /// <summary>As the public cloud names itself.</summary>
    public const string Issuer = TeamsIssuer.Issuer;

    private const string ConnectorPath = "/emea";

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<FakeTeamsCall> _calls = new();
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly FakeTeamsConnector _connector;
    private int _tokensGiven;

    private FakeTeamsServer(TimeProvider time)
    {
        _time = time;
        Keys = new TeamsIssuer(time);
        Faults = new FakeTeamsFaults(time);
        _connector = new FakeTeamsConnector(World, Tenant);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddLogging(logging => logging.ClearProviders());
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public FakeTeamsWorld World { get; } = new();

    public FakeTeamsFaults Faults { get; }

    public TeamsIssuer Keys { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What activities name as the connector's address.</summary>
    public Uri ServiceUrl => new(Address, ConnectorPath + "/");

    public Uri MetadataUrl => new(Address, "/v1/.well-known/openidconfiguration");

    public Uri TokenUrl => new(Address, $"/{Tenant}/oauth2/v2.0/token");

    /// <summary>How long a token is good.</summary>
    public TimeSpan TokenLasts { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Error of the authority for every request, such as "invalid_client"; empty while it gives tokens.</summary>
    public string TokenError { get; set; } = "";

    /// <summary>Entries of one page of members.</summary>
    public int PageSize { get => _connector.PageSize; set => _connector.PageSize = value; }

    /// <summary>Whether streams are offered.</summary>
    public bool KnowsStreams { get => _connector.KnowsStreams; set => _connector.KnowsStreams = value; }

    /// <summary>Whether messages for one reader are known.</summary>
    public bool KnowsTargeted { get => _connector.KnowsTargeted; set => _connector.KnowsTargeted = value; }

    public int TokensGiven => _tokensGiven;

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<FakeTeamsCall> Calls => [.. _calls];

    public static async Task<FakeTeamsServer> StartAsync(TimeProvider? time = null)
    {
        var server = new FakeTeamsServer(time ?? TimeProvider.System);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public IReadOnlyList<FakeTeamsCall> CallsOf(string name) => [.. _calls.Where(call => call.Name == name)];

    /// <summary>Looks at the tenant, or changes it, while no call is being answered.</summary>
    public T Read<T>(Func<FakeTeamsWorld, T> look)
    {
        lock (_lock)
        {
            return look(World);
        }
    }

    /// <summary>The connector takes none of the tokens given so far.</summary>
    public void RevokeTokens()
    {
        lock (_lock)
        {
            _tokens.Clear();
        }
    }

    /// <summary>A good token for an activity from this connector.</summary>
    public string Token() => Keys.Token(ServiceUrl.AbsoluteUri);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Keys.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        // Escaped as it came: ids hold slashes and semicolons.
        string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        string text = Encoding.UTF8.GetString(bytes.ToArray());
        bool isConnector = target.StartsWith(ConnectorPath + "/", StringComparison.Ordinal);
        JsonObject? body = isConnector && text.Length > 0 ? JsonNode.Parse(text) as JsonObject : null;
        string[] path = isConnector ? [.. target[(ConnectorPath.Length + 1)..].Split('/').Select(Uri.UnescapeDataString)] : [];
        string name = isConnector ? FakeTeamsConnector.NameOf(context.Request.Method, path, body)
            : target.EndsWith("/token", StringComparison.Ordinal) ? "token"
            : target.EndsWith("/keys", StringComparison.Ordinal) ? "keys"
            : "metadata";
        string header = context.Request.Headers.Authorization.ToString();
        string token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
        var call = new FakeTeamsCall(name, string.Join('/', path), token, _time.GetUtcNow(), "");
        if (Faults.IsDown)
        {
            await EndAsync(context, call, 503, null);
            return;
        }

        FakeTeamsFaults.Rule? fault = Faults.Take(name);
        switch (fault?.Kind)
        {
            case FakeTeamsFaults.FaultKind.Limit:
                context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(fault.After.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await EndAsync(context, call, 429, null);
                return;
            case FakeTeamsFaults.FaultKind.Refuse:
                await EndAsync(context, call, fault.Status, fault.Code.Length == 0 ? null : Error(fault.Code));
                return;
            case FakeTeamsFaults.FaultKind.CutBefore:
                Cut(context, call);
                return;
        }

        (int status, JsonObject? answer) = isConnector ? Connector(context, call, path, body, text.Length * sizeof(char)) : Identity(name, text);
        switch (fault?.Kind)
        {
            case FakeTeamsFaults.FaultKind.FailAfter:
                await EndAsync(context, call, fault.Status, null);
                break;
            case FakeTeamsFaults.FaultKind.CutAfter:
                Cut(context, call);
                break;
            case FakeTeamsFaults.FaultKind.Garble:
                _calls.Enqueue(call with { Outcome = "garbled" });
                await context.Response.WriteAsync("<html>upstream");
                break;
            default:
                await EndAsync(context, call, status, answer);
                break;
        }
    }

    private (int Status, JsonObject? Body) Connector(HttpContext context, FakeTeamsCall call, string[] path, JsonObject? body, int size)
    {
        lock (_lock)
        {
            if (!_tokens.Contains(call.Token))
            {
                return (401, Error("BotNotRegistered"));
            }

            try
            {
                return _connector.Serve(call.Name, context.Request.Method, path, context.Request.Query, body, size);
            }
            catch (FakeTeamsRefusal refusal)
            {
                return (refusal.Status, Error(refusal.Code));
            }
        }
    }

    private (int Status, JsonObject? Body) Identity(string name, string text)
    {
        switch (name)
        {
            case "keys":
                return (200, Keys.Keys());
            case "metadata":
                return (200, TeamsIssuer.Metadata(new Uri(Address, "/v1/.well-known/keys")));
        }

        Dictionary<string, string> form = text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair.Length > 1 ? pair[1] : ""), StringComparer.Ordinal);
        string error = TokenError.Length > 0 ? TokenError
            : form.GetValueOrDefault("grant_type") != "client_credentials" || form.GetValueOrDefault("scope") != Issuer + "/.default" ? "invalid_request"
            : form.GetValueOrDefault("client_id") != AppId || form.GetValueOrDefault("client_secret") != Secret ? "invalid_client"
            : "";
        if (error.Length > 0)
        {
            return (401, new JsonObject { ["error"] = error, ["error_description"] = "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: x" });
        }

        lock (_lock)
        {
            string token = $"token-{++_tokensGiven}";
            _tokens.Add(token);
            return (200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = (long)TokenLasts.TotalSeconds, ["access_token"] = token });
        }
    }

    private static JsonObject Error(string code) => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = $"{code}." } };

    private void Cut(HttpContext context, FakeTeamsCall call)
    {
        _calls.Enqueue(call with { Outcome = "cut" });
        context.Abort();
    }

    private async Task EndAsync(HttpContext context, FakeTeamsCall call, int status, JsonObject? body)
    {
        _calls.Enqueue(call with { Outcome = status.ToString(CultureInfo.InvariantCulture) });
        context.Response.StatusCode = status;
        if (body is null)
        {
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        body.WriteTo(writer);
        await writer.FlushAsync();
    }
}
