using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools;
using Tool = AgentBot.Core.Tools.Tool;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>
/// The tools of servers. Each is held against what an operator agreed to whenever an agent is given it and again before each call:
/// what a server has changed is off in that same call.
/// </summary>
public sealed class McpTools(McpServers servers, IToolPinReader pins, IToolNews news) : IOfferedTools
{
    /// <summary>Tools in the order of their names in the template.</summary>
    public async ValueTask<Result<ImmutableArray<Tool>>> FindAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var found = ImmutableArray.CreateBuilder<Tool>(names.Count);
        var offers = new Dictionary<string, OfferedServer>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            string server = ServerIn(name);
            if (!offers.TryGetValue(server, out OfferedServer? offered))
            {
                offered = servers.Find(server) is { } known ? await LookAsync(known, ct) : null;
                if (offered is null)
                {
                    return Unavailable($"No server of tools is called “{server}” in the settings, so {name} is not there.", "An operator can set the server, or the template's owner takes the tool out.");
                }

                offers[server] = offered;
            }

            if (Judge(offered, name) is { } refusal)
            {
                await TellAsync(offered, name, ct);
                return refusal;
            }

            found.Add(offered.Find(name)!.Tool);
        }

        return found.ToImmutable();
    }

    public async ValueTask<ImmutableArray<OfferedServer>> LookAsync(CancellationToken ct)
    {
        var all = ImmutableArray.CreateBuilder<OfferedServer>();
        foreach (string name in servers.Names)
        {
            all.Add(await LookAsync(servers.Find(name)!, ct));
        }

        return all.ToImmutable();
    }

    public async ValueTask<OfferedServer?> LookAsync(string server, CancellationToken ct) => servers.Find(server) is { } known ? await LookAsync(known, ct) : null;

    public async ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct)
    {
        if (servers.Find(ServerIn(tool.Name)) is not { } server)
        {
            return new ToolOutcome.NotSent($"The server of {tool.Name} is no longer in the settings.");
        }

        OfferedServer offered = await LookAsync(server, ct);
        if (offered.Trouble.Length > 0)
        {
            return new ToolOutcome.NotSent($"{tool.Name} was not called. {offered.Trouble}", offered.RetryAfter);
        }

        if (Judge(offered, tool.Name) is { } refusal)
        {
            await TellAsync(offered, tool.Name, ct);
            return new ToolOutcome.NotSent($"{tool.Name} was not called. {refusal.Why} {refusal.Next}");
        }

        if (offered.Find(tool.Name)!.Tool.Pin != tool.Pin)
        {
            return new ToolOutcome.NotSent($"{tool.Name} was not called: it is not what it was when the agent was given it.");
        }

        if (Arguments(call.Arguments) is not { } arguments)
        {
            return new ToolOutcome.Answered("The arguments are no JSON object.", IsError: true);
        }

        try
        {
            return McpAnswer.Read(tool, await server.CallAsync(tool.Name[(server.Name.Length + 1)..], arguments, ct));
        }
        catch (ToolServerException fault)
        {
            return fault.MayHaveArrived && tool.Kind == ToolKind.Write
                ? new ToolOutcome.Unclear($"Nobody knows whether {tool.Name} took effect. {fault.Message}")
                : new ToolOutcome.NotSent($"{tool.Name} gave no answer. {fault.Message}", fault.RetryAfter);
        }
    }

    private async ValueTask<OfferedServer> LookAsync(McpServer server, CancellationToken ct)
    {
        var offered = new OfferedServer(server.Name, McpTool.WhereOf(server.Options));
        IReadOnlyList<ModelContextProtocol.Protocol.Tool> listed;
        try
        {
            listed = await server.ListAsync(ct);
        }
        catch (ToolServerException fault)
        {
            return offered with { Trouble = $"The server {server.Name} cannot be used. {fault.Message}", RetryAfter = fault.RetryAfter };
        }

        Dictionary<string, ToolPin> agreed = (await pins.AllAsync(ct)).ToDictionary(pin => pin.Tool, StringComparer.Ordinal);
        var tools = ImmutableArray.CreateBuilder<OfferedTool>();
        var left = ImmutableArray.CreateBuilder<string>();
        foreach (ModelContextProtocol.Protocol.Tool said in listed.OrderBy(said => said.Name, StringComparer.Ordinal))
        {
            if (McpTool.Read(server, said, out string why) is not { } tool)
            {
                left.Add($"A tool is left out: {why}.");
            }
            else if (tools.All(other => other.Tool.Name != tool.Name))
            {
                tools.Add(new OfferedTool(tool, agreed.GetValueOrDefault(tool.Name)));
            }
        }

        return offered with { Tools = tools.ToImmutable(), LeftOut = left.ToImmutable() };
    }

    private ValueTask TellAsync(OfferedServer offered, string name, CancellationToken ct) =>
        offered.Find(name) is { Standing: not ToolStanding.Agreed } tool ? news.TellAsync(new ToolNews.Offered(tool, offered.Source), ct) : ValueTask.CompletedTask;

    private static Refusal? Judge(OfferedServer offered, string name)
    {
        if (offered.Trouble.Length > 0)
        {
            return Unavailable(offered.Trouble, "An operator sees more with doctor.");
        }

        return offered.Find(name) switch
        {
            null => Unavailable(
                $"The server {offered.Name} has no tool {name}.{(NearestWord.Of(name, offered.Tools.Select(tool => tool.Tool.Name)) is { } near ? $" It has {near}." : "")}",
                "The template's owner can correct its name.") with { Kind = RefusalKind.Unknown },
            { Standing: ToolStanding.New } => Unavailable($"Nobody has agreed to the tool {name} yet.", "An operator is told and can agree to it.") with { Kind = RefusalKind.NotAllowed },
            { Standing: ToolStanding.Changed } changed => Unavailable(
                $"The tool {name} is off: {ToolDifference.InWords(changed.Agreed!, changed.Tool)}.", "An operator is told what differs and can agree anew.") with { Kind = RefusalKind.Changed },
            _ => null,
        };
    }

    private static Refusal Unavailable(string why, string next) => new(RefusalKind.Unavailable, "The agent was not asked.", why, next);

    private static string ServerIn(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? name[..dot] : name;

    private static Dictionary<string, JsonElement>? Arguments(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.Length == 0 ? "{}" : json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().GroupBy(property => property.Name).ToDictionary(same => same.Key, same => same.Last().Value.Clone(), StringComparer.Ordinal)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
