using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Schedules;

namespace AgentBot.Core.Tests.Schedules;

/// <param name="CronDay">What the fields of cron say of a day, kept from their making; null for other patterns.</param>
internal sealed record RandomRule(ScheduleRule Rule, Func<DateOnly, bool>? CronDay, IReadOnlyList<TimeOnly> Times);

/// <summary>Rules of every kind, in every zone that has something unusual.</summary>
internal sealed class RandomRules(Random random, DateOnly first, DateOnly last)
{
    /// <summary>With changes of one hour, half an hour and two hours, at night, at midnight and before midnight; with odd offsets; and some without changes.</summary>
    public static readonly string[] Zones =
    [
        "Europe/Berlin", "Europe/London", "Europe/Dublin", "Atlantic/Azores", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Havana",
        "America/Santiago", "America/Nuuk", "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Jerusalem", "Australia/Sydney", "Australia/Lord_Howe",
        "Pacific/Auckland", "Pacific/Chatham", "Antarctica/Troll", "Asia/Kolkata",
    ];

    private static readonly string[] Calendars = ["de-be", "us", "gb-eng", "pl"];
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public RandomRule Next(string zone)
    {
        DateOnly start = first.AddDays(40 + random.Next(60));
        ImmutableArray<TimeOnly> times = Times();
        Func<DateOnly, bool>? cron = null;
        RulePattern pattern;
        switch (random.Next(8))
        {
            case 0:
                pattern = new RulePattern.OnDay(first.AddDays(random.Next(last.DayNumber - first.DayNumber)), times);
                break;
            case 1:
                pattern = new RulePattern.EveryDays(1 + random.Next(10), times);
                break;
            case 2:
                pattern = new RulePattern.EveryWeeks(1 + random.Next(4), (Weekdays)(1 + random.Next(127)), times);
                break;
            case 3 or 4 or 5:
                int every = random.Next(3) == 0 ? 2 + random.Next(5) : 1;
                MonthSet months = every > 1 || random.Next(2) == 0 ? MonthSet.All : (MonthSet)(1 + random.Next(4095));
                pattern = new RulePattern.EveryMonths(every, months, [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Day())], times);
                break;
            case 6:
                var within = new RulePattern.WithinDay(
                    random.Next(3) == 0 ? 5 + random.Next(300) : 60 * (1 + random.Next(8)), Time(), Time(), (Weekdays)(1 + random.Next(127)));
                pattern = within.From > within.To ? within with { On = Weekdays.All } : within;
                times = Steps((RulePattern.WithinDay)pattern);
                break;
            default:
                (pattern, cron, times) = Cron();
                break;
        }

        bool counts = pattern is RulePattern.EveryDays { Every: > 1 } or RulePattern.EveryWeeks { Every: > 1 } or RulePattern.EveryMonths { Every: > 1 };
        RuleEnd? end = random.Next(5) switch
        {
            0 => new RuleEnd.LastDay(start.AddDays(random.Next(300))),
            1 => new RuleEnd.MostFirings(1 + random.Next(40), new DateTimeOffset(start, Time(), TimeSpan.Zero)),
            _ => null,
        };
        HolidayUse? holidays = random.Next(2) == 0 ? new HolidayUse(Calendars[random.Next(Calendars.Length)], (OffDay)random.Next(5)) : null;
        return new RandomRule(new ScheduleRule(pattern, zone, end, counts || random.Next(3) == 0 ? start : null, holidays), cron, times);
    }

    private TimeOnly Time() => new(random.Next(24), random.Next(3) == 0 ? random.Next(60) : 30 * random.Next(2));

    private ImmutableArray<TimeOnly> Times() => [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(2) == 0 ? Time() : new TimeOnly(random.Next(4), 30)).Distinct().Order()];

    private MonthDay Day() => random.Next(4) switch
    {
        0 => new MonthDay.Numbered(1 + random.Next(31), (ShortMonth)random.Next(2), (OffDay)random.Next(5)),
        1 => new MonthDay.FromEnd(random.Next(10), (OffDay)random.Next(5)),
        2 => new MonthDay.NthWeekday((1 + random.Next(5)) * (random.Next(2) == 0 ? 1 : -1), (DayOfWeek)random.Next(7)),
        _ => new MonthDay.NthWorkingDay((1 + random.Next(22)) * (random.Next(2) == 0 ? 1 : -1)),
    };

    private static ImmutableArray<TimeOnly> Steps(RulePattern.WithinDay within)
    {
        var times = new SortedSet<TimeOnly>();
        for (TimeSpan gone = TimeSpan.Zero; gone < TimeSpan.FromDays(1); gone += TimeSpan.FromMinutes(within.Minutes))
        {
            TimeOnly time = within.From.Add(gone);
            bool isInside = within.From <= within.To ? time >= within.From && time <= within.To && within.From.ToTimeSpan() + gone < TimeSpan.FromDays(1) : time >= within.From || time <= within.To;
            if (!isInside)
            {
                break;
            }

            times.Add(time);
        }

        return [.. times];
    }

    private (RulePattern Pattern, Func<DateOnly, bool> Day, ImmutableArray<TimeOnly> Times) Cron()
    {
        (string minuteText, HashSet<int> minutes) = Field(0, 59, null, 0);
        (string hourText, HashSet<int> hours) = Field(0, 23, null, 0);
        (string dayText, HashSet<int> days) = Field(1, 31, null, 0);
        (string monthText, HashSet<int> months) = Field(1, 12, null, 0);
        (string weekText, HashSet<int> week) = Field(0, 6, DayNames, 0);
        bool anyDay = random.Next(2) == 0 || dayText.StartsWith('*');
        bool anyWeek = random.Next(2) == 0 || weekText.StartsWith('*');
        string text = string.Join(' ', minuteText, hourText, anyDay ? "*" : dayText, monthText, anyWeek ? "*" : weekText);
        bool Matches(DateOnly day) => months.Contains(day.Month)
            && (anyDay && anyWeek || (!anyDay && days.Contains(day.Day)) || (!anyWeek && week.Contains((int)day.DayOfWeek)));
        return (new RulePattern.Cron(text), Matches, [.. hours.Order().SelectMany(hour => minutes.Order().Select(minute => new TimeOnly(hour, minute)))]);
    }

    private (string Text, HashSet<int> Values) Field(int low, int high, string[]? names, int depth)
    {
        int one = random.Next(low, high + 1);
        int other = random.Next(one, high + 1);
        int step = 1 + random.Next(7);
        string Named(int value) => names is not null && random.Next(2) == 0 ? names[value] : value.ToString(CultureInfo.InvariantCulture);
        switch (random.Next(depth > 2 ? 4 : 5))
        {
            case 0 when depth == 0:
                return ("*", [.. Enumerable.Range(low, high - low + 1)]);
            case 1 when depth == 0:
                int every = 2 + random.Next(Math.Min(20, high - low));
                return ($"*/{every}", [.. Enumerable.Range(low, high - low + 1).Where(value => (value - low) % every == 0)]);
            case 2:
                return ($"{Named(one)}-{Named(other)}", [.. Enumerable.Range(one, other - one + 1)]);
            case 3 when step <= high:
                return ($"{one}-{other}/{Math.Min(step, high)}", [.. Enumerable.Range(one, other - one + 1).Where(value => (value - one) % Math.Min(step, high) == 0)]);
            case 4:
                (string leftText, HashSet<int> left) = Field(low, high, names, depth + 1);
                (string rightText, HashSet<int> right) = Field(low, high, names, depth + 1);
                return ($"{leftText},{rightText}", [.. left, .. right]);
            default:
                return (Named(one), [one]);
        }
    }
}
