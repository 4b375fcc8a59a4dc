namespace AgentBot.Core.Schedules;

/// <summary>
/// Holidays computed from the rules of the law; each list names its source. They hold for days from 1995 on, as the law stands in
/// 2026; what a parliament changes later, or a company adds, belongs into a calendar file of the operator.
/// </summary>
internal static class BuiltInHolidays
{
    public static IEnumerable<HolidayCalendar> All { get; } =
        [.. GermanHolidays.Calendars(), .. EuropeanHolidays.Calendars(), .. AtlanticHolidays.Calendars()];
}
