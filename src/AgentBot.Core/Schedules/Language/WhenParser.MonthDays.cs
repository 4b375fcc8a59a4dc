namespace AgentBot.Core.Schedules;

/// <summary>"The 1st and 15th", "last friday of the month", "first working day of each quarter", "or the working day before".</summary>
internal sealed partial class WhenParser
{
    private bool MonthDays()
    {
        int from = _at;
        Take("the");
        if (Edge(from))
        {
            return true;
        }

        if (Current.IsOneOf("day", "days") && IsDayNumber(Peek(1)))
        {
            _at++;
            return Numbers(from);
        }

        if (Current.Kind == WhenKind.Number && (TakeDaysBeforeLast(from) || Stopped))
        {
            return true;
        }

        if (!TryPosition(out int first))
        {
            _at = from;
            return false;
        }

        var positions = new List<int> { first };
        while (true)
        {
            int back = _at;
            bool joint = Take("and") | TakeKind(WhenKind.Comma) | Take("and") | Take("on") | Take("the");
            if (!joint || !TryPosition(out int next))
            {
                _at = back;
                break;
            }

            positions.Add(next);
        }

        return Noun(from, positions);
    }

    // "End of the month" and "month end" are the last day for some and the last working day for others.
    private bool Edge(int from)
    {
        int start = _at;
        Take("the");
        bool end = Current.Is("end");
        bool beginning = Current.IsOneOf("beginning", "start");
        if ((end || beginning) && Peek(1).Is("of"))
        {
            int skip = Peek(2).IsOneOf("the", "each", "every") ? 3 : 2;
            string unit = Peek(skip).Is("month") ? "month" : Peek(skip).Is("quarter") ? "quarter" : Peek(skip).Is("year") ? "year" : "";
            if (unit.Length > 0)
            {
                _at += skip + 1;
                return AskEdge(from, end, unit);
            }
        }

        if (Current.IsOneOf("month", "quarter", "year") && Peek(1).Is("end"))
        {
            string unit = Current.Text;
            _at += 2;
            return AskEdge(from, end: true, unit);
        }

        _at = start;
        return false;
    }

    private bool AskEdge(int from, bool end, string unit)
    {
        string edge = end ? "last" : "first";
        return Ask(Since(from), $"Which day is meant: the {edge} day of the {unit}, or its {edge} working day?",
            [($"the {edge} day", $"the {edge} day of each {unit}"), ($"the {edge} working day", $"the {edge} working day of each {unit}")]);
    }

    private bool Numbers(int from)
    {
        var days = new List<int>();
        while (IsDayNumber(Current) && !Peek(1).IsOneOf("times"))
        {
            days.Add(Current.Value);
            _at++;
            if (IsJoint(Current) && !Current.Is("or") && Peek(1).Kind == WhenKind.Number && IsDayNumber(Peek(1)))
            {
                _at++;
            }
            else
            {
                break;
            }
        }

        return AddMonthDays(from, days.Select(day => (MonthDay)new MonthDay.Numbered(day, ShortMonth.Skip, OffDay.Keep)));
    }

    // "2 days before the last day"
    private bool TakeDaysBeforeLast(int from)
    {
        int count = Current.Value;
        if (!(Peek(1).IsOneOf("day", "days") && Peek(2).Is("before") && Peek(3).Is("the") && Peek(4).Is("last") && Peek(5).Is("day")))
        {
            return false;
        }

        _at += 6;
        return count is >= 1 and <= 27
            ? AddMonthDays(from, [new MonthDay.FromEnd(count, OffDay.Keep)])
            : Fail(Since(from), "No month has such a day.");
    }

    /// <summary>1 for "first" and "1st", -1 for "last", -2 for "second to last".</summary>
    private bool TryPosition(out int position)
    {
        position = 0;
        if (Take("last"))
        {
            position = -1;
            return true;
        }

        if (Take("penultimate"))
        {
            position = -2;
            return true;
        }

        if (Current.Kind != WhenKind.Ordinal)
        {
            return false;
        }

        position = Current.Value;
        if (Peek(1).Is("last"))
        {
            _at += 2;
            position = -position;
        }
        else if (Peek(1).IsOneOf("to", "from") && Peek(2).IsOneOf("last", "the"))
        {
            _at += Peek(2).Is("the") ? 4 : 3;
            position = -position;
        }
        else if (Peek(1).Kind == WhenKind.Dash && Peek(2).IsOneOf("to", "last"))
        {
            _at += Peek(2).Is("last") ? 3 : Peek(3).Kind == WhenKind.Dash ? 5 : 4;
            position = -position;
        }
        else
        {
            _at++;
        }

        return true;
    }

    private bool Noun(int from, List<int> positions)
    {
        if (Current.IsOneOf("working", "business", "work") && Peek(1).IsOneOf("day", "days"))
        {
            _at += 2;
            return Working(from, positions);
        }

        if (Take("workday", "workdays", "weekday", "weekdays"))
        {
            return Working(from, positions);
        }

        if (WhenWords.IsDay(Current, out DayOfWeek weekday, out _))
        {
            _at++;
            return positions.All(position => Math.Abs(position) is >= 1 and <= 5)
                ? AddMonthDays(from, positions.Select(position => (MonthDay)new MonthDay.NthWeekday(position, weekday)))
                : Fail(Since(from), $"No month has so many {weekday}s.");
        }

        bool day = Take("day", "days");
        if (!day && positions.Contains(-1) && positions.Count == 1)
        {
            return Fail(Since(from), "The last what: day, working day, Friday?", "last day", "last working day");
        }

        if (!day && !Current.IsOneOf("of", "in") && char.IsAsciiLetter(_tokens[_at - 1].Text[0]))
        {
            string said = _tokens[_at - 1].Text;
            return Fail(Span(_tokens[_at - 1]), $"The {said} what: day, working day, Friday?", $"{said} day", $"{said} working day");
        }

        // "The 1st of march" is a date.
        if (!day && positions.Count == 1 && positions[0] > 0 && (WhenWords.IsMonth(Current, out _) || (Current.Is("of") && WhenWords.IsMonth(Peek(1), out _))))
        {
            _at = from;
            Take("the");
            return Dates();
        }

        return positions.All(position => position is (>= 1 and <= 31) or (>= -28 and <= -1))
            ? AddMonthDays(from, positions.Select(position =>
                position > 0 ? (MonthDay)new MonthDay.Numbered(position, ShortMonth.Skip, OffDay.Keep) : new MonthDay.FromEnd(-position - 1, OffDay.Keep)))
            : Fail(Since(from), "No month has such a day.");
    }

    private bool Working(int from, List<int> positions) => positions.All(position => Math.Abs(position) is >= 1 and <= 23)
        ? AddMonthDays(from, positions.Select(position => (MonthDay)new MonthDay.NthWorkingDay(position)))
        : Fail(Since(from), "No month has so many working days.");

    private bool AddMonthDays(int from, IEnumerable<MonthDay> days)
    {
        // "The first monday and the third friday" says two days of the month; behind a time it would be a second schedule.
        int before = from - 1;
        while (before >= 0 && _tokens[before].IsOneOf("the", "on"))
        {
            before--;
        }

        bool joined = before >= 0 && IsJoint(_tokens[before]);
        if (Twice(Draft.MonthDays.Count > 0 && (Draft.Times.Count > 0 || !joined), from, "The day of the month"))
        {
            return true;
        }

        if (Draft.MonthDays.Count > 0 && (Draft.IfOff is not null || Draft.IfMissing is not null))
        {
            return Fail(Draft.IfOffAt.Length > 0 ? Draft.IfOffAt : Since(from), "It is not clear for which of the days that holds. Name it behind the last of them, or make two schedules.");
        }

        Draft.MonthDays.AddRange(days);
        OfWhat();
        Draft.MonthDaysAt = Draft.MonthDaysAt.Length == 0 ? Since(from) : Draft.MonthDaysAt.To(Since(from));
        return true;
    }

    // "Of the month", "of each quarter", "in january", "each month".
    private void OfWhat()
    {
        int back = _at;
        bool of = Take("of", "in");
        bool the = Take("the", "a");
        bool each = Take("each", "every", "any");
        WhenUnit unit = Current.Is("month") ? WhenUnit.Month : Current.Is("quarter") ? WhenUnit.Quarter : Current.Is("year") ? WhenUnit.Year : WhenUnit.None;
        if (unit != WhenUnit.None && (of || each))
        {
            _at++;
            Draft.MonthDayUnit = unit;
            Draft.Repeats |= each || the;
            return;
        }

        if (of && WhenWords.IsMonth(Current, out _))
        {
            Draft.Repeats |= each;
            MonthList(_at);
            return;
        }

        _at = back;
    }

    /// <summary>"or the working day before", "or the last day", "if it is a working day", "where there is one".</summary>
    private bool OrElse()
    {
        int from = _at;
        if (TakeAll("if", "it", "is", "a", "working", "day") || TakeAll("if", "it", "is", "a", "business", "day") || TakeAll("if", "a", "working", "day"))
        {
            return SetIfOff(from, OffDay.Skip);
        }

        if (TakeAll("where", "there", "is", "one") || TakeAll("if", "there", "is", "one") || TakeAll("in", "months", "that", "have", "one"))
        {
            return SetIfMissing(from, ShortMonth.Skip);
        }

        if (!Take("or"))
        {
            return false;
        }

        Take("on");
        Take("the");
        if (TakeAll("last", "day"))
        {
            OfWhat();
            return SetIfMissing(from, ShortMonth.LastDay);
        }

        bool previous = Take("previous", "preceding", "last");
        bool next = !previous && Take("next", "following", "first");
        bool nearest = !previous && !next && Take("nearest", "closest");
        if (!(Current.IsOneOf("working", "business", "work") && Peek(1).Is("day")) && !Current.IsOneOf("workday", "weekday"))
        {
            return Fail(Since(from), "After “or” stands what happens on a day that is not worked.", "or the working day before", "or the working day after");
        }

        _at += Current.IsOneOf("workday", "weekday") ? 1 : 2;
        bool before = Take("before");
        bool after = !before && Take("after");
        OffDay? answer = nearest && !before && !after ? OffDay.Nearest
            : previous && !after ? OffDay.Before
            : next && !before ? OffDay.After
            : !previous && !next && !nearest && before ? OffDay.Before
            : !previous && !next && !nearest && after ? OffDay.After
            : null;
        return answer is { } known
            ? SetIfOff(from, known)
            : Ask(Since(from), "The working day before or the one after?", [("the one before", "or the working day before"), ("the one after", "or the working day after")]);
    }

    private bool SetIfMissing(int from, ShortMonth answer)
    {
        if (!Twice(Draft.IfMissing is not null, from, "What happens in a short month"))
        {
            Draft.IfMissing = answer;
        }

        return true;
    }

    private bool SetIfOff(int from, OffDay answer)
    {
        if (!Twice(Draft.IfOff is not null, from, "What happens on a day that is not worked"))
        {
            (Draft.IfOff, Draft.IfOffAt) = (answer, Since(from));
        }

        return true;
    }
}
