using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;
using AgentBot.Host.Workers;

namespace AgentBot.Host.ScheduleClock;

/// <summary>Notes how the runs of schedules ended soon after they did, and once at the start for those of before.</summary>
internal sealed class FollowWorker(FiringFollower follower, ICommitSignal signal, Opening opening, TimeProvider time, ILogger<FollowWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await opening.WaitAsync(stoppingToken);
        using var wake = new WakeUp(signal, commit => commit.Changes.Any(change => change is Change.UpdateRun { Row.IsTerminal: true } or Change.UpdateEffect), time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await follower.FollowAsync(stoppingToken);
                await wake.SleepUntilAsync(null, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is StoreUnavailableException or InvalidOperationException)
            {
                Log.SchedulesNotRead(logger, fault);
                await wake.SleepUntilAsync(null, stoppingToken);
            }
        }
    }
}
