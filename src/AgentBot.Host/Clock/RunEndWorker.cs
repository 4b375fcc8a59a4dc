using System.Threading.Channels;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;
using AgentBot.Host.Workers;

namespace AgentBot.Host.ScheduleClock;

/// <summary>Tells schedules soon after a run has ended that they wait for it, and once at the start what ended before.</summary>
internal sealed class RunEndWorker(RunEndings endings, ICommitSignal signal, Opening opening, TimeProvider time, ILogger<RunEndWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly Channel<RunRow> _ended = Channel.CreateUnbounded<RunRow>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await opening.WaitAsync(stoppingToken);
        signal.Committed += Note;
        try
        {
            await UntilDoneAsync(endings.CatchUpAsync, stoppingToken);
            await foreach (RunRow run in _ended.Reader.ReadAllAsync(stoppingToken))
            {
                await UntilDoneAsync(ct => endings.TellAsync(run, ct), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next one finds what was not told.
        }
        finally
        {
            signal.Committed -= Note;
        }
    }

    private async Task UntilDoneAsync(Func<CancellationToken, ValueTask> tell, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await tell(ct);
                return;
            }
            catch (Exception fault) when (fault is StoreUnavailableException or InvalidOperationException)
            {
                Log.SchedulesNotRead(logger, fault);
                await Task.Delay(AfterFault, time, ct);
            }
        }
    }

    private void Note(Commit commit)
    {
        foreach (Change change in commit.Changes)
        {
            if (change is Change.UpdateRun { Row: { IsTerminal: true, Depth: 0 } run })
            {
                _ended.Writer.TryWrite(run);
            }
        }
    }
}
