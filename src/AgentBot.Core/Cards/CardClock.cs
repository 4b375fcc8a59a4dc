using System.Globalization;

namespace AgentBot.Core.Cards;

/// <summary>How moments are said to the readers of one card: in one zone, named by its city, seen from one "now".</summary>
/// <param name="Zone">IANA name; an unknown one counts as UTC.</param>
public sealed record CardClock(string Zone, DateTimeOffset Now)
{
    private TimeZoneInfo Info => TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>"Berlin time"; "UTC" where the zone has no city.</summary>
    public string City => Info == TimeZoneInfo.Utc || Zone.StartsWith("Etc/", StringComparison.Ordinal) || !Zone.Contains('/', StringComparison.Ordinal)
        ? "UTC"
        : Zone[(Zone.LastIndexOf('/') + 1)..].Replace('_', ' ') + " time";

    /// <summary>"Wed 25 Nov, 17:00", with the year only where it is not this year.</summary>
    public string Moment(DateTimeOffset at)
    {
        DateTimeOffset local = Local(at);
        string pattern = local.Year == Local(Now).Year ? "ddd d MMM, HH:mm" : "ddd d MMM yyyy, HH:mm";
        return local.ToString(pattern, CultureInfo.InvariantCulture);
    }

    /// <summary>"Wed 25 Nov, 17:00 Berlin time".</summary>
    public string MomentInCity(DateTimeOffset at) => $"{Moment(at)} {City}";

    /// <summary>"Mon 30 Nov", with the year only where it is not this year.</summary>
    public string DayOf(DateTimeOffset at)
    {
        DateTimeOffset local = Local(at);
        return local.ToString(local.Year == Local(Now).Year ? "ddd d MMM" : "ddd d MMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>"17:00".</summary>
    public string Hour(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"10:18" on the same day, else the moment with its day.</summary>
    public string HourOrMoment(DateTimeOffset at) => Local(at).Date == Local(Now).Date ? Hour(at) : Moment(at);

    /// <summary>"today 16:00", "tomorrow 09:00", else the moment.</summary>
    public string Near(DateTimeOffset at) => (Local(at).Date - Local(Now).Date).Days switch
    {
        0 => $"today {Hour(at)}",
        1 => $"tomorrow {Hour(at)}",
        -1 => $"yesterday {Hour(at)}",
        _ => Moment(at),
    };

    public DateOnly Today => DateOnly.FromDateTime(Local(Now).Date);

    /// <summary>"25 Nov", with the year only where it is not this year.</summary>
    public string Day(DateOnly day) =>
        day.ToString(day.Year == Local(Now).Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>When a day begins there.</summary>
    public DateTimeOffset Midnight(DateOnly day)
    {
        DateTime begins = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(begins, Info.GetUtcOffset(begins)).ToUniversalTime();
    }

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Info);
}
