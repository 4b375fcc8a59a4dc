using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>"Tomorrow", "31 Dec 2026", "next friday", "every 1 march", "mondays and thursdays".</summary>
internal sealed partial class WhenParser
{
    private bool Dates()
    {
        int from = _at;
        if (Current.Is("next") && WhenWords.UnitOf(Peek(1), out _) is WhenUnit.Week or WhenUnit.Month or WhenUnit.Quarter or WhenUnit.Year)
        {
            _at += 2;
            return Fail(Since(from), "Say on which day: for example “on 1 December at 9:00”.");
        }

        if (Current.Kind == WhenKind.Word && WhenWords.IsMonth(Current, out _) && !IsDayNumber(Peek(1)))
        {
            return MonthList(from);
        }

        if (!TryDate(out DateOnly date, out bool hasYear))
        {
            return Stopped || _at != from;
        }

        // "Every 24 December": the day of the year, not one date.
        if (Draft.Repeats && !hasYear && Draft.Unit is WhenUnit.None or WhenUnit.Year && Draft.Weekdays == Weekdays.None)
        {
            if (Twice(Draft.MonthDays.Count > 0 || Draft.Months != MonthSet.None, from, "The day of the year"))
            {
                return true;
            }

            Draft.MonthDays.Add(new MonthDay.Numbered(date.Day, ShortMonth.Skip, OffDay.Keep));
            (Draft.Months, Draft.MonthsAt, Draft.MonthDaysAt) = (DaySets.OfMonth(date.Month), Since(from), Since(from));
            return true;
        }

        if (!Twice(Draft.Date is not null || Draft.Instant is not null, from, "The day"))
        {
            (Draft.Date, Draft.DateAt, Draft.DateHasYear) = (date, Since(from), hasYear);
        }

        return true;
    }

    // "In january and july", "every march".
    private bool MonthList(int from)
    {
        MonthSet months = MonthSet.None;
        while (WhenWords.IsMonth(Current, out int month))
        {
            _at++;
            months |= DaySets.OfMonth(month);
            if ((Current.Kind == WhenKind.Dash || Current.IsOneOf("to", "through")) && WhenWords.IsMonth(Peek(1), out int last))
            {
                _at += 2;
                for (int i = month; i != last; i = (i % 12) + 1)
                {
                    months |= DaySets.OfMonth(i);
                }

                months |= DaySets.OfMonth(last);
            }

            if (IsJoint(Current) && WhenWords.IsMonth(Peek(1), out _))
            {
                _at++;
            }
            else if (Current.Kind == WhenKind.Comma && Peek(1).Is("and") && WhenWords.IsMonth(Peek(2), out _))
            {
                _at += 2;
            }
            else
            {
                break;
            }
        }

        if (!Twice(Draft.Months != MonthSet.None, from, "The month"))
        {
            (Draft.Months, Draft.MonthsAt) = (months, Since(from));
        }

        return true;
    }

    private static bool IsJoint(WhenToken token) => token.Kind is WhenKind.Comma or WhenKind.Slash || token.IsOneOf("and", "or");

    private static bool IsDayNumber(WhenToken token) => token.Kind is WhenKind.Number or WhenKind.Ordinal && token.Value is >= 1 and <= 31;

    /// <summary>One date, with or without its weekday and year. Without a year it is the next such day. Nothing is taken where there is none.</summary>
    private bool TryDate(out DateOnly date, out bool hasYear)
    {
        int from = _at;
        date = default;
        hasYear = true;
        bool found = TryNamedDay(out date) || TryWrittenDay(out date, out hasYear);
        if (!found)
        {
            if (!Stopped)
            {
                _at = from;
            }

            return false;
        }

        return true;
    }

    private bool TryNamedDay(out DateOnly date)
    {
        int from = _at;
        date = Today;
        if (TakeAll("day", "after", "tomorrow"))
        {
            date = Today.AddDays(2);
            return true;
        }

        switch (Current.Kind == WhenKind.Word ? Current.Text : "")
        {
            case "today":
                _at++;
                return true;
            case "tomorrow":
                _at++;
                date = Today.AddDays(1);
                return true;
            case "tonight":
                (Draft.Part, Draft.PartAt) = (DayPart.Evening, Span(Current));
                _at++;
                return true;
            case "this" when Peek(1).IsOneOf("morning", "afternoon", "evening"):
                (Draft.Part, Draft.PartAt) = (PartOf(Peek(1).Text), Span(Peek(1)));
                _at += 2;
                return true;
            case "this" or "coming" when WhenWords.IsDay(Peek(1), out DayOfWeek day, out _):
                _at += 2;
                date = Today.AddDays(((int)day - (int)Today.DayOfWeek + 7) % 7);
                // Today is a Monday: "this monday" is today or a week from now, and which one the time may not tell.
                return true;
            case "next" when WhenWords.IsDay(Peek(1), out DayOfWeek day, out _):
                _at += 2;
                return NextWeekday(from, day, out date);
            default:
                return false;
        }
    }

    // On a Tuesday "next friday" is three days ahead for some and ten for others. In the last days of a week both are one.
    private bool NextWeekday(int from, DayOfWeek day, out DateOnly date)
    {
        date = Today.AddDays(((int)day - (int)Today.DayOfWeek + 6) % 7 + 1);
        DateOnly monday = Today.AddDays(7 - (((int)Today.DayOfWeek + 6) % 7));
        if (date >= monday)
        {
            return true;
        }

        DateOnly later = date.AddDays(7);
        Ask(Since(from), $"Which {day}?", [(Plain(date), Plain(date)), (Plain(later), Plain(later))]);
        return false;
    }

    private static string Plain(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    private bool TryWrittenDay(out DateOnly date, out bool hasYear)
    {
        int from = _at;
        date = default;
        hasYear = true;
        DayOfWeek? weekday = null;
        if (WhenWords.IsDay(Current, out DayOfWeek named, out bool plural) && !plural && BeginsDate(_at + (Peek(1).Kind == WhenKind.Comma ? 2 : 1)))
        {
            weekday = named;
            _at += Peek(1).Kind == WhenKind.Comma ? 2 : 1;
        }

        if (Current.Is("the") && BeginsDate(_at + 1))
        {
            _at++;
        }

        int start = _at;
        if (Current.Kind == WhenKind.Date)
        {
            date = Current.Date;
            _at++;
        }
        else if (Current.Kind == WhenKind.SlashDate)
        {
            return SlashDate(out date, out hasYear);
        }
        else if (!DayAndMonth(out int day, out int month) || !WithYear(start, day, month, weekday, out date, out hasYear))
        {
            return false;
        }

        if (weekday is { } said && date.DayOfWeek != said)
        {
            return !Fail(Since(from), $"{date.ToString("d MMM yyyy", CultureInfo.InvariantCulture)} is a {date.DayOfWeek}, not a {said}.");
        }

        return true;
    }

    private bool BeginsDate(int at)
    {
        if (at >= _tokens.Count)
        {
            return false;
        }

        WhenToken first = Peek(at - _at);
        WhenToken second = Peek(at + 1 - _at);
        WhenToken third = Peek(at + 2 - _at);
        return first.Kind is WhenKind.Date or WhenKind.SlashDate
            || (IsDayNumber(first) && (WhenWords.IsMonth(second, out _) || (second.Is("of") && WhenWords.IsMonth(third, out _))))
            || (WhenWords.IsMonth(first, out _) && second.Kind is WhenKind.Number or WhenKind.Ordinal && second.Value is >= 1 and <= 31);
    }

    private bool DayAndMonth(out int day, out int month)
    {
        (day, month) = (0, 0);
        if (!BeginsDate(_at))
        {
            return false;
        }

        if (IsDayNumber(Current))
        {
            day = Current.Value;
            _at++;
            Take("of");
            WhenWords.IsMonth(Current, out month);
            _at++;
            return true;
        }

        WhenWords.IsMonth(Current, out month);
        day = Peek(1).Value;
        _at += 2;
        return true;
    }

    private bool WithYear(int start, int day, int month, DayOfWeek? weekday, out DateOnly date, out bool hasYear)
    {
        hasYear = false;
        date = default;
        int comma = Current.Kind == WhenKind.Comma ? 1 : 0;
        int year = Today.Year;
        if (Peek(comma).Kind == WhenKind.Number && Peek(comma).Length == 4 && Peek(comma).Value is >= 1970 and <= 9000)
        {
            year = Peek(comma).Value;
            hasYear = true;
            _at += comma + 1;
        }

        // 29 February comes in the next year that has one.
        int tries = hasYear ? 1 : 9;
        for (int i = 0; i < tries; i++)
        {
            if (day <= DateTime.DaysInMonth(year + i, month) && (hasYear || new DateOnly(year + i, month, day) >= Today))
            {
                date = new DateOnly(year + i, month, day);
                return true;
            }
        }

        return !Fail(Since(start), $"{CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month)}{(hasYear ? $" {year}" : "")} has no day {day}.");
    }

    // 9/10 is the ninth of October in most of the world and the tenth of September in America.
    private bool SlashDate(out DateOnly date, out bool hasYear)
    {
        WhenToken token = Current;
        hasYear = token.Year != 0;
        date = default;
        _at++;
        (int Day, int Month)[] readings = [.. new[] { (token.Value, token.Second), (token.Second, token.Value) }.Distinct().Where(one => Fits(one, token.Year))];
        if (readings.Length == 0)
        {
            return !Fail(Span(token), $"“{token.Text}” is no date.");
        }

        // A reading that lies in the past cannot be meant where the other one does not.
        (int Day, int Month)[] ahead = token.Year == 0 ? readings : [.. readings.Where(one => new DateOnly(token.Year, one.Month, one.Day) >= Today)];
        readings = ahead.Length > 0 ? ahead : readings;
        if (readings.Length == 2)
        {
            Ask(Span(token), $"Which day is {token.Text}?", [.. readings.Select(one => (Named(one, token.Year), Named(one, token.Year)))]);
            return false;
        }

        (int day, int month) = readings[0];
        int year = token.Year;
        if (year == 0)
        {
            year = Today.Year;
            while (day > DateTime.DaysInMonth(year, month) || new DateOnly(year, month, day) < Today)
            {
                year++;
            }
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    private static bool Fits((int Day, int Month) one, int year) =>
        one.Month is >= 1 and <= 12 && one.Day >= 1 && one.Day <= DateTime.DaysInMonth(year == 0 ? 2024 : year, one.Month) && year is 0 or (>= 1970 and <= 9000);

    private static string Named((int Day, int Month) one, int year) =>
        $"{one.Day} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(one.Month)}{(year == 0 ? "" : $" {year}")}";

    private bool WeekdayList()
    {
        int from = _at;
        bool range = Current.Is("from") && WhenWords.IsDay(Peek(1), out _, out _);
        _at += range ? 1 : 0;
        Weekdays days = Weekdays.None;
        while (WhenWords.IsDay(Current, out DayOfWeek day, out bool plural))
        {
            if (plural)
            {
                Draft.Repeats = true;
            }

            _at++;
            // "Every monday until friday" has an end; "monday until friday" may be a stretch of the week.
            bool mayEnd = Draft.Repeats || days != Weekdays.None;
            days |= DaySets.Of(day);
            if (!(mayEnd && Current.IsOneOf("till", "until")) && (Current.Kind == WhenKind.Dash || Current.IsOneOf("to", "through", "thru", "till", "until")) && WhenWords.IsDay(Peek(1), out DayOfWeek last, out _))
            {
                bool until = Current.IsOneOf("till", "until");
                _at += 2;
                if (until)
                {
                    DateOnly start = Today.AddDays(((int)day - (int)Today.DayOfWeek + 7) % 7);
                    DateOnly end = start.AddDays(((int)last - (int)day + 7) % 7);
                    return Ask(Since(from), $"Each week from {day} to {last}, or only from {Plain(start)} to {Plain(end)}?",
                        [("each week", $"every {day} to {last}"), ("only those days", $"every day starting {Plain(start)} until {Plain(end)}")]);
                }

                Draft.Repeats = true;
                for (int i = (int)day; i != (int)last; i = (i + 1) % 7)
                {
                    days |= DaySets.Of((DayOfWeek)i);
                }

                days |= DaySets.Of(last);
            }

            int joints = 0;
            while (IsJoint(Peek(joints)) || Peek(joints).IsOneOf("every", "each", "on"))
            {
                joints++;
            }

            // "Monday or Thursday" is no schedule.
            if (IsJoint(Current) && WhenWords.IsDay(Peek(joints), out _, out _))
            {
                if (Enumerable.Range(0, joints).Any(i => Peek(i).Is("or")))
                {
                    return Fail(new WhenSpan(_tokens[from].At, Peek(joints).End - _tokens[from].At), "It is not clear on which of the days. Join them with “and”.");
                }

                if (Enumerable.Range(0, joints).Any(i => Peek(i).IsOneOf("every", "each")) && (Draft.Unit, Draft.Every) is not ((WhenUnit.None or WhenUnit.Week), 1))
                {
                    _at += joints + 1;
                    return Twice(true, _at - 2, "How often");
                }

                _at += joints;
            }
            else
            {
                break;
            }
        }

        return days != Weekdays.None && SetWeekdays(from, days);
    }
}
