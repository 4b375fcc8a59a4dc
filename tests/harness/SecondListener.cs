using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentBot.RealHarnesses;

/// <summary>A listener on this computer that nobody may come to: it keeps the first bytes of everybody who does.</summary>
internal sealed class SecondListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly Task _listening;

    public SecondListener()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyCollection<string> Heard => _heard;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _listening;
    }

    private async Task ListenAsync()
    {
        byte[] start = new byte[4096];
        while (true)
        {
            try
            {
                using Socket caller = await _listener.AcceptSocketAsync();
                int length = await caller.ReceiveAsync(start);
                _heard.Enqueue(Encoding.UTF8.GetString(start, 0, length));
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
