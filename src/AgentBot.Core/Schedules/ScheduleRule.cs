using System.Text.Json.Serialization;

namespace AgentBot.Core.Schedules;

/// <summary>
/// When something happens, as a value. It holds no instants but those it was given: <see cref="FiringCalendar"/> alone turns it
/// into firings. Two rules are equal when they say the same; the stored form is <see cref="RuleText"/>.
/// </summary>
/// <param name="Zone">
/// IANA name, such as Europe/Berlin. Every wall time of the pattern is of this zone. A rule moved to another zone
/// (<c>rule with { Zone = … }</c>) keeps its wall times and days; only <see cref="RulePattern.Instant"/> keeps its instant.
/// </param>
/// <param name="End">Null: it goes on until somebody ends it.</param>
/// <param name="Start">
/// The first day on which it may fire, in its zone, and the day from which "every 2 weeks" and the like are counted. Null: no
/// earliest day; allowed only where nothing is counted.
/// </param>
/// <param name="Holidays">Null: no day is a holiday, and the working days are Monday to Friday.</param>
public sealed record ScheduleRule(RulePattern Pattern, string Zone, RuleEnd? End = null, DateOnly? Start = null, HolidayUse? Holidays = null)
{
    /// <summary>True where it can fire at most once by its nature.</summary>
    [JsonIgnore]
    public bool IsOnce => Pattern is RulePattern.Instant or RulePattern.OnDay { Times.Length: 1 };
}

/// <summary>When a rule stops by itself.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LastDay), "lastDay")]
[JsonDerivedType(typeof(MostFirings), "mostFirings")]
public abstract record RuleEnd
{
    private RuleEnd()
    {
    }

    /// <param name="Day">The last day on which it may fire, in the zone of the rule.</param>
    public sealed record LastDay(DateOnly Day) : RuleEnd;

    /// <summary>
    /// A number of firings by the calendar, whether or not each of them ran: pausing does not lengthen it.
    /// </summary>
    /// <param name="Most">1 to 1,000.</param>
    /// <param name="Since">In UTC. The first one counted is the first after this.</param>
    public sealed record MostFirings(int Most, DateTimeOffset Since) : RuleEnd;

    public TOut Match<TOut>(Func<LastDay, TOut> lastDay, Func<MostFirings, TOut> mostFirings) => this switch
    {
        LastDay one => lastDay(one),
        MostFirings one => mostFirings(one),
        _ => throw new InvalidOperationException($"No end is called {GetType().Name}."),
    };
}

/// <summary>Which days are holidays for a rule, and what it does when one of its days is one.</summary>
/// <param name="Calendar">Key of a calendar in the <see cref="HolidayCatalog"/>, such as "de-be".</param>
/// <param name="OnHoliday">
/// What becomes of a day of the rule that is a holiday of this calendar. A Saturday or Sunday without a holiday is no holiday.
/// <see cref="OffDay.Keep"/>: it fires all the same, and the calendar only says which days are working days.
/// </param>
public sealed record HolidayUse(string Calendar, OffDay OnHoliday);

/// <summary>What a rule does on a day that is not worked.</summary>
public enum OffDay
{
    /// <summary>Fires all the same.</summary>
    Keep,

    /// <summary>Does not fire.</summary>
    Skip,

    /// <summary>Fires on the last working day before.</summary>
    Before,

    /// <summary>Fires on the first working day after.</summary>
    After,

    /// <summary>Fires on the nearer working day; the one before where both are equally near.</summary>
    Nearest,
}

/// <summary>What a rule does in a month that has no such day, for the 29th, 30th and 31st.</summary>
public enum ShortMonth
{
    Skip,

    /// <summary>Fires on the last day of that month.</summary>
    LastDay,
}

[Flags]
public enum Weekdays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    MondayToFriday = Monday | Tuesday | Wednesday | Thursday | Friday,
    Weekend = Saturday | Sunday,
    All = MondayToFriday | Weekend,
}

[Flags]
public enum MonthSet
{
    None = 0,
    January = 1,
    February = 2,
    March = 4,
    April = 8,
    May = 16,
    June = 32,
    July = 64,
    August = 128,
    September = 256,
    October = 512,
    November = 1024,
    December = 2048,
    FirstOfQuarter = January | April | July | October,
    LastOfQuarter = March | June | September | December,
    All = 4095,
}

/// <summary>Sets of weekdays and months as bits.</summary>
public static class DaySets
{
    public static Weekdays Of(DayOfWeek day) => (Weekdays)(1 << (((int)day + 6) % 7));

    public static MonthSet OfMonth(int month) => (MonthSet)(1 << (month - 1));

    public static bool Has(this Weekdays set, DayOfWeek day) => (set & Of(day)) != 0;

    public static bool HasMonth(this MonthSet set, int month) => (set & OfMonth(month)) != 0;

    /// <summary>Monday first, as ISO 8601 counts the week.</summary>
    public static IEnumerable<DayOfWeek> Days(this Weekdays set) =>
        Enumerable.Range(1, 7).Select(number => (DayOfWeek)(number % 7)).Where(day => set.Has(day));

    public static IEnumerable<int> Months(this MonthSet set) => Enumerable.Range(1, 12).Where(month => set.HasMonth(month));
}
