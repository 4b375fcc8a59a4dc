using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>
/// A rule as one plain English phrase: "each month, first working day, 09:00 Berlin time". What <see cref="WhenReader"/> reads, it
/// reads back from these words as an equal rule; but an instant ("in 3 hours") comes back as a day and time, and the fields of cron,
/// which stand behind their words, must be typed again.
/// </summary>
public static class RuleWords
{
    /// <summary>The whole phrase with its zone, beginning, end and holidays.</summary>
    public static string Of(ScheduleRule rule, HolidayCatalog? holidays = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        string holidayWords = rule.Holidays is { } use ? HolidayWords(use, holidays ?? HolidayCatalog.BuiltIn) : "";
        string cron = rule.Pattern is RulePattern.Cron { Fields: var fields } ? $" (cron {fields})" : "";
        return $"{Short(rule)} {ZoneWords(rule.Zone)}{EdgeWords(rule)}{holidayWords}{cron}";
    }

    /// <summary>Days and times alone: "each weekday, 08:30".</summary>
    public static string Short(ScheduleRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Pattern.Match(
            instant => Instant(instant, rule.Zone),
            onDay => $"once, {Day(onDay.Day)}, {Times(onDay.Times)}",
            days => $"{(days.Every == 1 ? "each day" : $"every {days.Every} days")}, {Times(days.Times)}",
            weeks => $"{Weeks(weeks.Every, weeks.On)}, {Times(weeks.Times)}",
            months => $"{MonthWords.Of(months)}, {Times(months.Times)}",
            Within,
            cron => CronWords.Of(cron.Fields));
    }

    /// <summary>"09:00, 12:00 and 17:00".</summary>
    public static string Times(ImmutableArray<TimeOnly> times) => Join([.. times.Select(Time)]);

    /// <summary>"09:00".</summary>
    public static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"Fri 27 Nov 2026".</summary>
    public static string Day(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    internal static string Join(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}",
    };

    /// <summary>"Monday and Thursday"; "weekday" for Monday to Friday.</summary>
    internal static string Weekdays(Weekdays on) =>
        on == Schedules.Weekdays.MondayToFriday ? "weekday" : Join([.. on.Days().Select(day => day.ToString())]);

    private static string ZoneWords(string zone)
    {
        string words = ZoneNames.InWords(zone);
        string city = words.EndsWith(" time", StringComparison.Ordinal) ? words[..^5] : words;
        return ZoneNames.Find(city) == zone ? words : $"in {zone}";
    }

    private static string EdgeWords(ScheduleRule rule)
    {
        string start = rule.Start is { } day ? $", starting {Day(day)}" : "";
        string end = rule.End?.Match(last => $", until {Day(last.Day)}", most => most.Most == 1 ? ", 1 time" : $", {most.Most} times") ?? "";
        return start + end;
    }

    private static string HolidayWords(HolidayUse use, HolidayCatalog catalog)
    {
        string name = catalog.Find(use.Calendar)?.Label ?? use.Calendar;
        return use.OnHoliday switch
        {
            OffDay.Keep => $", with holidays of {name}",
            OffDay.Skip => $", except holidays of {name}",
            OffDay.Before => $", on holidays of {name} the working day before",
            OffDay.After => $", on holidays of {name} the working day after",
            OffDay.Nearest => $", on holidays of {name} the nearest working day",
        };
    }

    private static string Instant(RulePattern.Instant instant, string zone)
    {
        TimeZoneInfo info = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? known) ? known : TimeZoneInfo.Utc;
        return $"once, {Day(WallClock.DayOf(info, instant.At))}, {Time(WallClock.TimeOf(info, instant.At))}";
    }

    private static string Weeks(int every, Weekdays on) => every == 1 ? $"each {Weekdays(on)}"
        : on == Schedules.Weekdays.MondayToFriday ? $"every {every} weeks on Monday to Friday"
        : $"every {every} weeks on {Weekdays(on)}";

    private static string Within(RulePattern.WithinDay within)
    {
        string step = within.Minutes % 60 == 0
            ? within.Minutes == 60 ? "every hour" : $"every {within.Minutes / 60} hours"
            : within.Minutes == 1 ? "every minute" : $"every {within.Minutes} minutes";
        string days = within.On == Schedules.Weekdays.All ? "" : $"each {Weekdays(within.On)}, ";
        return $"{days}{step} between {Time(within.From)} and {Time(within.To)}";
    }
}
