namespace AgentBot.Core.Schedules;

/// <summary>"Every 2 weeks", "monthly", "weekdays".</summary>
internal sealed partial class WhenParser
{
    private bool Recurrence()
    {
        int from = _at;
        if (Take("every", "each"))
        {
            Draft.Repeats = true;
            // "Daily" and then "every monday" are two schedules; "daily, on weekdays" is one.
            bool daily = Draft.Unit == WhenUnit.Day && Draft.Weekdays == Weekdays.None;
            if (daily && WhenWords.IsDay(Current, out _, out _))
            {
                return Twice(true, from, "How often");
            }

            return Every(from) || Fail(Current.Length > 0 ? Span(Current) : Since(from), "It is not clear what comes again: a day, a week, a month?", [.. WhenWords.Nearest(Current.Text)]);
        }

        switch (Current.Kind == WhenKind.Word ? Current.Text : "")
        {
            case "once" when Peek(1).IsOneOf("a", "per", "every", "each"):
                _at += 2;
                Draft.Repeats = true;
                return Every(from);
            case "once" when _tokens.Count > _at + 1:
                _at++;
                return true;
            case "twice" when Peek(1).IsOneOf("daily", "weekly", "monthly"):
                return Fail(new WhenSpan(Current.At, Peek(1).End - Current.At), "Say which two: for example “every day at 9:00 and 17:00”, or “every monday and thursday at 9:00”.");
            case "twice" when Peek(1).IsOneOf("a", "per"):
                return Fail(new WhenSpan(Current.At, Peek(2).End - Current.At), "Say which two: for example “every day at 9:00 and 17:00”, or “every monday and thursday at 9:00”.");
            case "daily" or "nightly":
                return Set(from, WhenUnit.Day, 1);
            case "weekly":
                return Set(from, WhenUnit.Week, 1);
            case "fortnightly":
                return Set(from, WhenUnit.Week, 2);
            case "monthly":
                return Set(from, WhenUnit.Month, 1);
            case "quarterly":
                return Set(from, WhenUnit.Quarter, 1);
            case "yearly" or "annually":
                return Set(from, WhenUnit.Year, 1);
            case "semiannually" or "halfyearly":
                return Set(from, WhenUnit.Month, 6);
            case "hourly":
                return Set(from, WhenUnit.Minute, 60);
            case "biweekly":
                return Biweekly(from);
            case "bimonthly":
                return Bimonthly(from);
            case "biannually" or "biannual" or "biennial":
                return Ask(Span(Current), "Every half year, or every two years?", [("every half year", "every 6 months"), ("every 2 years", "every 2 years")]);
            case "weekdays" or "workdays" or "weekday" or "workday":
                _at++;
                Draft.Repeats = true;
                return WeekdaysAnd(from);
            case "weekends":
                return Weekend(from);
            case "working" or "business" when Peek(1).Is("days"):
                _at += 2;
                return WorkingDay(from);
            default:
                return false;
        }
    }

    // Twice a week cannot be meant where a single day is named.
    private bool Biweekly(int from) => _tokens.Count(token => WhenWords.IsDay(token, out _, out _)) switch
    {
        1 => Set(from, WhenUnit.Week, 2),
        0 => Ask(Span(Current), "Does biweekly mean every two weeks, or twice a week?", [("every 2 weeks", "every 2 weeks"), ("twice a week, Monday and Thursday", "every monday and thursday")]),
        _ => Ask(Span(Current), "Does biweekly mean every two weeks, or twice a week?", [("every 2 weeks", "every 2 weeks"), ("twice a week", "every week")]),
    };

    private bool Bimonthly(int from) => _tokens.Count(token => token.Kind == WhenKind.Ordinal || token.Is("last")) switch
    {
        1 => Set(from, WhenUnit.Month, 2),
        0 => Ask(Span(Current), "Does bimonthly mean every two months, or twice a month?", [("every 2 months", "every 2 months"), ("twice a month, the 1st and 15th", "every month on the 1st and 15th")]),
        _ => Ask(Span(Current), "Does bimonthly mean every two months, or twice a month?", [("every 2 months", "every 2 months"), ("twice a month", "every month")]),
    };

    private bool Every(int from)
    {
        if (Take("other", "alternate"))
        {
            return EveryCounted(from, 2, other: true);
        }

        if (Take("single"))
        {
            return Every(from);
        }

        if (TakeAll("half", "an", "hour") || TakeAll("half", "hour"))
        {
            return Interval(from, 30);
        }

        if (TakeAll("quarter", "of", "an", "hour") || TakeAll("quarter", "hour"))
        {
            return Interval(from, 15);
        }

        if (Current.Kind == WhenKind.Number && !WhenWords.IsMonth(Peek(1), out _))
        {
            int count = Current.Value;
            _at++;
            return EveryCounted(from, count, other: false);
        }

        if (Current.Kind == WhenKind.Ordinal)
        {
            return EveryOrdinal(from);
        }

        if (Edge(from))
        {
            return true;
        }

        if (Take("weekday", "workday"))
        {
            return WeekdaysAnd(from);
        }

        if (Current.IsOneOf("working", "business") && Peek(1).IsOneOf("day"))
        {
            _at += 2;
            return WorkingDay(from);
        }

        if (Current.Is("weekend"))
        {
            return Weekend(from);
        }

        if (Current.IsOneOf("morning", "afternoon", "evening", "night"))
        {
            Draft.Part = PartOf(Current.Text);
            Draft.PartAt = Span(Current);
            return Set(from, WhenUnit.Day, 1);
        }

        if (Current.IsOneOf("noon", "midday", "midnight"))
        {
            return SetUnit(from, WhenUnit.Day, 1);
        }

        if (WhenWords.IsDay(Current, out _, out _))
        {
            return WeekdayList();
        }

        if (WhenWords.IsMonth(Current, out _) || (Current.Kind == WhenKind.Number && WhenWords.IsMonth(Peek(1), out _)))
        {
            return Dates();
        }

        if (Current.Is("last") || (Current.Is("the") && Peek(1).Kind is WhenKind.Ordinal))
        {
            return MonthDays();
        }

        WhenUnit unit = WhenWords.UnitOf(Current, out int minutes);
        return unit != WhenUnit.None && Set(from, unit, Current.Is("fortnight") ? 2 : minutes);
    }

    private bool EveryCounted(int from, int count, bool other)
    {
        if (WhenWords.IsDay(Current, out _, out _) && other)
        {
            SetUnit(from, WhenUnit.Week, count);
            return Stopped || WeekdayList();
        }

        WhenUnit unit = WhenWords.UnitOf(Current, out int minutes);
        if (unit == WhenUnit.None)
        {
            return Fail(Since(from).To(Span(Current)), "It is not clear what is counted: days, weeks, months or hours?");
        }

        if (count == 0)
        {
            return Fail(Since(from).To(Span(Current)), "Nothing can happen every 0 times.");
        }

        if (unit == WhenUnit.Minute && other && minutes == 1)
        {
            return Set(from, unit, 2);
        }

        return Set(from, unit, count * (Current.Text.StartsWith("fortnight", StringComparison.Ordinal) ? 2 : minutes));
    }

    // "Every 15th", "every second friday", "every third week".
    private bool EveryOrdinal(int from)
    {
        WhenToken ordinal = Current;
        WhenToken next = Peek(1);
        bool ofMonth = Peek(2).IsOneOf("of", "in");
        WhenUnit unit = WhenWords.UnitOf(next, out int minutes);
        if (unit != WhenUnit.None && ordinal.Value >= 2 && !ofMonth)
        {
            _at++;
            return Set(from, unit, ordinal.Value * minutes);
        }

        if (WhenWords.IsDay(next, out DayOfWeek day, out _) && !ofMonth && ordinal.Value is >= 2 and <= 5)
        {
            _at += 2;
            string number = ordinal.Value == 2 ? "second" : ordinal.Value == 3 ? "third" : $"{ordinal.Value}th";
            return Ask(Since(from), $"Every {ordinal.Value} weeks on {day}, or the {number} {day} of each month?",
                [($"every {ordinal.Value} weeks on {day}", $"every {ordinal.Value} weeks on {day}"), ($"the {number} {day} of each month", $"{number} {day} of each month")]);
        }

        if (next.IsOneOf("working", "business", "workday") && ordinal.Value >= 2 && !Peek(3).IsOneOf("of", "in"))
        {
            return Fail(new WhenSpan(ordinal.At, next.End - ordinal.At), "It is not clear of what. For the second working day of each month say so.", $"{ordinal.Text} working day of each month");
        }

        return MonthDays();
    }

    private bool Weekend(int from)
    {
        _at++;
        return Ask(Since(from), "On which day of the weekend?",
            [("on Saturday", "every saturday"), ("on Sunday", "every sunday"), ("on both days", "every saturday and sunday")]);
    }

    private bool WorkingDay(int from)
    {
        Draft.Repeats = true;
        Draft.WorkingDays = true;
        return SetWeekdays(from, Weekdays.MondayToFriday);
    }

    private bool Set(int from, WhenUnit unit, int every)
    {
        _at++;
        Draft.Repeats = true;
        return SetUnit(from, unit, every);
    }

    private bool Interval(int from, int minutes) => SetUnit(from, WhenUnit.Minute, minutes);

    private bool SetUnit(int from, WhenUnit unit, int every)
    {
        // "Each day" behind "every 2 hours", and "each month" behind "the first monday", say again what is meant.
        if (Draft.Unit == WhenUnit.Minute && unit == WhenUnit.Day && every == 1)
        {
            return true;
        }

        if (Twice(Draft.Unit != WhenUnit.None && !(unit == WhenUnit.Minute && (Draft.Unit, Draft.Every) == (WhenUnit.Day, 1)), from, "How often"))
        {
            return true;
        }

        (Draft.Unit, Draft.Every, Draft.RecurrenceAt) = (unit, every, Since(from));
        return true;
    }

    // "Weekdays and saturday"
    private bool WeekdaysAnd(int from)
    {
        SetWeekdays(from, Weekdays.MondayToFriday);
        if (!Stopped && IsJoint(Current) && !Current.Is("or") && WhenWords.IsDay(Peek(1), out _, out _))
        {
            _at++;
            Draft.Weekdays = Weekdays.None;
            WeekdayList();
            Draft.Weekdays |= Weekdays.MondayToFriday;
            Draft.WeekdaysAt = Since(from);
        }

        return true;
    }

    private bool SetWeekdays(int from, Weekdays days)
    {
        if (!Twice(Draft.Weekdays != Weekdays.None, from, "The weekday"))
        {
            (Draft.Weekdays, Draft.WeekdaysAt) = (days, Since(from));
        }

        return true;
    }

    private static DayPart PartOf(string word) => word switch
    {
        "morning" => DayPart.Morning,
        "afternoon" => DayPart.Afternoon,
        "evening" => DayPart.Evening,
        _ => DayPart.Night,
    };
}
