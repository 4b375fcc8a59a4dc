using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AgentBot.Host;

/// <summary>The socket by which the command line speaks to a running host: in the data directory, for its owner only.</summary>
public static class LocalSocket
{
    /// <summary>The system refuses longer paths of sockets (108 bytes with the closing zero).</summary>
    private const int LongestPath = 107;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The same for the host and for every command line on the same data directory.</summary>
    public static string PathFor(string dataDirectory)
    {
        string path = Path.Combine(dataDirectory, "agentbot.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
        {
            return path;
        }

        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..32];
        return Path.Combine(Path.GetTempPath(), $"agentbot-{Environment.UserName}", $"{name}.sock");
    }

    /// <summary>Binds for Kestrel. The mode is set before the socket listens, so nobody else can get in between.</summary>
    internal static Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint || OperatingSystem.IsWindows())
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        string path = endpoint.ToString()!;
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
        else if (folder.StartsWith(Path.GetTempPath(), StringComparison.Ordinal) && Path.GetFileName(folder).StartsWith("agentbot-", StringComparison.Ordinal)
            && File.GetUnixFileMode(folder) != OwnerOnly)
        {
            throw new StartRefusedException($"The folder {folder} is open to other accounts. Delete it, or use a data directory with a shorter path.");
        }

        // This process owns the data directory by now, so a socket that lies there was left behind by a dead one.
        File.Delete(path);
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }
}
