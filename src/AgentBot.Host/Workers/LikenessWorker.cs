using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Compares new reviews with what else waits, so that groups are found when somebody asks for them.</summary>
public sealed class LikenessWorker(LikenessKeeper keeper, Opening opening, ICommitSignal signal, TimeProvider time, ILogger<LikenessWorker> logger) : BackgroundService
{
    /// <summary>Whoever waits for a card goes before this.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, static commit => commit.Changes.Any(change => change is Change.InsertReview), time);
        try
        {
            await opening.WaitAsync(stoppingToken);
            while (true)
            {
                if (await CompareAsync(stoppingToken) == 0)
                {
                    await wake.SleepUntilAsync(null, stoppingToken);
                }

                await Task.Delay(Gather, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async ValueTask<int> CompareAsync(CancellationToken ct)
    {
        try
        {
            return await keeper.CompareAsync(ct);
        }
        catch (StoreUnavailableException fault)
        {
            Log.NotCompared(logger, fault);
            return 0;
        }
    }
}
