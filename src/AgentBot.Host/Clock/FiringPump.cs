using System.Collections.Concurrent;
using System.Threading.Channels;
using AgentBot.Core;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.ScheduleClock;

/// <summary>Has schedules dealt with that rang, a few side by side and in a calm pace. A ring of one that waits already changes nothing.</summary>
internal sealed class FiringPump(FiringHandler handler, EventStarter events, IScheduleReader schedules, JumpWatch jumps, TimeProvider time, ILogger<FiringPump> logger)
{
    private const int SideBySide = 4;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly Channel<ScheduleId> _line = Channel.CreateUnbounded<ScheduleId>();
    private readonly ConcurrentDictionary<ScheduleId, bool> _waiting = new();
    private readonly FiringPace _pace = new(time);

    /// <summary>Raised with when to look at a schedule again, where its row does not say it.</summary>
    public event Action<ScheduleId, DateTimeOffset>? LookAgain;

    public void Ring(ScheduleId schedule)
    {
        if (_waiting.TryAdd(schedule, true))
        {
            _line.Writer.TryWrite(schedule);
        }
    }

    /// <summary>Until the host stops; what is being dealt with then is brought to its end.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(Enumerable.Range(0, SideBySide).Select(_ => ServeAsync(stopping)));

    private async Task ServeAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                ScheduleId schedule = await _line.Reader.ReadAsync(stopping);
                TimeSpan longest = await schedules.FindAsync(schedule, stopping) is { } row ? ScheduleTerms.Read(row.Terms).Spread : TimeSpan.Zero;
                TimeSpan wait = longest == TimeSpan.Zero ? TimeSpan.Zero : _pace.Take(_waiting.Count, longest);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, stopping);
                }

                // From here on a new ring is a new reason to look.
                _waiting.TryRemove(schedule, out _);
                await HandleAsync(schedule);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; what has not begun is found again by the next.
        }
    }

    private async Task HandleAsync(ScheduleId schedule)
    {
        try
        {
            if ((await handler.HandleAsync(schedule, jumps.JumpedOver, CancellationToken.None) ?? await events.HandleAsync(schedule, CancellationToken.None)) is { } again)
            {
                LookAgain?.Invoke(schedule, again);
            }
        }
        catch (Exception fault)
        {
            Log.ScheduleNotHandled(logger, fault, schedule.Value);
            LookAgain?.Invoke(schedule, time.GetUtcNow() + AfterFault);
        }
    }
}
