using AgentBot.Core.Commands;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;

namespace AgentBot.Host.ScheduleClock;

/// <summary>Puts together what schedules runs, fires them and talks about them.</summary>
internal static class ScheduleRooms
{
    public static void AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton(HolidayCatalog.BuiltIn);
        services.AddSingleton<FiringCalendar>();
        services.AddSingleton<WorkingTime>();
        services.AddSingleton<DueTimes>();
        services.AddSingleton<StartTimes>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<FiringReads>();
        services.AddSingleton<FiringStarter>();
        services.AddSingleton<FiringHandler>();
        services.AddSingleton<FiringFollower>();
        services.AddSingleton<ScheduleNotices>();
        services.AddSingleton<ScheduleFinder>();
        services.AddSingleton<ScheduleFactsReader>();
        services.AddSingleton<ProposalReads>();
        services.AddSingleton<ScheduleProposals>();
        services.AddSingleton<ScheduleReads>();
        services.AddSingleton<ScheduleHolding>();
        services.AddSingleton<ScheduleCommands>();
        services.AddSingleton<JumpWatch>();
        services.AddSingleton<FiringPump>();
        services.AddHostedService<ClockWorker>();
        services.AddHostedService<FollowWorker>();
    }
}
