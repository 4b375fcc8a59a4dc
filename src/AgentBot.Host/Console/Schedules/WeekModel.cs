using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Schedules;

namespace AgentBot.Host.WebConsole;

/// <summary>A week of schedules as a grid: hours in which something fires down, days across.</summary>
/// <param name="Offset">Weeks from the running one.</param>
public sealed record WeekModel(int Offset, DateOnly Monday, ImmutableArray<WeekDay> Days, ImmutableArray<WeekHour> Hours, string Zone)
{
    /// <summary>Of one schedule on one day; more than this is one entry that counts them.</summary>
    private const int MostOfOne = 3;

    public string Title => string.Create(CultureInfo.InvariantCulture, $"Week of {Monday:d MMMM}");

    /// <summary>Whether Saturday or Sunday holds anything; then they are as wide as the other days.</summary>
    public bool HasWeekend => Hours.Any(hour => hour.Cells[^2].Length + hour.Cells[^1].Length > 0);

    public static DateOnly MondayOf(Viewer viewer, int offset)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(viewer.Now, viewer.Zone).DateTime);
        return today.AddDays(-(((int)today.DayOfWeek + 6) % 7) + (7 * offset));
    }

    /// <summary>The first moment of a day where the viewer lives.</summary>
    public static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    public static WeekModel Of(int offset, ImmutableArray<SeenFiring> past, ImmutableArray<PlannedTime> coming, Viewer viewer)
    {
        DateOnly monday = MondayOf(viewer, offset);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(viewer.Now, viewer.Zone).DateTime);
        ImmutableArray<WeekDay> days = [.. Enumerable.Range(0, 7).Select(i => new WeekDay(monday.AddDays(i), monday.AddDays(i) == today))];
        var entries = past.Select(firing => Placed(firing.Row.Due, viewer, firing.Schedule, Entry(firing, viewer)))
            .Concat(coming.Select(time => Placed(time.At, viewer, time.Schedule, Entry(time, viewer))))
            .GroupBy(placed => (placed.Schedule.Row.Id, placed.Day))
            .SelectMany(Gathered)
            .ToList();
        ImmutableArray<WeekHour> hours =
        [
            .. entries.GroupBy(placed => placed.Time.Hour).OrderBy(hour => hour.Key).Select(hour => new WeekHour(
                $"{hour.Key:00}:00",
                [.. days.Select(day => hour.Where(placed => placed.Day == day.Date).OrderBy(placed => placed.Time).ThenBy(placed => placed.Entry.Title, StringComparer.Ordinal).Select(placed => placed.Entry).ToImmutableArray())])),
        ];
        return new WeekModel(offset, monday, days, hours, viewer.Zone.Id);
    }

    private static IEnumerable<PlacedEntry> Gathered(IEnumerable<PlacedEntry> ofOneDay)
    {
        PlacedEntry[] all = [.. ofOneDay.OrderBy(placed => placed.Time)];
        if (all.Length <= MostOfOne)
        {
            return all;
        }

        // What went wrong is shown by itself; the rest is one line.
        PlacedEntry[] odd = [.. all.Where(placed => placed.Entry.Shape is "miss" or "wait").Take(MostOfOne)];
        PlacedEntry first = all[0];
        bool isOver = all.All(placed => placed.Entry.Shape is "done" or "miss" or "wait" or "paused" && !placed.Entry.IsComing);
        var many = new WeekEntry(first.Entry.Title, $"{first.Time:HH:mm} to {all[^1].Time:HH:mm} · {all.Length} times", isOver ? "done" : "", first.Schedule.Path, first.Entry.Day);
        return [first with { Entry = many }, .. odd];
    }

    private static PlacedEntry Placed(DateTimeOffset at, Viewer viewer, SeenSchedule schedule, WeekEntry entry)
    {
        DateTime local = TimeZoneInfo.ConvertTime(at, viewer.Zone).DateTime;
        return new PlacedEntry(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), schedule, entry);
    }

    private static WeekEntry Entry(SeenFiring firing, Viewer viewer) => new(
        firing.Schedule.Title, $"{viewer.Clock.Time(firing.Row.Due)} · {firing.Words}", firing.Shape, firing.Path, viewer.Clock.DayLine(firing.Row.Due));

    private static WeekEntry Entry(PlannedTime time, Viewer viewer)
    {
        bool isHeld = time.Schedule.Row.Status != ScheduleStatus.Active && !(time.Schedule.Row.WakeAt is { } wakes && time.At >= wakes);
        string what = isHeld ? (time.Schedule.Row.Status == ScheduleStatus.Frozen ? "held" : "paused") : time.At - viewer.Now < TimeSpan.FromDays(1) ? $"in {Clock.Wait(time.At - viewer.Now)}" : "planned";
        return new WeekEntry(time.Schedule.Title, $"{viewer.Clock.Time(time.At)} · {what}", isHeld ? "paused" : "", time.Schedule.Path, viewer.Clock.DayLine(time.At)) { IsComing = true };
    }

    private sealed record PlacedEntry(DateOnly Day, TimeOnly Time, SeenSchedule Schedule, WeekEntry Entry);
}

public sealed record WeekDay(DateOnly Date, bool IsToday);

/// <param name="Cells">One for each day of the week.</param>
public sealed record WeekHour(string Label, ImmutableArray<ImmutableArray<WeekEntry>> Cells);

/// <param name="Under">"08:00 · 41 min late".</param>
/// <param name="Shape">done, miss, wait, paused, or empty for what is to come.</param>
/// <param name="Day">For those who hear the page: "Thursday 19 November".</param>
public sealed record WeekEntry(string Title, string Under, string Shape, string Path, string Day)
{
    public bool IsComing { get; init; }
}
