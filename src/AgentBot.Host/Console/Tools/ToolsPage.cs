using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Host.WebConsole;

/// <summary>Which tools servers offer and what was agreed to, for operators; and for everybody which calls run without asking in their channels.</summary>
public sealed class ToolsPage(IOfferedTools offered, IGrantReader grants) : IConsolePage
{
    public string Pattern => "console/tools";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        var allowed = ImmutableArray.CreateBuilder<AllowedCalls>();
        foreach (ChannelInfo channel in viewer.Channels)
        {
            if (await grants.StandingAsync(channel.Key, viewer.Now, ct) is { Count: > 0 } standing)
            {
                allowed.Add(new AllowedCalls(channel, [.. standing]));
            }
        }

        // To look starts programs, and where they lie is nobody's business but an operator's.
        ImmutableArray<OfferedServer> servers = viewer.IsOperator ? await offered.LookAsync(ct) : [];
        return new PageContent("Tools", NavPlace.Templates, typeof(Tools), new ToolsModel(allowed.ToImmutable(), servers), []);
    }
}

public sealed record ToolsModel(ImmutableArray<AllowedCalls> Allowed, ImmutableArray<OfferedServer> Servers)
{
    public int Waiting => Servers.Sum(server => server.Tools.Count(tool => tool.Standing != ToolStanding.Agreed));
}

public sealed record AllowedCalls(ChannelInfo Channel, ImmutableArray<CallGrant> Grants);
