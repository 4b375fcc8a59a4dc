namespace AgentBot.Core.Schedules.Triggers;

/// <summary>A trigger as one plain English phrase; <see cref="TriggerReader"/> reads an equal trigger from it.</summary>
public static class TriggerWords
{
    /// <summary>"when a file named *.csv is dropped here".</summary>
    public static string Of(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return trigger.Match(
            message => message.Contains.IsAny ? "when any message is written here" : $"when a message here contains {Quoted(message.Contains)}",
            file => file.Name.IsAny ? "when a file is dropped here" : $"when a file named {Bare(file.Name)} is dropped here",
            fact => $"when a fact{(fact.About.IsAny ? "" : $" about {Quoted(fact.About)}")} {News(fact.News)} here",
            run => $"when a run of {run.Template} {Ending(run.Ending)} here",
            hook => $"when the hook {hook.Hook} is called");
    }

    /// <summary>"ends", "succeeds".</summary>
    public static string Ending(RunEnding ending) => ending switch
    {
        RunEnding.Any => "ends",
        RunEnding.Done => "succeeds",
        RunEnding.Rejected => "is rejected",
        RunEnding.Expired => "expires",
        RunEnding.Failed => "fails",
    };

    private static string News(FactNews news) => news switch
    {
        FactNews.Any => "changes",
        FactNews.Remembered => "is remembered",
        FactNews.Forgotten => "is forgotten",
    };

    private static string Quoted(WildText text) => string.Join(" or ", text.Alternatives.Select(one => $"“{one}”"));

    // Names of files rarely hold spaces; those that do are quoted.
    private static string Bare(WildText text) => string.Join(" or ", text.Alternatives.Select(one => one.Contains(' ', StringComparison.Ordinal) || !one.Contains('.', StringComparison.Ordinal) ? $"“{one}”" : one));
}
