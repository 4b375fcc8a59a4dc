using AgentBot.Chat.Slack.Calling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Knowing;

/// <summary>Asks Slack who AgentBot is there until it answers, then keeps channels and groups fresh.</summary>
public sealed class ConnectWorker(SlackWorkspace workspace, SlackRoster roster, TimeProvider time, ILogger<ConnectWorker> logger) : BackgroundService
{
    private static readonly TimeSpan GroupsEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ChannelsEvery = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            SlackIdentity identity = await IdentifyAsync(stoppingToken);
            SlackLog.Connected(logger, identity.Team, identity.User);
            DateTimeOffset channelsDue = DateTimeOffset.MinValue;
            while (true)
            {
                if (time.GetUtcNow() >= channelsDue && await roster.ReadChannelsAsync(SlackVisits.HomeOf(identity), stoppingToken))
                {
                    channelsDue = time.GetUtcNow() + ChannelsEvery;
                }

                await roster.ReadAsync(GroupsEvery / 2, stoppingToken);
                await Task.Delay(GroupsEvery, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async ValueTask<SlackIdentity> IdentifyAsync(CancellationToken ct)
    {
        for (TimeSpan pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if ((await workspace.AskAsync(ct)).Value is { } identity)
            {
                return identity;
            }

            await Task.Delay(pause, time, ct);
        }
    }
}
