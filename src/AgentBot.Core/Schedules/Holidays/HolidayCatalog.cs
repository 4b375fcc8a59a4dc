using System.Collections.Frozen;

namespace AgentBot.Core.Schedules;

/// <summary>The calendars that rules may name: the built-in ones and the operator's files.</summary>
public sealed class HolidayCatalog
{
    private readonly FrozenDictionary<string, HolidayCalendar> _calendars;

    private HolidayCatalog(IEnumerable<HolidayCalendar> calendars) =>
        _calendars = calendars.ToFrozenDictionary(calendar => calendar.Key, StringComparer.OrdinalIgnoreCase);

    public static HolidayCatalog BuiltIn { get; } = new(BuiltInHolidays.All);

    /// <summary>By label, for a list that people choose from.</summary>
    public IEnumerable<HolidayCalendar> All => _calendars.Values.OrderBy(calendar => calendar.Label, StringComparer.Ordinal);

    public HolidayCalendar? Find(string key) => _calendars.GetValueOrDefault(key);

    /// <summary>With further calendars; one with the key of a built-in calendar stands in its place.</summary>
    public HolidayCatalog With(IEnumerable<HolidayCalendar> calendars)
    {
        HolidayCalendar[] added = [.. calendars];
        return new HolidayCatalog(_calendars.Values.Where(known => !added.Any(one => one.Key.Equals(known.Key, StringComparison.OrdinalIgnoreCase))).Concat(added));
    }
}
