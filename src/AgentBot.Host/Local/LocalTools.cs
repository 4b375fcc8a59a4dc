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
        Result<ToolPin> agreed = await agreements.AgreeAsync(who, Anywhere, tool, seen, null, ct);
        return agreed.IsRefused
            ? new LocalAnswer(true, agreed.Refusal!.ToString(), 0, [])
            : new LocalAnswer(false, ToolAgreements.Sentence(agreed.Value), 0, []);
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
        offer is { Standing: ToolStanding.Changed, Agreed: { } before } ? [.. ToolDifference.Between(before, offer.Tool, source).SelectMany(part => new[] { $"{part.What} was: {part.Was}", $"{part.What} is now: {part.Now}" })] : []);
}
