using System.Collections.Concurrent;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;
using AgentBot.Host.Workers;

namespace AgentBot.Host.ScheduleClock;

/// <summary>
/// Keeps one alarm for each schedule that waits for a time, as its row says, and has those dealt with that ring. What was missed
/// while AgentBot was away rings at the start. Quartz is begun with the first schedule: without any, nobody waits for it.
/// </summary>
internal sealed class ClockWorker(IScheduleReader schedules, FiringPump pump, JumpWatch jumps, ICommitSignal signal, Opening opening, TimeProvider time, ILogger<ClockWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    /// <summary>Changes that the alarms do not show yet; null for none to await.</summary>
    private readonly ConcurrentQueue<(ScheduleId Id, DateTimeOffset? At)> _changes = new();

    private readonly SemaphoreSlim _changed = new(0, 1);

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await opening.WaitAsync(stoppingToken);
        signal.Committed += Note;
        pump.LookAgain += NoteLater;
        QuartzAlarms? alarms = null;
        Task pumping = pump.RunAsync(stoppingToken);
        try
        {
            await ReadAllAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                while (_changes.TryDequeue(out var change))
                {
                    alarms = await TryAsync(alarms, change.Id, change.At, stoppingToken);
                }

                await _changed.WaitAsync(LookEvery, stoppingToken);
                if (jumps.Look() is { IsNone: false } step)
                {
                    Log.ClockJumped(logger, (long)step.Set.TotalSeconds, (long)step.Slept.TotalSeconds);
                    await ReadAllAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            signal.Committed -= Note;
            pump.LookAgain -= NoteLater;
            await pumping;
            if (alarms is not null)
            {
                await alarms.DisposeAsync();
            }
        }
    }

    private async Task ReadAllAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                foreach ((ScheduleId id, DateTimeOffset at) in await schedules.WakingAsync(ct))
                {
                    _changes.Enqueue((id, at));
                }

                foreach (ScheduleId id in await schedules.ArrivedAsync(ct))
                {
                    pump.Ring(id);
                }

                return;
            }
            catch (StoreUnavailableException fault)
            {
                Log.SchedulesNotRead(logger, fault);
                await Task.Delay(AfterFault, time, ct);
            }
        }
    }

    /// <summary>An alarm that cannot be set is set later; those of other schedules are not held up by it.</summary>
    private async Task<QuartzAlarms?> TryAsync(QuartzAlarms? alarms, ScheduleId id, DateTimeOffset? at, CancellationToken ct)
    {
        try
        {
            return await ApplyAsync(alarms, id, at, ct);
        }
        catch (Quartz.SchedulerException fault)
        {
            Log.AlarmNotSet(logger, fault, id.Value);
            await Task.Delay(AfterFault, time, ct);
            _changes.Enqueue((id, at));
            return alarms;
        }
    }

    private async Task<QuartzAlarms?> ApplyAsync(QuartzAlarms? alarms, ScheduleId id, DateTimeOffset? at, CancellationToken ct)
    {
        if (at is { } due && due <= time.GetUtcNow())
        {
            pump.Ring(id);
        }
        else if (at is { } later)
        {
            alarms ??= await QuartzAlarms.StartAsync(pump.Ring, time, ct);
            await alarms.SetAsync(id, later, ct);
        }
        else if (alarms is not null)
        {
            await alarms.ClearAsync(id, ct);
        }

        return alarms;
    }

    private void Note(Commit commit)
    {
        foreach (Change change in commit.Changes)
        {
            if (change is Change.UpdateSchedule { Row: var updated })
            {
                Enqueue(updated.Id, updated.WakeAt);
            }
            else if (change is Change.PutEventFiring { Row: var arrived })
            {
                pump.Ring(arrived.Schedule);
            }
            else if (change is Change.UpdateFiring { Row: { Cause.Length: > 0, End: not null } ended })
            {
                // The next in line may begin.
                pump.Ring(ended.Schedule);
            }
            else if (change is Change.InsertSchedule { Row: { WakeAt: { } at } inserted })
            {
                Enqueue(inserted.Id, at);
            }
        }
    }

    private void NoteLater(ScheduleId id, DateTimeOffset at) => Enqueue(id, at);

    private void Enqueue(ScheduleId id, DateTimeOffset? at)
    {
        _changes.Enqueue((id, at));
        try
        {
            _changed.Release();
        }
        catch (Exception fault) when (fault is SemaphoreFullException or ObjectDisposedException)
        {
            // Already awake, or the host has stopped.
        }
    }
}
