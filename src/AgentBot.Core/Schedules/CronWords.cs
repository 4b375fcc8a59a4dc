using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>What five fields of cron mean, in words.</summary>
internal static class CronWords
{
    private const int MostListed = 6;

    public static string Of(string fields) => CronFields.Read(fields) is { IsRefused: false } read
        ? $"{Days(read.Value)}, {Times(read.Value.Times)}"
        : $"cron {fields}";

    private static string Times(ImmutableArray<TimeOnly> times)
    {
        if (times.Length <= MostListed)
        {
            return RuleWords.Times(times);
        }

        TimeSpan step = times[1] - times[0];
        bool isEven = Enumerable.Range(1, times.Length - 1).All(i => times[i] - times[i - 1] == step);
        return isEven
            ? $"every {(step.TotalMinutes % 60 == 0 ? Count((int)step.TotalHours, "hour") : Count((int)step.TotalMinutes, "minute"))} from {RuleWords.Time(times[0])} to {RuleWords.Time(times[^1])}"
            : $"{times.Length} times a day, at the minutes {RuleWords.Join([.. times.Select(time => time.Minute).Distinct().Order().Select(minute => minute.ToString("00", System.Globalization.CultureInfo.InvariantCulture))])} of the hours {RuleWords.Join([.. times.Select(time => time.Hour).Distinct().Order().Select(hour => hour.ToString("00", System.Globalization.CultureInfo.InvariantCulture))])}";
    }

    private static string Count(int count, string unit) => count == 1 ? unit : $"{count} {unit}s";

    private static string Days(CronFields fields)
    {
        CronDays days = fields.Days;
        string months = fields.Months == MonthSet.All ? "" : $" in {RuleWords.Join([.. fields.Months.Months().Select(MonthWords.Name)])}";
        string ofMonth = $"on {RuleWords.Join(DaysOfMonth(days))}{(months.Length == 0 ? " of each month" : "")}";
        string ofWeek = Week(days);
        return (days.AnyDay, days.AnyWeekday) switch
        {
            (true, true) => "each day",
            (false, true) => ofMonth,
            (true, false) => ofWeek,
            (false, false) => $"{ofMonth}, and also {ofWeek}",
        } + months;
    }

    private static string[] DaysOfMonth(CronDays days) =>
    [
        .. Enumerable.Range(1, 31).Where(day => (days.InMonth & (1u << day)) != 0).Select(day => $"the {MonthWords.Figure(day)}"),
        .. days.NearWeekday.Select(day => $"the weekday nearest to the {MonthWords.Figure(day)}"),
        .. days.FromEnd.Order().Select(before => before == 0 ? "the last day" : $"the {MonthWords.Nth(-before - 1)} day"),
        .. days.LastWeekday ? ["the last weekday"] : Array.Empty<string>(),
    ];

    private static string Week(CronDays days)
    {
        string[] nth = [.. days.Nth.Select(one => $"the {MonthWords.Nth(one.Nth)} {one.Day} of the month")];
        string plain = days.On == Weekdays.None ? "" : $"each {RuleWords.Weekdays(days.On)}";
        return plain.Length == 0 ? $"on {RuleWords.Join(nth)}" : nth.Length == 0 ? plain : $"{plain} and {RuleWords.Join(nth)}";
    }
}
