using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>Days of months in words.</summary>
internal static class MonthWords
{
    private static readonly string[] Ordinals = ["", "first", "second", "third", "fourth", "fifth"];

    /// <summary>"each month, first working day"; "each year, 24 December"; "each year in March and September, the 15th".</summary>
    public static string Of(RulePattern.EveryMonths months)
    {
        if (months.In != MonthSet.All && months.In.Months().Count() == 1 && months.On is [MonthDay.Numbered only])
        {
            return $"each year, {only.Day} {Name(months.In.Months().First())}{After(only.IfOff, only.IfMissing, only.Day, months.In)}";
        }

        if (months.In != MonthSet.All && Throughout(months.On) is { } weekdays)
        {
            return $"each {RuleWords.Weekdays(weekdays)} in {RuleWords.Join([.. months.In.Months().Select(Name)])}";
        }

        string period = months.Every > 1 ? $"every {months.Every} months" : months.In == MonthSet.All ? "each month" : $"each year in {RuleWords.Join([.. months.In.Months().Select(Name)])}";
        return $"{period}, {Days(months.On, months.In)}";
    }

    /// <summary>The weekdays of which every one in the month is meant, first to fifth; null where it is otherwise.</summary>
    private static Weekdays? Throughout(ImmutableArray<MonthDay> days)
    {
        Weekdays set = Weekdays.None;
        foreach (MonthDay.NthWeekday day in days.OfType<MonthDay.NthWeekday>())
        {
            set |= DaySets.Of(day.Day);
        }

        MonthDay[] all = [.. set.Days().SelectMany(day => Enumerable.Range(1, 5).Select(nth => (MonthDay)new MonthDay.NthWeekday(nth, day)))];
        return all.Length > 0 && days.SequenceEqual(all) ? set : null;
    }

    public static string Name(int month) => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);

    /// <summary>"first", "6th", "last", "second to last".</summary>
    public static string Nth(int nth) => nth switch
    {
        -1 => "last",
        < 0 => $"{Nth(-nth)} to last",
        <= 5 => Ordinals[nth],
        _ => Figure(nth),
    };

    /// <summary>"1st", "22nd", "13th".</summary>
    public static string Figure(int number) => (number % 100) is 11 or 12 or 13 ? $"{number}th" : (number % 10) switch
    {
        1 => $"{number}st",
        2 => $"{number}nd",
        3 => $"{number}rd",
        _ => $"{number}th",
    };

    private static string Days(ImmutableArray<MonthDay> days, MonthSet months)
    {
        string[] answers = [.. days.Select(day => AfterOf(day, months))];
        // Said together, one "or" stands behind all of them; where their answers differ, each has its own in brackets, since behind a
        // second day nobody could tell whether it holds for the first as well. Nobody can type that.
        bool isOne = answers.All(answer => answer.Length == 0) || days.All(day => day is MonthDay.Numbered or MonthDay.FromEnd) && (answers.Distinct().Count() == 1 || OffDaysAgree(days, months));
        // "The 19th and 10th working day" would be two working days.
        bool bare = days.All(day => day is MonthDay.Numbered);
        string Named(MonthDay day) => day is MonthDay.Numbered numbered && !bare ? $"day {numbered.Day}" : Day(day);
        return isOne
            ? RuleWords.Join([.. days.Select(Named)]) + answers.MaxBy(answer => answer.Length)
            : RuleWords.Join([.. days.Select((day, i) => answers[i].Length == 0 ? Named(day) : $"{Named(day)} (otherwise:{answers[i].Replace(" or ", " ", StringComparison.Ordinal)})")]);
    }

    // "The 1st and 31st or the last day": what a short month does concerns the 31st alone.
    private static bool OffDaysAgree(ImmutableArray<MonthDay> days, MonthSet months) =>
        days.Select(IfOff).Distinct().Count() == 1 && days.OfType<MonthDay.Numbered>().Where(day => day.Day > Shortest(months)).Select(day => day.IfMissing).Distinct().Count() <= 1;

    private static OffDay IfOff(MonthDay day) => day.Match(numbered => numbered.IfOff, fromEnd => fromEnd.IfOff, _ => OffDay.Keep, _ => OffDay.Keep);

    private static string AfterOf(MonthDay day, MonthSet months) =>
        day is MonthDay.Numbered numbered ? After(numbered.IfOff, numbered.IfMissing, numbered.Day, months) : After(IfOff(day), ShortMonth.Skip, 0, months);

    private static int Shortest(MonthSet months) => months.Months().Min(month => month == 2 ? 28 : DateTime.DaysInMonth(2023, month));

    private static string Day(MonthDay day) => day.Match(
        numbered => $"the {Figure(numbered.Day)}",
        fromEnd => fromEnd.Before == 0 ? "last day" : fromEnd.Before <= 4 ? $"{Nth(-fromEnd.Before - 1)} day" : $"{fromEnd.Before} days before the last day",
        nth => $"{Nth(nth.Nth)} {nth.Day}",
        working => $"{Nth(working.Nth)} working day");

    private static string After(OffDay off, ShortMonth missing, int day, MonthSet months)
    {
        string ifMissing = day <= Shortest(months) ? "" : missing == ShortMonth.LastDay ? " or the last day" : " where there is one";
        string ifOff = off switch
        {
            OffDay.Keep => "",
            OffDay.Skip => " if it is a working day",
            OffDay.Before => " or the working day before",
            OffDay.After => " or the working day after",
            OffDay.Nearest => " or the nearest working day",
        };
        return ifMissing + ifOff;
    }
}
