using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tools.Insulation;

/// <summary>Looks a name up. Its own port, so that a test can let a name move.</summary>
public interface INameLookup
{
    Task<IPAddress[]> FindAsync(string host, CancellationToken ct);
}

/// <summary>The names as this computer knows them.</summary>
public sealed class SystemNameLookup : INameLookup
{
    public Task<IPAddress[]> FindAsync(string host, CancellationToken ct) =>
        IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? written) ? Task.FromResult(new[] { written }) : Dns.GetHostAddressesAsync(host, ct);
}

/// <summary>
/// Connections of tools to the outside. The address is judged at the moment of connecting and the socket goes to exactly the address
/// that was judged, so that a name which moves between two lookups leads nowhere. No redirect is followed, no proxy of the environment
/// taken, no cookie kept.
/// </summary>
public sealed class GuardedConnections(IOptions<ToolOptions> options, INameLookup names)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    public SocketsHttpHandler Open() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectWithin,
        PooledConnectionLifetime = ConnectionLife,
        AutomaticDecompression = DecompressionMethods.All,
        MaxResponseHeadersLength = 64,
        ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, ct),
    };

    /// <summary>Whether an operator has named this host as one inside that tools may reach.</summary>
    public bool IsAllowedInside(string host, int port) => options.Value.AllowedPrivateHosts.Any(allowed =>
        allowed.Equals(host, StringComparison.OrdinalIgnoreCase) || allowed.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase));

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken ct)
    {
        IPAddress[] found = await names.FindAsync(to.Host, ct);
        IPAddress[] allowed = IsAllowedInside(to.Host.Trim('[', ']'), to.Port) ? found : [.. found.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
        {
            throw new ForbiddenAddressException(to.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The host lies inside and no operator has named it: nothing was connected to.</summary>
public sealed class ForbiddenAddressException(string host)
    : IOException($"{host} is an address inside this network or on this computer. Tools reach it only if an operator names it in Tools:AllowedPrivateHosts.")
{
    public string Host { get; } = host;

    /// <summary>Finds it below what the web client makes of it.</summary>
    public static ForbiddenAddressException? In(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is ForbiddenAddressException forbidden)
            {
                return forbidden;
            }
        }

        return null;
    }
}
