using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>
/// The only calculator of firings. Pure: the same rule, instant, holidays and time zone data give the same answer. The search is
/// bounded; a rule that fires no more is said to do so, with the reason. What clock changes do: <see cref="ClockShift"/>.
/// </summary>
public sealed class FiringCalendar(HolidayCatalog holidays)
{
    private const int MostAtOnce = 10_000;

    /// <summary>The first firing later than <paramref name="after"/>.</summary>
    public NextFiring Next(ScheduleRule rule, DateTimeOffset after)
    {
        Result<RulePlan> plan = Plan(rule);
        return plan.Refusal is { } refusal ? new NextFiring.Unknown(refusal)
            : plan.Value.Firings(after).FirstOrDefault() is { } firing ? new NextFiring.Due(firing)
            : new NextFiring.Never(WhyNever(rule, after));
    }

    /// <summary>The next firings in order, fewer where the rule ends; none where <see cref="Next"/> is Never or Unknown.</summary>
    /// <param name="count">0 to 10,000.</param>
    public ImmutableArray<Firing> NextMany(ScheduleRule rule, DateTimeOffset after, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostAtOnce);
        Result<RulePlan> plan = Plan(rule);
        return plan.IsRefused ? [] : [.. plan.Value.Firings(after).Take(count)];
    }

    /// <summary>The firings later than <paramref name="after"/> and not later than <paramref name="until"/>: those that were missed meanwhile.</summary>
    /// <param name="most">At most so many, the earliest first; 10,000 at most.</param>
    public ImmutableArray<Firing> Between(ScheduleRule rule, DateTimeOffset after, DateTimeOffset until, int most)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostAtOnce);
        Result<RulePlan> plan = Plan(rule);
        return plan.IsRefused ? [] : [.. plan.Value.Firings(after).TakeWhile(firing => firing.At <= until).Take(most)];
    }

    /// <summary>The calendar that a rule names; null where it names none, or one that is unknown.</summary>
    public HolidayCalendar? CalendarOf(ScheduleRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Holidays is { } use ? holidays.Find(use.Calendar) : null;
    }

    private Result<RulePlan> Plan(ScheduleRule rule)
    {
        if (RuleCheck.Mistake(rule) is { } mistake)
        {
            return new Refusal(RefusalKind.BadInput, "The next time cannot be told.", mistake, "Change when the schedule runs.");
        }

        HolidayCalendar? calendar = CalendarOf(rule);
        return rule.Holidays is { } use && calendar is null
            ? new Refusal(RefusalKind.Unavailable, "The next time cannot be told.", $"The holiday calendar “{use.Calendar}” is missing.", "Ask the operator to put it back, or change when the schedule runs.")
            : new RulePlan(rule, TimeZoneInfo.FindSystemTimeZoneById(rule.Zone), calendar);
    }

    private static string WhyNever(ScheduleRule rule, DateTimeOffset after)
    {
        bool isPast = rule.Pattern switch
        {
            RulePattern.Instant instant => instant.At <= after,
            RulePattern.OnDay onDay => onDay.Day <= WallClock.DayOf(TimeZoneInfo.FindSystemTimeZoneById(rule.Zone), after),
            _ => false,
        };
        return isPast ? "It was for one time, and that has passed."
            : rule.End is RuleEnd.LastDay last ? $"Its last day is {last.Day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture)}, and no time is left until then."
            : rule.End is RuleEnd.MostFirings most ? $"All of its {most.Most} times have passed."
            : $"No such day comes within {RulePlan.SearchedYears} years.";
    }
}
