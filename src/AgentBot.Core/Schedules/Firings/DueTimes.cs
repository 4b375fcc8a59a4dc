using System.Collections.Immutable;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>Which times of a rule have come and which comes next.</summary>
public sealed class DueTimes(FiringCalendar calendar)
{
    /// <summary>More than a rule of every minute has in a month; what lies further back is looked at no more.</summary>
    private const int MostLookedAt = 50_000;

    /// <summary>The store keeps microseconds: a time that it gave back is after itself unless a little is added.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    /// <summary>The first time after this one, which itself may be one.</summary>
    public NextFiring After(ScheduleRule rule, DateTimeOffset time) => calendar.Next(rule, time + Grain);

    /// <summary>Null where no further time comes.</summary>
    public DateTimeOffset? NextAfter(ScheduleRule rule, DateTimeOffset time) => After(rule, time) is NextFiring.Due due ? due.Firing.At : null;

    /// <param name="first">The first time that was not dealt with.</param>
    /// <param name="startOf">When a time has to be started.</param>
    public Backlog Since(ScheduleRule rule, DateTimeOffset first, Func<DateTimeOffset, DateTimeOffset> startOf, DateTimeOffset now)
    {
        var due = ImmutableArray.CreateBuilder<DateTimeOffset>();
        DateTimeOffset? next = first;
        while (next is { } time && startOf(time) <= now)
        {
            due.Add(time);
            if (due.Count == MostLookedAt)
            {
                // Beyond all measure: the years between are passed over in one step.
                next = NextAfter(rule, now);
                break;
            }

            next = NextAfter(rule, time);
        }

        return new Backlog(due.ToImmutable(), next);
    }
}

/// <param name="Due">Oldest first.</param>
/// <param name="Next">The first that has not come; null where none will.</param>
public sealed record Backlog(ImmutableArray<DateTimeOffset> Due, DateTimeOffset? Next);
