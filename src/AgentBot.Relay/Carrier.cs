using System.Net;
using System.Net.Sockets;

namespace AgentBot.Relay;

/// <summary>Carries bytes between a port of the loopback and one socket, and understands none of them.</summary>
internal sealed class Carrier : IDisposable
{
    private readonly string _socket;
    private readonly TcpListener _door;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Listens when it returns, so that a program started afterwards finds it there.</summary>
    public Carrier(string socket, int port)
    {
        _socket = socket;
        _door = new TcpListener(IPAddress.Loopback, port);
        _door.Start();
        _ = AcceptAsync(_closing.Token);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _door.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _door.AcceptTcpClientAsync(ct), ct);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient caller, CancellationToken ct)
    {
        using (caller)
        using (var host = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                await host.ConnectAsync(new UnixDomainSocketEndPoint(_socket), ct);
                await using var out_ = new NetworkStream(host, ownsSocket: false);
                NetworkStream in_ = caller.GetStream();
                await Task.WhenAll(OneWayAsync(in_, out_, host, ct), OneWayAsync(out_, in_, caller.Client, ct));
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever called sees its connection close; there is nobody else to tell.
            }
        }
    }

    private static async Task OneWayAsync(NetworkStream from, NetworkStream to, Socket end, CancellationToken ct)
    {
        await from.CopyToAsync(to, ct);
        end.Shutdown(SocketShutdown.Send);
    }
}
