using System.Collections.Immutable;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// What becomes of the times that are due: pure, so that eight hours of downtime give exactly what the policy says. The dropped
/// ones always lie before the started ones, so that a process that dies between the two finds the rest as it was.
/// </summary>
/// <param name="Dropped">Missed and left out, oldest first.</param>
/// <param name="Started">To be started in this order.</param>
/// <param name="CatchesUp">Missed ones are made up for one by one: each waits for the one before it, whatever the overlap policy says.</param>
public sealed record FiringPlan(ImmutableArray<DateTimeOffset> Dropped, ImmutableArray<DateTimeOffset> Started, bool CatchesUp)
{
    /// <param name="due">Times of the rule whose start has come, oldest first; not empty.</param>
    /// <param name="lastStart">When the last of them was to start.</param>
    /// <param name="clockJumped">
    /// The clock was set forward while AgentBot ran: nothing was missed, so at most one run stands for the hours that never were.
    /// </param>
    public static FiringPlan Of(ImmutableArray<DateTimeOffset> due, DateTimeOffset lastStart, ScheduleTerms terms, DateTimeOffset now, bool clockJumped)
    {
        bool isOnTime = now - lastStart <= terms.StartWindow;
        CatchUp policy = clockJumped && terms.CatchUp == CatchUp.All ? CatchUp.Once : terms.CatchUp;
        int started = policy switch
        {
            CatchUp.Skip => isOnTime ? 1 : 0,
            CatchUp.Once => 1,
            CatchUp.All => Math.Min(due.Length, Math.Max(1, terms.MostCaughtUp) + (isOnTime ? 1 : 0)),
        };
        return new FiringPlan([.. due.Take(due.Length - started)], [.. due.TakeLast(started)], policy == CatchUp.All && (started > 1 || !isOnTime));
    }
}
