using System.Collections;

namespace AgentBot.Core.Schedules;

/// <summary>Collects the holidays of one year, so that a law can be written down as it reads.</summary>
internal sealed class HolidayList(int year) : IEnumerable<Holiday>
{
    private readonly List<Holiday> _days = [];
    private readonly DateOnly _easter = ChurchYear.Easter(year);

    public HolidayList On(int month, int day, string name, int since = 0, int until = int.MaxValue) =>
        year >= since && year <= until ? Add(new DateOnly(year, month, day), name) : this;

    /// <param name="days">From Easter Sunday: -2 is Good Friday, 39 Ascension Day, 50 Whit Monday, 60 Corpus Christi.</param>
    public HolidayList Easter(int days, string name) => Add(_easter.AddDays(days), name);

    public HolidayList Nth(int month, int nth, DayOfWeek weekday, string name, int since = 0) =>
        year >= since && ChurchYear.Nth(year, month, nth, weekday) is { } day ? Add(day, name) : this;

    public HolidayList If(bool applies, Func<HolidayList, HolidayList> more) => applies ? more(this) : this;

    public HolidayList Add(DateOnly day, string name)
    {
        _days.Add(new Holiday(day, name));
        return this;
    }

    public IEnumerator<Holiday> GetEnumerator() => _days.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
