using AgentBot.Core;
using AgentBot.Core.Tools;
using AgentBot.Host.People;

namespace AgentBot.Host.Local;

/// <summary>The tools of servers for a terminal: what is offered, what was agreed to, what differs, and the agreeing.</summary>
public sealed class LocalTools(IOfferedTools offered, ToolAgreements agreements)
{
    private static readonly ChannelKey Anywhere = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "");

    public async ValueTask<IReadOnlyList<LocalToolServer>> ListAsync(CancellationToken ct) => [.. (await offered.LookAsync(ct)).Select(Of)];

    public async ValueTask<LocalAnswer> AgreeAsync(PersonKey who, string tool, string seen, CancellationToken ct)
    {
        Result<ToolPin> agreed = await agreements.AgreeAsync(who, Anywhere, tool, seen, ct);
        return agreed.IsRefused
            ? new LocalAnswer(true, agreed.Refusal!.ToString(), 0, [])
            : new LocalAnswer(false, $"Agents whose templates name {agreed.Value.Tool} may call it now{(agreed.Value.Kind == ToolKind.Write ? "; a person approves each call" : "")}.", 0, []);
    }

    private static LocalToolServer Of(OfferedServer server) => new(
        server.Name,
        server.Source,
        server.Trouble,
        [.. server.Tools.Select(tool => Of(tool, server.Source))],
        [.. server.LeftOut.Distinct()]);

    private static LocalTool Of(OfferedTool offer, string source) => new(
        offer.Tool.Name,
        offer.Standing switch
        {
            ToolStanding.New => "new",
            ToolStanding.Agreed => "agreed",
            ToolStanding.Changed => "changed",
        },
        offer.Tool.Kind == ToolKind.Write,
        offer.Tool.Pin.Short,
        offer.Tool.Description,
        offer.Tool.Arguments,
        offer is { Standing: ToolStanding.Changed, Agreed: { } before } ? Differences(before, offer.Tool, source) : []);

    private static List<string> Differences(ToolPin before, Tool now, string source)
    {
        var lines = new List<string>();
        Add("What it says of itself", before.Description, now.Description);
        Add("What it wants to be given", before.Arguments, now.Arguments);
        Add("What it does", before.Kind == ToolKind.Write ? "writes" : "reads", now.Kind == ToolKind.Write ? "writes" : "reads");
        Add("The program or address", before.Source, source);
        return lines;

        void Add(string what, string was, string after)
        {
            if (was != after)
            {
                lines.Add($"{what} was: {was}");
                lines.Add($"{what} is now: {after}");
            }
        }
    }
}
