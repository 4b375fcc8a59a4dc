using System.Collections.Immutable;
using AgentBot.Agents.Tools.Insulation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>The servers of the settings. Starts none before it is needed, and leaves none behind.</summary>
public sealed class McpServers : IAsyncDisposable, IDisposable
{
    private readonly ImmutableSortedDictionary<string, McpServer> _servers;

    public McpServers(
        IOptions<McpOptions> options, IToolSecrets secrets, GuardedConnections connections, ToolFolders folders, TimeProvider time, ILogger<McpServers> logger)
    {
        var edge = new McpEdge(secrets, connections, folders, time, logger);
        _servers = options.Value.Servers.ToImmutableSortedDictionary(
            pair => pair.Key, pair => new McpServer(pair.Key, pair.Value, edge), StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<string> Names => _servers.Keys;

    /// <summary>Whether a program or a session of it is up.</summary>
    public bool IsUp(string name) => Find(name)?.IsUp == true;

    /// <summary>Ends those that nobody has used for as long as their settings say.</summary>
    public async ValueTask EndIdleAsync(CancellationToken ct)
    {
        foreach (McpServer server in _servers.Values)
        {
            await server.EndIfIdleAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (McpServer server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    public void Dispose()
    {
        foreach (McpServer server in _servers.Values)
        {
            server.Dispose();
        }
    }

    internal McpServer? Find(string name) => _servers.GetValueOrDefault(name);
}
