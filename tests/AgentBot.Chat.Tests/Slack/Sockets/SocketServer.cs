using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Tests.Slack.Sockets;

/// <summary>The far end of Socket Mode on a local port: greets each connection, sends what a test says and hands out what comes back.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<SocketPeer> _peers = Channel.CreateUnbounded<SocketPeer>();

    private SocketServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(ServeAsync);
    }

    public string Url { get; private set; } = "";

    /// <summary>False leaves new connections without a hello.</summary>
    public bool Greets { get; set; } = true;

    public static async Task<SocketServer> StartAsync()
    {
        var server = new SocketServer();
        await server._app.StartAsync();
        server.Url = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("http", "ws", StringComparison.Ordinal) + "/link/?ticket=x";
        return server;
    }

    /// <summary>The next connection, in the order of their coming.</summary>
    public async Task<SocketPeer> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _peers.Reader.ReadAsync(patience.Token);
    }

    public bool HasMore => _peers.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        var peer = new SocketPeer(socket);
        if (Greets)
        {
            await peer.SendAsync("""{"type":"hello","num_connections":1,"debug_info":{"host":"applink-1"},"connection_info":{"app_id":"A0AAA1"}}""");
        }

        _peers.Writer.TryWrite(peer);
        await peer.ListenAsync(context.RequestAborted);
    }
}

/// <summary>One connection, seen from Slack's side.</summary>
internal sealed class SocketPeer(WebSocket socket)
{
    private readonly Channel<JsonObject> _heard = Channel.CreateUnbounded<JsonObject>();

    public bool IsOpen => socket.State == WebSocketState.Open;

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task SendAsync(string json) => await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task EnvelopeAsync(string id, string type, string payload, bool takesPayload = true) =>
        SendAsync($$"""{"envelope_id":"{{id}}","type":"{{type}}","accepts_response_payload":{{(takesPayload ? "true" : "false")}},"payload":{{payload}}}""");

    public async Task<JsonObject> HearAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _heard.Reader.ReadAsync(patience.Token);
    }

    public bool HasHeard => _heard.Reader.TryPeek(out _);

    /// <summary>Cuts the line without a word.</summary>
    public void Cut() => socket.Abort();

    public async Task ListenAsync(CancellationToken ct)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var frame = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer, ct);
                    frame.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                _heard.Writer.TryWrite((JsonObject)JsonNode.Parse(frame.ToArray())!);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone.
        }
        finally
        {
            Ended.TrySetResult();
        }
    }
}
