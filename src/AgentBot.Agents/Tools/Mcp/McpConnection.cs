using AgentBot.Agents.Tools.Insulation;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>One conversation with a server that is up. Offers it nothing: no files, no model to ask, no person to question.</summary>
internal sealed class McpConnection : IAsyncDisposable, IDisposable
{
    private readonly McpClient _client;
    private readonly ServerProcess? _process;
    private readonly HttpClient? _http;

    private McpConnection(McpClient client, ServerProcess? process, HttpClient? http) => (_client, _process, _http) = (client, process, http);

    public McpClient Client
    {
        get
        {
            _process?.Output.Allow();
            return _client;
        }
    }

    /// <summary>Cancelled once its program ended or was ended for sending too much.</summary>
    public CancellationToken Broken => _process?.Broken ?? CancellationToken.None;

    public string Why => _process?.Why ?? "";

    public static async ValueTask<McpConnection> ToProgramAsync(ServerProcess process, McpClientOptions options, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, process.Broken);
        try
        {
            var transport = new StreamClientTransport(process.Input, process.Output, NullLoggerFactory.Instance);
            return new McpConnection(await McpClient.CreateAsync(transport, options, NullLoggerFactory.Instance, either.Token), process, null);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public static async ValueTask<McpConnection> ToAddressAsync(Uri url, HttpClient http, McpClientOptions options, CancellationToken ct)
    {
        try
        {
            var settings = new HttpClientTransportOptions
            {
                Endpoint = url,
                TransportMode = HttpTransportMode.StreamableHttp,
                ConnectionTimeout = options.InitializationTimeout,
                EnableStandaloneGetStream = false,
                MaxReconnectionAttempts = 0,
            };
            var transport = new HttpClientTransport(settings, http, NullLoggerFactory.Instance, ownsHttpClient: false);
            return new McpConnection(await McpClient.CreateAsync(transport, options, NullLoggerFactory.Instance, ct), null, http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public static McpClientOptions Options(TimeSpan within, TimeProvider time) => new()
    {
        ClientInfo = new Implementation { Name = "AgentBot", Version = "1" },
        InitializationTimeout = within,
        TimeProvider = time,
    };

    public async ValueTask DisposeAsync()
    {
        // The program first: a client that waits for it to say goodbye would wait as long as it likes.
        _process?.Dispose();
        try
        {
            await _client.DisposeAsync();
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // It is being left behind anyway.
        }

        _http?.Dispose();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _http?.Dispose();
    }
}

/// <summary>Puts the headers of a server's settings into each call, as the secrets are now.</summary>
internal sealed class ServerHeaders(McpServerOptions options, IToolSecrets secrets, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public static HttpClient Client(McpServerOptions options, IToolSecrets secrets, GuardedConnections connections) =>
        new(new ServerHeaders(options, secrets, new MeteredAnswers(ServerProcess.Allowance, connections.Open())), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach ((string name, string written) in options.Headers)
        {
            request.Headers.Remove(name);
            if (secrets.Read(written) is { } value)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
