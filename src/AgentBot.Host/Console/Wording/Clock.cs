using System.Globalization;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// Says times the way the console does: today as 10:26, this week as "Sat 10:26", older or later as "6 Nov", the year only when it
/// is another one. Rules: the console's wording in console/README.md.
/// </summary>
public sealed record Clock(DateTimeOffset Now, TimeZoneInfo Zone)
{
    public static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>"10:26", "Sat 10:26", "6 Nov", "6 Nov 2025".</summary>
    public string Short(DateTimeOffset at)
    {
        DateTimeOffset local = Local(at);
        int days = (int)Math.Abs((local.Date - Local(Now).Date).TotalDays);
        return days == 0 ? Say(local, "HH:mm") : days < 7 ? Say(local, "ddd HH:mm") : Day(local);
    }

    /// <summary>"today 10:26", "tomorrow 08:00", "yesterday", "Sat 10:26", "4 Aug".</summary>
    public string Spoken(DateTimeOffset at)
    {
        DateTimeOffset local = Local(at);
        return (local.Date - Local(Now).Date).Days switch
        {
            0 => Say(local, "'today' HH:mm"),
            1 => Say(local, "'tomorrow' HH:mm"),
            -1 => Say(local, "'yesterday' HH:mm"),
            _ => Short(at),
        };
    }

    public string Time(DateTimeOffset at) => Say(Local(at), "HH:mm");

    public string TimeWithSeconds(DateTimeOffset at) => Say(Local(at), "HH:mm:ss");

    /// <summary>"Thursday 19 November".</summary>
    public string DayLine(DateTimeOffset at) => Say(Local(at), Local(at).Year == Local(Now).Year ? "dddd d MMMM" : "dddd d MMMM yyyy");

    public bool IsSameDay(DateTimeOffset one, DateTimeOffset other) => Local(one).Date == Local(other).Date;

    /// <summary>For the datetime attribute: local time with its offset.</summary>
    public string Machine(DateTimeOffset at) => Say(Local(at), "yyyy-MM-ddTHH:mm:sszzz");

    /// <summary>"0.2 s", "12 s", "2 min 51 s", "1 h 25 min", "2 d 3 h".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 9.95 } => $"{span.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => span.Seconds == 0 ? $"{span.Minutes} min" : $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => span.Minutes == 0 ? $"{span.Hours} h" : $"{span.Hours} h {span.Minutes} min",
        _ => span.Hours == 0 ? $"{span.Days} d" : $"{span.Days} d {span.Hours} h",
    };

    /// <summary>As <see cref="Span"/> without seconds, for waiting: "16 min", "1 d 20 h".</summary>
    public static string Wait(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "under 1 min" : Span(TimeSpan.FromMinutes(Math.Floor(span.TotalMinutes)));

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    private string Day(DateTimeOffset local) => Say(local, local.Year == Local(Now).Year ? "d MMM" : "d MMM yyyy");

    private static string Say(DateTimeOffset local, string format) => local.ToString(format, CultureInfo.InvariantCulture);
}
