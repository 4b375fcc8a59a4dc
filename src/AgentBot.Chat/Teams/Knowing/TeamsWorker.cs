using AgentBot.Core.Storing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>Takes up what was remembered, then keeps channels and groups fresh.</summary>
public sealed class TeamsWorker(TeamsRoster roster, IOptions<TeamsOptions> options, TimeProvider time, ILogger<TeamsWorker> logger) : BackgroundService
{
    private static readonly TimeSpan GroupsEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ChannelsEvery = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.AllowUnauthenticatedLoopback)
        {
            TeamsLog.LoopbackIsOpen(logger);
        }

        DateTimeOffset channelsDue = DateTimeOffset.MinValue;
        try
        {
            while (true)
            {
                try
                {
                    await roster.OpenAsync(stoppingToken);
                    if (time.GetUtcNow() >= channelsDue)
                    {
                        channelsDue = time.GetUtcNow() + ChannelsEvery;
                        await roster.ReadChannelsAsync(stoppingToken);
                    }

                    await roster.ReadAsync(GroupsEvery / 2, stoppingToken);
                }
                catch (StoreUnavailableException)
                {
                    // The next turn finds it again.
                }

                if (await roster.AreChannelsWantedAsync(GroupsEvery, stoppingToken))
                {
                    channelsDue = DateTimeOffset.MinValue;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
