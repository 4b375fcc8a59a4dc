using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Sends what is approved: conversations side by side, each in its own order.</summary>
public sealed class EffectWorker(IDeliveryReader delivery, EffectHandler handler, ICommitSignal signal, TimeProvider time, ILogger<EffectWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 32;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, commit => commit.Changes.Any(change => change is Change.InsertEffect or Change.UpdateEffect), time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                IReadOnlyList<EffectRow> due = await delivery.DueEffectsAsync(time.GetUtcNow(), MostAtOnce, stoppingToken);
                await Task.WhenAll(due.Select(effect => SendAsync(effect, stoppingToken)));
                if (due.Count == 0)
                {
                    await wake.SleepUntilAsync(null, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException fault)
            {
                Log.EffectsNotRead(logger, fault);
                await Task.Delay(AfterFault, time, stoppingToken);
            }
        }
    }

    private async Task SendAsync(EffectRow effect, CancellationToken ct)
    {
        try
        {
            await handler.HandleAsync(effect, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.EffectFailed(logger, fault, effect.Id.Value);
            await Task.Delay(AfterFault, time, ct);
        }
    }
}
