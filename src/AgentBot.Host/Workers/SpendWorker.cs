using AgentBot.Core.Budgets;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Looks after money was spent whether most of a month's is gone.</summary>
public sealed class SpendWorker(SpendNotices notices, Opening opening, ICommitSignal signal, TimeProvider time, ILogger<SpendWorker> logger) : BackgroundService
{
    /// <summary>Many calls of a moment are looked at once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, Spends, time);
        try
        {
            await opening.WaitAsync(stoppingToken);
            while (true)
            {
                await TellAsync(stoppingToken);
                await wake.SleepUntilAsync(null, stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static bool Spends(Commit commit) => commit.Changes.Any(change => change is Change.Settle { UsedMicros: > 0 });

    private async Task TellAsync(CancellationToken ct)
    {
        try
        {
            await notices.TellAsync(ct);
        }
        catch (StoreUnavailableException fault)
        {
            Log.SpendingNotTold(logger, fault);
        }
    }
}
