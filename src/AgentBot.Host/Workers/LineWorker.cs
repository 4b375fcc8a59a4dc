using AgentBot.Core.Reviews;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Lets runs go on that wait in line, whenever reviews are decided or other people are there to decide them.</summary>
public sealed class LineWorker(WaitingLine line, Opening opening, ICommitSignal signal, TimeProvider time, ILogger<LineWorker> logger) : BackgroundService
{
    /// <summary>Several decisions of a moment are looked at once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, MakesRoom, time);
        try
        {
            await opening.WaitAsync(stoppingToken);
            while (true)
            {
                await LetGoAsync(stoppingToken);
                await wake.SleepUntilAsync(null, stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static bool MakesRoom(Commit commit) => commit.Changes.Any(change => change
        is Change.UpdateReview { Row.State: not ReviewState.Open } or Change.UpdateReview { Row.Progress.Length: > 0 } or Change.UpdateRun { Row.EndedAt: not null } or Change.PutAbsence);

    private async Task LetGoAsync(CancellationToken ct)
    {
        try
        {
            await line.LetGoAsync(ct);
        }
        catch (StoreUnavailableException fault)
        {
            Log.LineNotRead(logger, fault);
            await Task.Delay(AfterFault, time, ct);
        }
    }
}
