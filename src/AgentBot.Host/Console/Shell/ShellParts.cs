using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>The counts in the navigation: what waits for the viewer, what runs, what waits in each channel.</summary>
public sealed class ShellParts(ConsoleReads reads, ConsoleSettings settings)
{
    public async ValueTask<ImmutableArray<LivePart>> BuildAsync(Viewer viewer, CancellationToken ct)
    {
        int yours = await reads.Reviews.CountOpenAsync(settings.Workspace, viewer.Principals, null, ct);
        RunCounts runs = await reads.Runs.CountAsync(settings.Workspace, ct);
        var parts = ImmutableArray.CreateBuilder<LivePart>();
        parts.Add(Count("count-reviews", yours, $"{yours} waiting for you", isYours: true));
        parts.Add(Count("tab-reviews", yours, $"{yours} waiting for you", isYours: true));
        parts.Add(Count("count-runs", runs.Active, $"{runs.Active} not ended", isYours: false));
        foreach (ChannelKey channel in viewer.Channels.Select(channel => channel.Key))
        {
            int waiting = await reads.Reviews.CountOpenAsync(settings.Workspace, null, channel, ct);
            parts.Add(Count($"count-{channel.Channel}", waiting, $"{waiting} waiting", isYours: false));
        }

        return parts.ToImmutable();
    }

    private static LivePart Count(string name, int count, string label, bool isYours) =>
        new(name, typeof(NavCount), new NavCountModel(count, label, isYours)) { Tag = "span", CssClass = "counts" };
}

public sealed record NavCountModel(int Count, string Label, bool IsYours);
