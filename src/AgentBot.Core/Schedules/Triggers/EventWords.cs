using AgentBot.Core.Cards;
using AgentBot.Core.People;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>What happened, as people read it in lists and beside a run.</summary>
public static class EventWords
{
    private const int LongestQuoted = 40;

    /// <summary>"claims.csv of Ana Duarte", "a message of Ben Ortiz", "the end of run 4211", "a call of invoices".</summary>
    public static string Short(StoredEvent happened, DirectorySnapshot people)
    {
        string who = Wording.List([.. happened.By.All.Take(1).Select(people.NameOf)]);
        return happened.Kind switch
        {
            "message" => $"a message of {who}",
            "file" => $"{CardText.PlainLine(happened.What, LongestQuoted)} of {who}",
            "fact" => $"a fact of {who}",
            "run" => $"the end of run {happened.Link}",
            "hook" => $"a call of {happened.What}",
            _ => "an event",
        };
    }

    /// <summary>The same with the words that were said.</summary>
    public static string Long(StoredEvent happened, DirectorySnapshot people) => happened.Kind is "message" or "fact"
        ? $"{Short(happened, people)}: {CardText.QuotePlain(happened.What, LongestQuoted)}"
        : Short(happened, people);
}
