using AgentBot.Core.Audit;
using AgentBot.Core.Storing;
using AgentBot.Host.Local;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Chains new lines of the audit within a second, and writes its head into a file outside the database every hour.</summary>
public sealed class AuditWorker(IAuditStore audit, Places places, TimeProvider time, ILogger<AuditWorker> logger) : BackgroundService
{
    private const int Batch = 500;

    private static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnchorEvery = TimeSpan.FromHours(1);

    private DateTimeOffset _anchored = DateTimeOffset.MinValue;
    private long _anchoredAt = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SealEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await audit.SealAsync(Batch, stoppingToken) is not null)
                {
                }

                await AnchorAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                Log.AuditNotSealed(logger, fault);
            }
        }
    }

    private async Task AnchorAsync(CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _anchored < AnchorEvery)
        {
            return;
        }

        (long sequence, string hash) = await audit.HeadAsync(ct);
        if (sequence > 0 && sequence != _anchoredAt)
        {
            await AuditAnchor.AppendAsync(AuditCheck.AnchorFile(places.DataDirectory), new AuditAnchor(now, sequence, hash), ct);
            (_anchored, _anchoredAt) = (now, sequence);
        }
    }
}
