using AgentBot.Core.Storing;
using AgentBot.Host.Logging;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Workers;

/// <summary>Keeps the store tidy: old receipts go, the log moves into the file when nothing else happens.</summary>
public sealed class UpkeepWorker(IStoreUpkeep store, IOptions<RetentionOptions> retention, TimeProvider time, ILogger<UpkeepWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.TendAsync(time.GetUtcNow() - retention.Value.ReceiptsFor, stoppingToken);
            }
            catch (StoreUnavailableException fault)
            {
                Log.NotTidied(logger, fault);
            }
        }
    }
}
