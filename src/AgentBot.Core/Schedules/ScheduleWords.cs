using AgentBot.Core.Cards;
using AgentBot.Core.Schedules.Triggers;

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

    /// <summary>"each Monday, 09:00", "out by each Monday, 09:00", "when a file is dropped here".</summary>
    public static string Short(ScheduleTerms terms) => terms.Trigger is { } trigger ? TriggerWords.Of(trigger) : $"{OutBy(terms)}{RuleWords.Short(terms.Rule!)}";

    /// <summary>The same with zone, end and holidays.</summary>
    public static string Full(ScheduleTerms terms, HolidayCatalog holidays) => terms.Trigger is { } trigger ? TriggerWords.Of(trigger) : $"{OutBy(terms)}{RuleWords.Of(terms.Rule!, holidays)}";

    /// <summary>"at most 60 runs an hour".</summary>
    public static string Most(ScheduleTerms terms) => $"at most {Wording.Count(terms.MostAnHour, "run", "runs")} an hour; {(terms.Overlap is Overlap.Queue or Overlap.Together ? "more wait" : "more are left out")}";

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
        Overlap.Together => "they run side by side",
    };

    private static string OutBy(ScheduleTerms terms) => terms.MustBeOut ? "out by " : "";
}
