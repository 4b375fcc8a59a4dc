using AgentBot.Core.Reviews.Digests;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Looks once a minute whose day has begun; sleeps for good where no digest is set.</summary>
public sealed class DigestWorker(DigestTeller teller, ReviewSettings settings, Opening opening, TimeProvider time, ILogger<DigestWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (settings.DigestAt is null)
            {
                // Not by returning: a worker that has ended is one that something has happened to.
                await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
            }

            await opening.WaitAsync(stoppingToken);
            while (true)
            {
                await TellAsync(stoppingToken);
                await Task.Delay(Between, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TellAsync(CancellationToken ct)
    {
        try
        {
            await teller.TellAsync(ct);
        }
        catch (StoreUnavailableException fault)
        {
            Log.DigestsNotTold(logger, fault);
        }
    }
}
