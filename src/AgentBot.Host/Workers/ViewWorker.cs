using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Keeps chat messages showing the latest state: conversations side by side, each in its own order, latest only.</summary>
public sealed class ViewWorker(IDeliveryReader delivery, ViewSender sender, ICommitSignal signal, TimeProvider time, ILogger<ViewWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 64;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, commit => commit.Changes.Any(change => change is Change.WantView), time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                IReadOnlyList<ViewRow> due = await delivery.DueViewsAsync(time.GetUtcNow(), MostAtOnce, stoppingToken);
                await Task.WhenAll(due.GroupBy(view => view.Conversation).Select(views => SendAsync(views, stoppingToken)));
                if (due.Count == 0)
                {
                    await wake.SleepUntilAsync(await delivery.NextDueAsync(stoppingToken), stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException fault)
            {
                Log.ViewsNotRead(logger, fault);
                await Task.Delay(AfterFault, time, stoppingToken);
            }
        }
    }

    private async Task SendAsync(IEnumerable<ViewRow> views, CancellationToken ct)
    {
        foreach (ViewRow view in views)
        {
            try
            {
                await sender.SendAsync(view, ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.ViewFailed(logger, fault, view.Purpose);
                await Task.Delay(AfterFault, time, ct);
            }
        }
    }
}
