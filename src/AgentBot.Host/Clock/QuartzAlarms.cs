using AgentBot.Core;
using Quartz;

namespace AgentBot.Host.ScheduleClock;

/// <summary>
/// Quartz as the clock: in memory one trigger for each schedule, which rings once. It knows no rule and keeps nothing: the table
/// of schedules is the truth, and after a start every trigger is set anew from it.
/// </summary>
internal sealed class QuartzAlarms : IAsyncDisposable
{
    /// <summary>A ring only puts its schedule into a line.</summary>
    private const int AtOnce = 10;

    private static readonly JobKey Bell = new("bell");

    private readonly IScheduler _scheduler;

    private QuartzAlarms(IScheduler scheduler) => _scheduler = scheduler;

    public static async Task<QuartzAlarms> StartAsync(Action<ScheduleId> ring, TimeProvider time, CancellationToken ct)
    {
        IScheduler scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "AgentBot";
                options.MaxBatchSize = AtOnce;
            });
            quartz.UseDefaultThreadPool(AtOnce);
            quartz.UseInMemoryStore();
            quartz.UseTimeProvider(time);
            quartz.AddJobType(_ => new BellJob(ring));
        }).BuildScheduler(ct);
        await scheduler.AddJob(JobBuilder.Create<BellJob>().WithIdentity(Bell).StoreDurably().Build(), cancellationToken: ct);
        await scheduler.Start(ct);
        return new QuartzAlarms(scheduler);
    }

    /// <summary>Rings at that time, and not at the one that was set before.</summary>
    public async ValueTask SetAsync(ScheduleId schedule, DateTimeOffset at, CancellationToken ct)
    {
        ITrigger trigger = TriggerBuilder.Create().WithIdentity(KeyOf(schedule)).ForJob(Bell).StartAt(at).Build();
        await _scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, ct);
    }

    public async ValueTask ClearAsync(ScheduleId schedule, CancellationToken ct) => await _scheduler.UnscheduleJob(KeyOf(schedule), ct);

    public async ValueTask DisposeAsync() => await _scheduler.Shutdown(false, CancellationToken.None);

    private static TriggerKey KeyOf(ScheduleId schedule) => new(schedule.Value);

    private sealed class BellJob(Action<ScheduleId> ring) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            ring(new ScheduleId(context.Trigger.Key.Name));
            return ValueTask.CompletedTask;
        }
    }
}
