using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>Days of months, quarters and years.</summary>
internal sealed partial class WhenBuilder
{
    private RulePattern? Months()
    {
        if (_draft.Unit is WhenUnit.Day or WhenUnit.Week && !(_draft.MonthDays.Count == 0 && _draft.Unit == WhenUnit.Week && _draft.Every == 1))
        {
            return Refuse(_draft.MonthDays.Count > 0 ? _draft.MonthDaysAt : _draft.MonthsAt, "Days or weeks that are counted and days of the month do not go together.");
        }

        if (_draft.Weekdays != Weekdays.None && _draft.MonthDays.Count > 0)
        {
            return Refuse(_draft.WeekdaysAt.To(_draft.MonthDaysAt), "A day of the week and a day of the month do not go together. For the second Friday say “second friday of each month”.");
        }

        List<MonthDay> days = _draft.MonthDays.Count > 0 ? _draft.MonthDays : WeekdaysOfMonths();
        if (days.Count == 0)
        {
            return AskDay();
        }

        if (PeriodOf(days) is not var (every, months) || Stopped || AsksOnce(days, months))
        {
            return null;
        }

        return DaysFor(days, months) is { } on && TimesOf(daily: false) is { } times ? new RulePattern.EveryMonths(every, months, on, times) : null;
    }

    // "Every monday in december" is its first to fifth Monday.
    private List<MonthDay> WeekdaysOfMonths() => _draft.Months == MonthSet.None || _draft.Unit is not (WhenUnit.None or WhenUnit.Week)
        ? []
        : [.. _draft.Weekdays.Days().SelectMany(day => Enumerable.Range(1, 5).Select(nth => (MonthDay)new MonthDay.NthWeekday(nth, day)))];

    private RulePattern? AskDay()
    {
        if (_draft.Weekdays != Weekdays.None)
        {
            string named = string.Join(" and ", _draft.Weekdays.Days());
            return Question(_draft.WeekdaysAt, "Which of them in the month?", [($"the first {named}", $"the first {named} of the month"), ($"the last {named}", $"the last {named} of the month")]);
        }

        string unit = _draft.Unit switch
        {
            WhenUnit.Quarter => " of the quarter",
            WhenUnit.Year when _draft.Months == MonthSet.None => " of the year",
            _ => "",
        };
        string[] offered = ["first day", "first working day", "last day", "last working day"];
        return Question(AtEnd, $"On which day{(unit.Length > 0 ? unit : " of the month")}?", [.. offered.Select(day => ($"the {day}", $"on the {day}{unit}"))]);
    }

    /// <summary>How many months lie between, and which months count; null where that is asked or contradictory.</summary>
    private (int Every, MonthSet In)? PeriodOf(List<MonthDay> days)
    {
        WhenUnit unit = _draft.MonthDayUnit == WhenUnit.None || (_draft.MonthDayUnit == WhenUnit.Month && _draft.Unit == WhenUnit.Month) ? _draft.Unit : _draft.MonthDayUnit;
        bool twice = _draft.MonthDayUnit != WhenUnit.None && _draft.Unit is not (WhenUnit.None or WhenUnit.Week) && _draft.Unit != unit;
        if (twice)
        {
            Refuse(_draft.MonthDaysAt, "Month, quarter and year do not go together. Say one of them.");
            return null;
        }

        int every = _draft.Unit is WhenUnit.Month or WhenUnit.Quarter or WhenUnit.Year ? _draft.Every : 1;
        if (_draft.Months != MonthSet.None)
        {
            if (unit == WhenUnit.Quarter || (unit == WhenUnit.Month && every > 1))
            {
                Refuse(_draft.MonthsAt, "Months that are counted and months that are named do not go together.");
                return null;
            }

            return unit == WhenUnit.Year && every > 1 ? Years(every, _draft.Months) : (1, _draft.Months);
        }

        bool fromEnd = days.Any(IsFromEnd);
        if (unit is WhenUnit.Quarter or WhenUnit.Year && fromEnd && !days.All(IsFromEnd))
        {
            Refuse(_draft.MonthDaysAt, $"The beginning and the end of a {unit.ToString().ToLowerInvariant()} lie in different months. Make two schedules.");
            return null;
        }

        switch (unit)
        {
            case WhenUnit.Quarter when every > 1:
                Refuse(_draft.RecurrenceAt, "Count in months instead: “every 6 months”.");
                return null;
            case WhenUnit.Quarter when days.Any(day => day is MonthDay.Numbered { Day: > 1 }):
                string day = Source(_draft.MonthDaysAt);
                Question(AtEnd, "In which month of the quarter?",
                    [("the first: January, April, July, October", "in january, april, july and october"), ("the second: February, May, August, November", "in february, may, august and november"), ("the third: March, June, September, December", "in march, june, september and december")]);
                return QuarterAsMonths(day);
            case WhenUnit.Quarter:
                return (1, fromEnd ? MonthSet.LastOfQuarter : MonthSet.FirstOfQuarter);
            case WhenUnit.Year when days.Any(one => one is MonthDay.Numbered { Day: > 1 }):
                Question(AtEnd, "In which month?", [("January", "in january"), ("June", "in june"), ("December", "in december")]);
                return null;
            case WhenUnit.Year:
                _draft.Months = fromEnd ? MonthSet.December : MonthSet.January;
                return every > 1 ? Years(every, _draft.Months) : (1, _draft.Months);
            default:
                return (every, MonthSet.All);
        }
    }

    // The months say more than "quarterly", so those words make room for them.
    private (int, MonthSet)? QuarterAsMonths(string day)
    {
        if (parser.Question is { } question)
        {
            string times = _draft.Times.Count > 0 ? string.Concat(_draft.Times.Select((time, i) => (i == 0 ? " at " : " and ") + Source(time.Span))) : "";
            parser.Replace(question with { Span = new WhenSpan(0, text.Length), Choices = [.. question.Choices.Select(choice => (choice.Label, $"every year {choice.Words}, {day.Replace(" of each quarter", "", StringComparison.OrdinalIgnoreCase).Replace(" of the quarter", "", StringComparison.OrdinalIgnoreCase).Replace(" of every quarter", "", StringComparison.OrdinalIgnoreCase)}{times}{Tail()}"))] });
        }

        return null;
    }

    private string Tail() => (_draft.Zone is { } zone ? $" in {zone}" : "")
        + (_draft.Start is { } start ? $" starting {Named(start)}" : "")
        + (_draft.Until is { } until ? $" until {Named(until)}" : "")
        + (_draft.Most is { } most ? $" {most} times" : "");

    private (int, MonthSet)? Years(int every, MonthSet months)
    {
        if (months.Months().Count() == 1 && every <= 10)
        {
            return (12 * every, MonthSet.All);
        }

        Refuse(_draft.MonthsAt, "Every so many years goes together with one month, and with at most 10 years.");
        return null;
    }

    private static bool IsFromEnd(MonthDay day) => day is MonthDay.FromEnd or MonthDay.NthWeekday { Nth: < 0 } or MonthDay.NthWorkingDay { Nth: < 0 };

    // "On the 15th at 9:00" may be said of one day or of each month.
    private bool AsksOnce(List<MonthDay> days, MonthSet months)
    {
        bool ofEach = _draft.Repeats || _draft.MonthDayUnit != WhenUnit.None || _draft.IfOff is not null || _draft.IfMissing is not null || days.Count > 1 || _draft.Most is not null || _draft.Until is not null;
        if (ofEach)
        {
            return false;
        }

        var pattern = new RulePattern.EveryMonths(1, months, [.. days], [new TimeOnly(23, 59)]);
        if (_calendar.Next(new ScheduleRule(pattern, Zone, Start: _draft.Start), context.Now) is not NextFiring.Due due)
        {
            return false;
        }

        string day = Named(due.Firing.Day);
        bool isYearly = months != MonthSet.All;
        string said = Source(_draft.MonthDaysAt);
        WhenSpan span = isYearly && _draft.MonthsAt.Length > 0 ? _draft.MonthDaysAt.To(_draft.MonthsAt) : _draft.MonthDaysAt;
        string whole = Source(span);
        parser.Ask(Widened(span), isYearly ? "Every year, or once?" : "Every month, or once?",
            [(isYearly ? "every year" : "every month", isYearly ? $"every year on {whole}" : $"every month on {said}"), ($"once, on {day}", day)]);
        return true;
    }

    // With the "on the" before it, so that the choice reads well.
    private WhenSpan Widened(WhenSpan span)
    {
        int at = span.At;
        foreach (string word in (ReadOnlySpan<string>)["the", "on"])
        {
            ReadOnlySpan<char> before = text.AsSpan(0, at).TrimEnd();
            if (before.EndsWith(word, StringComparison.OrdinalIgnoreCase) && (before.Length == word.Length || before[^(word.Length + 1)] == ' '))
            {
                at = before.Length - word.Length;
            }
        }

        return new WhenSpan(at, span.End - at);
    }

    private ImmutableArray<MonthDay>? DaysFor(List<MonthDay> days, MonthSet months)
    {
        if (_draft.IfOff is { } off)
        {
            if (days.Any(day => day is MonthDay.NthWorkingDay) || (days.Any(day => day is MonthDay.NthWeekday) && !days.All(day => day is MonthDay.NthWeekday { Day: not (DayOfWeek.Saturday or DayOfWeek.Sunday) })))
            {
                Refuse(_draft.IfOffAt, "A working day needs no other day in its place.");
                return null;
            }

            days = [.. days.Select(day => day.Match<MonthDay>(numbered => numbered with { IfOff = off }, fromEnd => fromEnd with { IfOff = off }, nth => nth, working => working))];
        }

        int shortest = months.Months().Min(month => month == 2 ? 28 : DateTime.DaysInMonth(2023, month));
        int longest = months.Months().Max(month => month == 2 ? 29 : DateTime.DaysInMonth(2023, month));
        int highest = days.OfType<MonthDay.Numbered>().Select(day => day.Day).DefaultIfEmpty(0).Max();
        if (highest > longest)
        {
            Refuse(_draft.MonthDaysAt, $"{CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(months.Months().First())} has no day {highest}.");
            return null;
        }

        if (highest <= shortest)
        {
            if (_draft.IfMissing == ShortMonth.LastDay)
            {
                Refuse(_draft.MonthDaysAt, "Every month has that day, so the last day never stands in its place. Name both with “and” where both are meant.");
                return null;
            }
        }
        else if (_draft.IfMissing is null)
        {
            string which = highest == 29 && shortest == 28 && longest == 29 ? "Not every year has a 29 February." : $"Not every month has a day {highest}.";
            parser.Ask(AtEnd, $"{which} What happens then?", [("it runs on the last day of the month", "or the last day"), ("it does not run then", "where there is one")]);
            return null;
        }

        ShortMonth missing = _draft.IfMissing ?? ShortMonth.Skip;
        return [.. days.Select(day => day is MonthDay.Numbered numbered && numbered.Day > shortest ? numbered with { IfMissing = missing } : day).Distinct()];
    }
}
