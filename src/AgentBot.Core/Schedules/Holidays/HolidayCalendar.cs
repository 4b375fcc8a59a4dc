using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace AgentBot.Core.Schedules;

/// <param name="Name">As people there know it, in English where it is a rule of ours, as written in the file where it is a file.</param>
public sealed record Holiday(DateOnly Day, string Name);

/// <summary>The holidays of one country, region or company. Weekends are Saturday and Sunday and need not be in it.</summary>
/// <param name="key">How rules name it: "de-by", or the name of the operator's file.</param>
/// <param name="label">For people: "Germany (Bavaria)".</param>
/// <param name="ofYear">Every holiday of a year. Pure: asked once a year and kept.</param>
public sealed class HolidayCalendar(string key, string label, Func<int, IEnumerable<Holiday>> ofYear)
{
    private const int KeptYears = 200;

    private readonly ConcurrentDictionary<int, FrozenDictionary<DateOnly, string>> _years = new();

    public string Key => key;

    public string Label => label;

    /// <summary>The name of the holiday on that day; null on an ordinary day.</summary>
    public string? NameOf(DateOnly day) => Year(day.Year).GetValueOrDefault(day);

    public bool IsHoliday(DateOnly day) => Year(day.Year).ContainsKey(day);

    /// <summary>In order of days.</summary>
    public IEnumerable<Holiday> OfYear(int year) => Year(year).OrderBy(pair => pair.Key).Select(pair => new Holiday(pair.Key, pair.Value));

    private FrozenDictionary<DateOnly, string> Year(int year)
    {
        if (_years.TryGetValue(year, out FrozenDictionary<DateOnly, string>? known))
        {
            return known;
        }

        if (_years.Count >= KeptYears)
        {
            _years.Clear();
        }

        var days = new Dictionary<DateOnly, string>();
        foreach (Holiday holiday in ofYear(year).Where(holiday => holiday.Day.Year == year))
        {
            // Two on one day, as in 2008 when Ascension fell on the first of May: the day is called by both.
            days[holiday.Day] = days.TryGetValue(holiday.Day, out string? other) && other != holiday.Name ? $"{other}, {holiday.Name}" : holiday.Name;
        }

        return _years[year] = days.ToFrozenDictionary();
    }
}
