using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text.Json;
using AgentBot.Chat.Slack.Receiving;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Sockets;

/// <summary>
/// One connection of Socket Mode from its opening to its end. Deliveries are worked on side by side and acknowledged each after its
/// commit; when Slack announces the end, no new ones are taken and those begun are finished.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing, and a delivery that ends late still gives its place back.")]
public sealed class SocketConnection(ISlackReceiver receiver, TimeProvider time, ILogger logger)
{
    /// <summary>Slack speaks at least every half minute, if only with a ping.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private const int LargestFrame = 4 * 1024 * 1024;
    private const int MostAtOnce = 64;
    private static readonly TimeSpan PongPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FinishPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _working = new(MostAtOnce, MostAtOnce);
    private int _open;

    /// <summary>Raised once Slack has said hello: only then does this connection count.</summary>
    public event Action? Greeted;

    /// <summary>Raised when Slack announces that it will close: the next connection shall be opened now.</summary>
    public event Action? Leaving;

    /// <returns>Why it ended.</returns>
    public async ValueTask<SocketEnd> ServeAsync(Uri address, CancellationToken ct)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = PingEvery;
        socket.Options.KeepAliveTimeout = PongPatience;
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        connecting.CancelAfter(FinishPatience * 2);
        try
        {
            await socket.ConnectAsync(address, connecting.Token);
            SocketEnd end = await ReadAsync(socket, ct);
            await FinishAsync(socket);
            return end;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await FinishAsync(socket);
            return SocketEnd.Stopped;
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or IOException or OperationCanceledException)
        {
            return SocketEnd.Lost;
        }
    }

    private async ValueTask<SocketEnd> ReadAsync(ClientWebSocket socket, CancellationToken ct)
    {
        while (true)
        {
            byte[]? frame = await ReceiveAsync(socket, ct);
            if (frame is null)
            {
                return SocketEnd.Lost;
            }

            SocketFrame heard;
            try
            {
                heard = SocketFrame.Read(frame);
            }
            catch (JsonException)
            {
                SlackLog.StrangeFrame(logger, "unreadable");
                continue;
            }

            switch (heard)
            {
                case SocketFrame.Hello:
                    Greeted?.Invoke();
                    break;
                case SocketFrame.Goodbye { Reason: "link_disabled" }:
                    return SocketEnd.SwitchedOff;
                case SocketFrame.Goodbye { Reason: "warning" }:
                    // About ten seconds are left; what comes until then is still ours to answer.
                    Leaving?.Invoke();
                    break;
                case SocketFrame.Goodbye { Reason: "too_many_websockets" }:
                    return SocketEnd.TooMany;
                case SocketFrame.Goodbye:
                    Leaving?.Invoke();
                    return SocketEnd.Refreshed;
                case SocketFrame.Envelope envelope:
                    await _working.WaitAsync(ct);
                    Interlocked.Increment(ref _open);
                    _ = WorkAsync(socket, envelope, ct);
                    break;
                case SocketFrame.Strange strange:
                    SlackLog.StrangeFrame(logger, strange.Type);
                    break;
            }
        }
    }

    private async Task WorkAsync(ClientWebSocket socket, SocketFrame.Envelope envelope, CancellationToken ct)
    {
        try
        {
            SlackResponse response = await receiver.ReceiveAsync(envelope.Delivery, ct);
            if (SocketFrame.Acknowledge(envelope, response) is { } bytes)
            {
                await SendAsync(socket, bytes);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // It was kept; Slack sends it again over another connection and gets the same answer there.
            SlackLog.NotAcknowledged(logger, envelope.Id);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            _working.Release();
        }
    }

    private async Task SendAsync(ClientWebSocket socket, byte[] bytes)
    {
        using var patience = new CancellationTokenSource(PongPatience, time);
        await _sending.WaitAsync(patience.Token);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <returns>Null when the other side has closed, or said too much at once.</returns>
    private static async ValueTask<byte[]?> ReceiveAsync(ClientWebSocket socket, CancellationToken ct)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.GetMemory(16 * 1024), ct);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            buffer.Advance(part.Count);
            if (buffer.WrittenCount > LargestFrame)
            {
                return null;
            }

            if (part.EndOfMessage)
            {
                return buffer.WrittenMemory.ToArray();
            }
        }
    }

    /// <summary>Lets what was begun be acknowledged, then closes.</summary>
    private async ValueTask FinishAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(FinishPatience, time);
        try
        {
            while (Volatile.Read(ref _open) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, patience.Token);
            }

            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // The other side is gone or slow; what was not acknowledged comes again.
        }
    }
}

/// <summary>Why a connection ended.</summary>
public enum SocketEnd
{
    /// <summary>It broke or never came to be.</summary>
    Lost,

    /// <summary>Slack renews connections from time to time.</summary>
    Refreshed,

    TooMany,

    /// <summary>Socket Mode was switched off in the app's settings.</summary>
    SwitchedOff,

    /// <summary>AgentBot stops.</summary>
    Stopped,
}
