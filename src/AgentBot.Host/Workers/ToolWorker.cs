using AgentBot.Agents.Tools.Mcp;

namespace AgentBot.Host.Workers;

/// <summary>Ends programs of tools that nobody has needed for a while.</summary>
public sealed class ToolWorker(McpServers servers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!servers.Names.Any())
        {
            // Not by returning: a worker that has ended is one that something has happened to.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
        }

        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await servers.EndIdleAsync(stoppingToken);
        }
    }
}
