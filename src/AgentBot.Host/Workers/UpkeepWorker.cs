using AgentBot.Core.Storing;
using AgentBot.Host.Logging;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Workers;

/// <summary>Keeps the store tidy: old receipts go, and once a day files that were written for a commit that never came.</summary>
public sealed class UpkeepWorker(IStoreUpkeep store, IOptions<RetentionOptions> retention, TimeProvider time, ILogger<UpkeepWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromDays(1);

    /// <summary>Between a file and the commit that names it lie moments; a day leaves room for a clock that was set.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromDays(1);

    private DateTimeOffset _sweepAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.TendAsync(time.GetUtcNow() - retention.Value.ReceiptsFor, stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (StoreUnavailableException fault)
            {
                Log.NotTidied(logger, fault);
            }
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now < _sweepAt)
        {
            return;
        }

        if (await store.SweepFilesAsync(now - Orphaned, ct) is > 0 and int count)
        {
            Log.FilesSwept(logger, count);
        }

        _sweepAt = now + SweepEvery;
    }
}
