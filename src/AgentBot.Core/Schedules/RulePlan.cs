using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>A rule made ready to be reckoned with: its zone, its calendar, its times.</summary>
internal sealed class RulePlan
{
    /// <summary>The longest that two firings of one rule can lie apart: 29 February on a given weekday comes after 40 years at most.</summary>
    public const int SearchedYears = 50;

    private readonly ScheduleRule _rule;
    private readonly TimeZoneInfo _zone;
    private readonly HolidayCalendar? _calendar;
    private readonly RuleDays _days;
    private readonly ImmutableArray<TimeOnly> _times;

    public RulePlan(ScheduleRule rule, TimeZoneInfo zone, HolidayCalendar? calendar)
    {
        CronFields? cron = rule.Pattern is RulePattern.Cron { Fields: var fields } ? CronFields.Read(fields).Value : null;
        (_rule, _zone, _calendar) = (rule, zone, calendar);
        _days = new RuleDays(rule, calendar, cron);
        _times = rule.Pattern.Match(
            _ => [],
            onDay => onDay.Times,
            days => days.Times,
            weeks => weeks.Times,
            months => months.Times,
            Steps,
            _ => cron!.Times);
    }

    /// <summary>In order, each later than <paramref name="after"/>, each instant once, until nothing comes within <see cref="SearchedYears"/>.</summary>
    public IEnumerable<Firing> Firings(DateTimeOffset after)
    {
        if (_rule.Pattern is RulePattern.Instant { At: var at })
        {
            return at > after && InRange(WallClock.DayOf(_zone, at)) ? [OfInstant(at.ToUniversalTime())] : [];
        }

        return _rule.End is RuleEnd.MostFirings most
            ? OfDays(most.Since).Take(most.Most).SkipWhile(firing => firing.At <= after)
            : OfDays(after);
    }

    private static ImmutableArray<TimeOnly> Steps(RulePattern.WithinDay within)
    {
        int from = Minutes(within.From);
        int length = (Minutes(within.To) - from + 1_440) % 1_440;
        return [.. Enumerable.Range(0, (length / within.Minutes) + 1)
            .Select(step => new TimeOnly(((from + (step * within.Minutes)) % 1_440) * TimeSpan.TicksPerMinute))
            .Distinct()
            .Order()];
    }

    private static int Minutes(TimeOnly time) => (time.Hour * 60) + time.Minute;

    private Firing OfInstant(DateTimeOffset at)
    {
        DateOnly day = WallClock.DayOf(_zone, at);
        return new Firing(at, day, WallClock.TimeOf(_zone, at), day, ClockShift.None);
    }

    // Days come in order, and so do the instants of a day; but where the clocks go forward just before midnight, a time of this day is
    // moved into the next one. So what lies beyond the beginning of the next day waits for that day's own times.
    private IEnumerable<Firing> OfDays(DateTimeOffset after)
    {
        var waiting = new List<Firing>();
        DateTimeOffset last = after;
        foreach ((DateOnly day, DateOnly planned) in Days(after))
        {
            waiting.AddRange(OfDay(day, planned, last));
            waiting.Sort(static (one, other) => one.At.CompareTo(other.At));
            DateTimeOffset next = WallClock.ToInstant(_zone, day.AddDays(1), TimeOnly.MinValue);
            int ready = waiting.FindIndex(firing => firing.At >= next) is >= 0 and int index ? index : waiting.Count;
            for (int i = 0; i < ready; i++)
            {
                if (waiting[i].At > last)
                {
                    last = waiting[i].At;
                    yield return waiting[i];
                }
            }

            waiting.RemoveRange(0, ready);
        }

        foreach (Firing firing in waiting)
        {
            if (firing.At > last)
            {
                last = firing.At;
                yield return firing;
            }
        }
    }

    private IEnumerable<Firing> OfDay(DateOnly day, DateOnly planned, DateTimeOffset after)
    {
        TimeSpan? steady = WallClock.SteadyOffset(_zone, day);
        foreach (TimeOnly time in _times)
        {
            ClockShift shift = ClockShift.None;
            DateTimeOffset at = steady is { } offset ? new DateTimeOffset(day, time, TimeSpan.Zero) - offset : WallClock.ToInstant(_zone, day, time, out shift);
            if (at > after)
            {
                yield return new Firing(at, day, time, planned, shift);
            }
        }
    }

    /// <summary>The days of the rule in order, each once, after holidays moved them; where two meet on a day, the one that was not moved.</summary>
    private IEnumerable<(DateOnly Day, DateOnly Planned)> Days(DateTimeOffset after)
    {
        DateOnly first = WallClock.DayOf(_zone, after).AddDays(-2);
        DateOnly start = _rule.Start is { } given && given > first ? given : first;
        DateOnly horizon = start.AddYears(SearchedYears);
        int reach = _days.Moves ? WorkingDays.FarthestMove : 0;
        var moved = new SortedDictionary<DateOnly, DateOnly>();
        foreach (DateOnly nominal in _days.From(start.AddDays(-reach)))
        {
            if (nominal > horizon || (_rule.End is RuleEnd.LastDay { Day: var end } && nominal.AddDays(-reach) > end))
            {
                break;
            }

            foreach ((DateOnly day, DateOnly planned) in Ready(moved, nominal.AddDays(-reach)))
            {
                yield return (day, planned);
            }

            foreach (DateOnly placed in _days.Places(nominal))
            {
                if (placed >= start && InRange(placed) && (!moved.TryGetValue(placed, out DateOnly other) || other != placed))
                {
                    moved[placed] = nominal;
                }
            }
        }

        foreach ((DateOnly day, DateOnly planned) in Ready(moved, DateOnly.MaxValue))
        {
            yield return (day, planned);
        }
    }

    private static IEnumerable<(DateOnly Day, DateOnly Planned)> Ready(SortedDictionary<DateOnly, DateOnly> moved, DateOnly before)
    {
        while (moved.Count > 0 && moved.First() is var (day, planned) && day < before)
        {
            moved.Remove(day);
            yield return (day, planned);
        }
    }

    private bool InRange(DateOnly day) => (_rule.Start is not { } start || day >= start) && !(_rule.End is RuleEnd.LastDay { Day: var end } && day > end);
}
