using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Asks drills when they are due.</summary>
public sealed class DrillWorker(DrillMaker maker, Opening opening, ICommitSignal signal, TimeProvider time, ILogger<DrillWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, static commit => commit.Changes.Any(change => change is Change.InsertDrill or Change.UpdateDrill), time);
        try
        {
            await opening.WaitAsync(stoppingToken);
            while (true)
            {
                await wake.SleepUntilAsync(await AskAsync(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async ValueTask<DateTimeOffset?> AskAsync(CancellationToken ct)
    {
        try
        {
            return await maker.AskAsync(ct);
        }
        catch (StoreUnavailableException fault)
        {
            Log.DrillsNotAsked(logger, fault);
            await Task.Delay(AfterFault, time, ct);
            return null;
        }
    }
}
