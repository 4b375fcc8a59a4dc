using AgentBot.Core.Commands;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.ScheduleClock;

/// <summary>Puts together what schedules runs, fires them and talks about them.</summary>
internal static class ScheduleRooms
{
    public static void AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<ScheduleOptions, ScheduleOptionsValidator>(configuration, ScheduleOptions.Section);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ScheduleOptions>>().Value.Catalog(provider.GetRequiredService<CallerFolder>()));
        services.AddSingleton<FiringCalendar>();
        services.AddSingleton<FiringNotes>();
        services.AddSingleton<WorkingTime>();
        services.AddSingleton<DueTimes>();
        services.AddSingleton<StartTimes>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<FiringReads>();
        services.AddSingleton<FiringStarter>();
        services.AddSingleton<FiringHandler>();
        services.AddSingleton<FiringFollower>();
        services.AddSingleton<ScheduleNotices>();
        services.AddSingleton<UnusedSchedules>();
        services.AddSingleton<ScheduleRound>();
        services.AddEvents();
        services.AddSingleton<ScheduleFinder>();
        services.AddSingleton<ScheduleCosts>();
        services.AddSingleton<ScheduleFactsReader>();
        services.AddSingleton<ProposalReads>();
        services.AddSingleton<ScheduleProposals>();
        services.AddSingleton<ScheduleReads>();
        services.AddSingleton<ScheduleHolding>();
        services.AddSingleton<ScheduleCommands>();
        services.AddSingleton<IBootClock, ProcUptime>();
        services.AddSingleton<JumpWatch>();
        services.AddSingleton<FiringPump>();
        services.AddHostedService<ClockWorker>();
        services.AddHostedService<FollowWorker>();
        services.AddHostedService<RoundWorker>();
    }

    private static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EventLimits(provider.GetRequiredService<IOptions<ScheduleOptions>>().Value.MostAnHour));
        services.AddSingleton<ScheduleLoops>();
        services.AddSingleton<TriggerProposals>();
        services.AddSingleton<EventFirings>();
        services.AddSingleton<IEventDoor, EventDoor>();
        services.AddSingleton<EventNotices>();
        services.AddSingleton<EventStarter>();
        services.AddSingleton<RunEndings>();
        services.AddHostedService<RunEndWorker>();
    }
}
