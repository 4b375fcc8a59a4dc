using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>
/// Makes a rule of what was said, or finds what is missing, unclear or contradictory. Each piece of the draft is either used or
/// complained about.
/// </summary>
internal sealed partial class WhenBuilder(WhenParser parser, WhenContext context, string text)
{
    private readonly WhenDraft _draft = parser.Draft;
    private readonly FiringCalendar _calendar = new(context.Holidays);

    private WhenSpan AtEnd => new(text.Length, 0);

    private string Zone => _draft.Zone ?? context.Zone;

    private bool Stopped => parser.Failure is not null || parser.Question is not null;

    /// <summary>Null where the parser now holds a question or a failure.</summary>
    public ScheduleRule? Build(RulePattern.Cron? cron)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
        {
            return Fail(AtEnd, $"“{Zone}” is no time zone that is known here.");
        }

        RulePattern? pattern = cron is null ? Pattern() : OnlyCron(cron);
        if (pattern is null || Stopped)
        {
            return null;
        }

        HolidayUse? holidays = HolidaysOf(pattern);
        RuleEnd? end = _draft.Until is { } until ? new RuleEnd.LastDay(until)
            : _draft.Most is { } most ? new RuleEnd.MostFirings(most, context.Now.ToUniversalTime())
            : null;
        if (Stopped)
        {
            return null;
        }

        var rule = new ScheduleRule(pattern, Zone, end, _draft.Start, holidays);
        return Checked(Anchored(rule));
    }

    // "Every 2 weeks" is counted from the first time that it can be.
    private ScheduleRule Anchored(ScheduleRule rule)
    {
        RulePattern? plain = rule.Pattern switch
        {
            RulePattern.EveryDays { Every: > 1 } days => days with { Every = 1 },
            RulePattern.EveryWeeks { Every: > 1 } weeks => weeks with { Every = 1 },
            RulePattern.EveryMonths { Every: > 1 } months => months with { Every = 1, In = _draft.Months == MonthSet.None ? MonthSet.All : _draft.Months },
            _ => null,
        };
        if (plain is null || (rule.Start is not null && !(rule.Pattern is RulePattern.EveryMonths && _draft.Months != MonthSet.None)))
        {
            return rule;
        }

        ScheduleRule first = rule with { Pattern = plain, End = null, Holidays = rule.Holidays is { } use ? use with { OnHoliday = OffDay.Keep } : null };
        return _calendar.Next(first, context.Now) is NextFiring.Due due ? rule with { Start = due.Firing.Planned } : rule;
    }

    private ScheduleRule? Checked(ScheduleRule rule)
    {
        if (RuleCheck.Mistake(rule) is { } mistake)
        {
            return Fail(new WhenSpan(0, text.Length), mistake);
        }

        return _calendar.Next(rule, context.Now) switch
        {
            NextFiring.Never never => Fail(new WhenSpan(0, text.Length), $"It would never run. {never.Why}"),
            NextFiring.Unknown unknown => Fail(new WhenSpan(0, text.Length), unknown.Refusal.Why),
            _ => rule,
        };
    }

    private RulePattern? OnlyCron(RulePattern.Cron cron)
    {
        WhenSpan? extra = _draft.RecurrenceAt.Length > 0 ? _draft.RecurrenceAt
            : _draft.Weekdays != Weekdays.None ? _draft.WeekdaysAt
            : _draft.MonthDays.Count > 0 ? _draft.MonthDaysAt
            : _draft.Months != MonthSet.None ? _draft.MonthsAt
            : _draft.Date is not null || _draft.Instant is not null ? _draft.DateAt
            : _draft.Times.Count > 0 ? _draft.Times[0].Span
            : _draft.Window is not null ? _draft.WindowAt
            : _draft.Part != DayPart.None ? _draft.PartAt
            : _draft.IfOff is not null ? _draft.IfOffAt
            : null;
        return extra is { } span ? Refuse(span, "Behind the five fields of cron stand only a zone, a beginning, an end and holidays.") : cron;
    }

    private RulePattern? Pattern()
    {
        if (_draft is { Date: { } yearly, DateHasYear: false, Unit: WhenUnit.Year, Every: 1, Months: MonthSet.None, MonthDays.Count: 0 })
        {
            _draft.MonthDays.Add(new MonthDay.Numbered(yearly.Day, ShortMonth.Skip, OffDay.Keep));
            (_draft.Months, _draft.MonthDaysAt, _draft.Date) = (DaySets.OfMonth(yearly.Month), _draft.DateAt, null);
        }

        if (_draft.Instant is not null || _draft.Date is not null)
        {
            return Once();
        }

        if (_draft.Unit == WhenUnit.Minute)
        {
            return WithinDay();
        }

        if (_draft.Window is not null)
        {
            return Question(_draft.WindowAt, "How often within these hours?",
                [("every hour", $"every hour {Source(_draft.WindowAt)}"), ("every 2 hours", $"every 2 hours {Source(_draft.WindowAt)}"), ("every 4 hours", $"every 4 hours {Source(_draft.WindowAt)}")]);
        }

        if (_draft.MonthDays.Count > 0 || _draft.Months != MonthSet.None || _draft.Unit is WhenUnit.Month or WhenUnit.Quarter or WhenUnit.Year)
        {
            return Months();
        }

        if (_draft.IfMissing is not null)
        {
            return Refuse(AtEnd, "Only a day of the month can be missing in a month.");
        }

        return _draft.Weekdays != Weekdays.None || _draft.Unit == WhenUnit.Week ? Weeks()
            : _draft.Unit == WhenUnit.Day ? Days()
            : NoDay();
    }

    private RulePattern? Once()
    {
        WhenSpan? extra = _draft.RecurrenceAt.Length > 0 ? _draft.RecurrenceAt
            : _draft.Weekdays != Weekdays.None ? _draft.WeekdaysAt
            : _draft.MonthDays.Count > 0 ? _draft.MonthDaysAt
            : _draft.Months != MonthSet.None ? _draft.MonthsAt
            : _draft.Window is not null ? _draft.WindowAt
            : _draft.Most is not null || _draft.Until is not null ? _draft.EndAt
            : _draft.IfOff is not null ? _draft.IfOffAt
            : _draft.Start is not null || _draft.Repeats || _draft.IfMissing is not null || _draft.OnHoliday is not null ? _draft.DateAt
            : null;
        if (extra is { } span)
        {
            return Refuse(span, "One single day does not go together with what comes again. Say either of the two.");
        }

        if (_draft.Instant is { } instant)
        {
            return _draft.Times.Count > 0 ? Refuse(_draft.Times[0].Span, "The time is said twice.")
                : _draft.Part != DayPart.None ? Refuse(_draft.PartAt, "The time is said twice.")
                : new RulePattern.Instant(instant);
        }

        DateOnly day = _draft.Date!.Value;
        if (day < parser.Today)
        {
            return Refuse(_draft.DateAt, $"{Named(day)} has passed.");
        }

        return TimesOf(daily: false) is not { } times ? null
            : _calendar.Next(new ScheduleRule(new RulePattern.OnDay(day, times), Zone), context.Now) is NextFiring.Never
                ? Refuse(_draft.Times.Count > 0 ? _draft.Times[0].Span : _draft.DateAt, "That time has passed.")
                : new RulePattern.OnDay(day, times);
    }

    private RulePattern? WithinDay()
    {
        int minutes = _draft.Every;
        WhenSpan? extra = _draft.Times.Count > 0 ? _draft.Times[0].Span
            : _draft.MonthDays.Count > 0 ? _draft.MonthDaysAt
            : _draft.Months != MonthSet.None ? _draft.MonthsAt
            : _draft.Part != DayPart.None ? _draft.PartAt
            : null;
        if (extra is { } span)
        {
            return Refuse(span, "That does not go together with every so many hours or minutes. Say between which hours: “every 4 hours between 8:00 and 18:00”.");
        }

        if (_draft.IfMissing is not null)
        {
            return Refuse(AtEnd, "Only a day of the month can be missing in a month.");
        }

        if (minutes >= 1_440)
        {
            return Refuse(_draft.RecurrenceAt, "For a day or more, count in days: “every 2 days at 9:00”.");
        }

        if (_draft.Window is null && 1_440 % minutes != 0)
        {
            return Question(AtEnd, "That does not fill a day evenly. Between which hours does it run each day?",
                [("between 0:00 and 23:59, anew each day", "between 0:00 and 23:59"), ("between 8:00 and 18:00", "between 8:00 and 18:00")]);
        }

        (TimeOnly from, TimeOnly to) = _draft.Window ?? (TimeOnly.MinValue, new TimeOnly(23, 59));
        Weekdays on = _draft.Weekdays == Weekdays.None ? Weekdays.All : _draft.Weekdays;
        return from > to && on != Weekdays.All
            ? Refuse(_draft.WindowAt, "Hours over midnight belong to two days, so they go together with every day only.")
            : new RulePattern.WithinDay(minutes, from, to, on);
    }

    private RulePattern? Weeks()
    {
        if (_draft.Unit == WhenUnit.Day && (_draft.Every > 1 || _draft.Weekdays.Days().Count() == 1))
        {
            return Refuse(_draft.WeekdaysAt, "It is not clear whether it runs each day or on that day of the week.");
        }

        int every = _draft.Unit == WhenUnit.Week ? _draft.Every : 1;
        if (_draft.Weekdays == Weekdays.None && _draft.Start is { } start)
        {
            // "Every 2 weeks starting Friday 27 Nov" is on Fridays.
            _draft.Weekdays = DaySets.Of(start.DayOfWeek);
        }

        if (_draft.Weekdays == Weekdays.None)
        {
            string today = parser.Today.DayOfWeek.ToString();
            string[] offered = [.. new[] { "Monday", "Friday", today }.Distinct()];
            return Question(AtEnd, "On which day of the week?", [.. offered.Select(day => ($"on {day}", $"on {day}"))]);
        }

        if (!_draft.Repeats && _draft.Weekdays.Days().Count() == 1)
        {
            DayOfWeek day = _draft.Weekdays.Days().Single();
            DateOnly next = parser.Today.AddDays((((int)day - (int)parser.Today.DayOfWeek + 6) % 7) + 1);
            return Question(_draft.WeekdaysAt, $"Every {day}, or once?", [($"every {day}", $"every {day}"), ($"once, on {Named(next)}", Named(next))]);
        }

        return TimesOf(daily: false) is not { } times ? null
            : _draft.Weekdays == Weekdays.All && every == 1 ? new RulePattern.EveryDays(1, times)
            : new RulePattern.EveryWeeks(every, _draft.Weekdays, times);
    }

    private RulePattern.EveryDays? Days() =>
        TimesOf(daily: _draft.Every == 1) is { } times ? new RulePattern.EveryDays(_draft.Every, times) : null;

    private RulePattern? NoDay()
    {
        if (_draft.Times.Count == 0 && _draft.Part == DayPart.None)
        {
            return Refuse(AtEnd, "It is not said when it runs.");
        }

        if (_draft.IfOff is not null)
        {
            return Refuse(_draft.IfOffAt, "It is not said on which day it runs.");
        }

        bool ahead = _draft.Times.Count > 0
            && WallClock.ToInstant(TimeZoneInfo.FindSystemTimeZoneById(Zone), parser.Today, _draft.Times.Min(time => time.Time)) > context.Now;
        string once = ahead ? "today" : "tomorrow";
        return Question(new WhenSpan(0, 0), "On which days?", [("every day", "every day"), ("every weekday", "every weekday"), ($"once, {once}", once)]);
    }

    private ImmutableArray<TimeOnly>? TimesOf(bool daily)
    {
        if (_draft.Times.Count == 0)
        {
            if (context.DefaultTime is { } usual && _draft.Part == DayPart.None)
            {
                return [usual];
            }

            string[] offered = _draft.Part switch
            {
                DayPart.Morning => ["8:00", "9:00", "10:00"],
                DayPart.Afternoon => ["13:00", "15:00", "17:00"],
                DayPart.Evening or DayPart.Night => ["18:00", "20:00", "22:00"],
                _ => ["8:00", "9:00", "12:00", "17:00"],
            };
            if (_draft.Date == parser.Today)
            {
                TimeOnly now = WallClock.TimeOf(TimeZoneInfo.FindSystemTimeZoneById(Zone), context.Now);
                offered = [.. offered.Where(time => TimeOnly.Parse(time, CultureInfo.InvariantCulture) > now)];
            }

            if (offered.Length < 2)
            {
                parser.Fail(AtEnd, "It is not said at what time today.");
                return null;
            }

            parser.Ask(AtEnd, "At what time?", [.. offered.Select(time => ($"at {time}", $"at {time}"))]);
            return null;
        }

        var times = new SortedSet<TimeOnly>();
        foreach (WhenTime time in _draft.Times)
        {
            if (Resolve(time, daily) is not { } resolved)
            {
                return null;
            }

            times.Add(resolved);
        }

        return [.. times];
    }

    private TimeOnly? Resolve(WhenTime time, bool daily)
    {
        if (time.Midnight)
        {
            if (!daily)
            {
                parser.Ask(time.Span, "Midnight at the beginning of the day, or at its end?", [("at its beginning, 00:00", "0:00"), ("at its end, 23:59", "23:59")]);
                return null;
            }

            return TimeOnly.MinValue;
        }

        if (_draft.Part != DayPart.None)
        {
            if (WhenParser.Placed(time.Time, time.Bare, _draft.Part) is { } placed)
            {
                return placed;
            }

            parser.Fail(time.Span, $"{Source(time.Span)} does not go together with “{Source(_draft.PartAt)}”. Write the time as 9:00 or 21:00.");
            return null;
        }

        if (!time.Bare || WhenParser.IsClear(time.Time.Hour))
        {
            return time.Time;
        }

        string morning = time.Time.ToString("HH:mm", CultureInfo.InvariantCulture);
        string evening = time.Time.AddHours(12).ToString("HH:mm", CultureInfo.InvariantCulture);
        parser.Ask(time.Span, $"{morning} or {evening}?", [(morning, morning), (evening, evening)]);
        return null;
    }

    private ScheduleRule? Fail(WhenSpan span, string sentence)
    {
        parser.Fail(span, sentence);
        return null;
    }

    private RulePattern? Refuse(WhenSpan span, string sentence)
    {
        parser.Fail(span, sentence);
        return null;
    }

    private RulePattern? Question(WhenSpan span, string question, IReadOnlyList<(string, string)> choices)
    {
        parser.Ask(span, question, choices);
        return null;
    }

    private string Source(WhenSpan span) => text.Substring(span.At, span.Length);

    private static string Named(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);
}
