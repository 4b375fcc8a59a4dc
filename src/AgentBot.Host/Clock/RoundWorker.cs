using AgentBot.Core.People;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;
using AgentBot.Host.Workers;

namespace AgentBot.Host.ScheduleClock;

/// <summary>
/// Goes through all schedules once a day, and sooner for those who answer for them where people or channels have changed: somebody
/// who was taken out of a channel is noticed within minutes.
/// </summary>
internal sealed class RoundWorker(ScheduleRound round, IDirectory directory, Opening opening, TimeProvider time, ILogger<RoundWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UseEvery = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await opening.WaitAsync(stoppingToken);
        DateTimeOffset useDue = time.GetUtcNow() + Every;
        DirectorySnapshot before = directory.Latest;
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            DirectorySnapshot now = directory.Latest;
            bool alsoUse = time.GetUtcNow() >= useDue;
            if (!alsoUse && ReferenceEquals(before.People, now.People) && before.Channels == now.Channels)
            {
                continue;
            }

            try
            {
                if (await round.GoAsync(alsoUse, stoppingToken) is > 0 and int count)
                {
                    Log.SchedulesPointedOut(logger, count);
                }

                before = now;
                useDue = alsoUse ? time.GetUtcNow() + UseEvery : useDue;
            }
            catch (StoreUnavailableException fault)
            {
                Log.SchedulesNotRead(logger, fault);
            }
        }
    }
}
