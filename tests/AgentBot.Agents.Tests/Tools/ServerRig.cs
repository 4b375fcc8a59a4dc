using System.Collections.Immutable;
using AgentBot.Agents.Tools;
using AgentBot.Agents.Tools.Insulation;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools;
using AgentBot.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Tools;

/// <summary>Servers of tools as a host would have them, with pins in memory.</summary>
internal sealed class ServerRig : IToolPinReader, IToolSecrets, IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, ToolPin> _pins = [];

    public ServerRig(McpOptions options, TimeProvider? time = null, ToolOptions? tools = null)
    {
        var connections = new GuardedConnections(Options.Create(tools ?? new ToolOptions()), new SystemNameLookup());
        Servers = new McpServers(Options.Create(options), this, connections, new ToolFolders(_folder.Path), time ?? TimeProvider.System, NullLogger<McpServers>.Instance);
        Tools = new McpTools(Servers, this, News);
    }

    public McpServers Servers { get; }

    /// <summary>What the program of the server "s" writes into its folder.</summary>
    public string FileOf(string name) => Path.Combine(_folder.Path, "s", name);

    public HeardNews News { get; } = new();

    public McpTools Tools { get; }

    public Dictionary<string, string> Secrets { get; } = new() { ["secret:key"] = "planted-value" };

    public static ServerRig Scripted(string way, Action<McpServerOptions>? more = null, TimeProvider? time = null) => new(OptionsOf(way, more), time);

    public static McpOptions OptionsOf(string way, Action<McpServerOptions>? more = null)
    {
        var server = new McpServerOptions { Command = "node", Timeout = TimeSpan.FromSeconds(20) };
        server.Args.Add(Path.Combine(RepositoryRoot.Path, "tests", "AgentBot.Agents.Tests", "Tools", "server.mjs"));
        server.Args.Add(way);
        more?.Invoke(server);
        var options = new McpOptions();
        options.Servers["s"] = server;
        return options;
    }

    /// <summary>An operator agrees to everything that is offered now.</summary>
    public async Task AgreeAsync()
    {
        foreach (OfferedServer server in await Tools.LookAsync(default))
        {
            Assert.Equal("", server.Trouble);
            foreach (Tool tool in server.Tools.Select(offered => offered.Tool))
            {
                _pins[tool.Name] = new ToolPin
                {
                    Tool = tool.Name,
                    Pin = tool.Pin,
                    Kind = tool.Kind,
                    Title = tool.Title,
                    Description = tool.Description,
                    Arguments = tool.Arguments,
                    Source = server.Source,
                    AgreedBy = new PersonKey("cleo"),
                    AgreedAt = DateTimeOffset.UnixEpoch,
                };
            }
        }
    }

    public async Task<Tool> ToolAsync(string name)
    {
        Result<ImmutableArray<Tool>> found = await Tools.FindAsync([name], default);
        Assert.False(found.IsRefused, found.Refusal?.ToString());
        return found.Value[0];
    }

    public async Task<ToolOutcome> CallAsync(string name, string arguments = "{}") =>
        await Tools.CallAsync(await ToolAsync(name), new ToolCall(arguments, ""), default);

    public ValueTask<IReadOnlyList<ToolPin>> AllAsync(CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<ToolPin>>([.. _pins.Values]);

    public string? Read(string written) => SecretReference.Is(written) ? Secrets.GetValueOrDefault(written) : written;

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        _folder.Dispose();
    }
}
