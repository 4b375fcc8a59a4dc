using AgentBot.Core.Cards;

namespace AgentBot.Core.Schedules;

/// <summary>What people read about the times and terms of a schedule.</summary>
public static class ScheduleWords
{
    /// <summary>"Berlin time, holidays of Germany (Berlin)".</summary>
    /// <param name="reader">In whose zone times are shown.</param>
    public static string Reckoned(ScheduleRule rule, CardClock reader, FiringCalendar calendar)
    {
        var rules = new CardClock(rule.Zone, reader.Now);
        string zone = rules.City == reader.City ? reader.City : $"{reader.City}; it is kept in {rules.City}";
        return calendar.CalendarOf(rule) is { } holidays ? $"{zone}, holidays of {holidays.Label}" : zone;
    }

    public static string Missed(ScheduleTerms terms) => terms.CatchUp switch
    {
        CatchUp.Skip => "it is left out",
        CatchUp.Once => "it runs once as soon as AgentBot is back",
        CatchUp.All => $"each is made up for one after the other, the last {terms.MostCaughtUp} at most",
    };

    public static string Overlapping(ScheduleTerms terms) => terms.Overlap switch
    {
        Overlap.Skip => "the new one is skipped and the channel is told",
        Overlap.Queue => "the new one starts when the old one has ended",
        Overlap.CancelOld => "the old one is stopped",
    };
}
