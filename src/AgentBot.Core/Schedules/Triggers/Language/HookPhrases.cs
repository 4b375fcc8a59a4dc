using AgentBot.Core.Cards;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>"called", "hook invoices is called".</summary>
internal static class HookPhrases
{
    /// <param name="phrase">Behind the word hook, or at the name itself.</param>
    public static TriggerReading Read(TriggerPhrase phrase, TriggerContext context)
    {
        if (phrase.IsOver || TriggerVocabulary.Helpers.Contains(phrase.Next) || TriggerVocabulary.Calls.Contains(phrase.Next) || phrase.Next is "arrives" or "comes")
        {
            return Unnamed(phrase, context);
        }

        phrase.Take("named");
        string name = phrase.IsOver ? "" : phrase.Current.Text.ToLowerInvariant();
        if (!context.Hooks.Contains(name))
        {
            return Unknown(name, context);
        }

        phrase.Skip(1).Take(TriggerVocabulary.Hooks);
        TakeCalls(phrase);
        return TriggerReader.Leftover(phrase) is { } left ? left : new TriggerReading.Understood(new Trigger.HookCalled(name));
    }

    /// <summary>"called", "it is called by invoices": the name comes behind, or there is only one hook.</summary>
    public static TriggerReading Unnamed(TriggerPhrase phrase, TriggerContext context)
    {
        phrase.Take("it");
        phrase.Take("this");
        TakeCalls(phrase);
        if (phrase.Take("by") || phrase.Take("through") || phrase.Take("via") || phrase.Take("over"))
        {
            phrase.TakeArticles();
            phrase.Take(TriggerVocabulary.Hooks);
            return phrase.IsOver ? Any(context) : Read(phrase, context);
        }

        return TriggerReader.Leftover(phrase) is { } left ? left : Any(context);
    }

    private static TriggerReading Any(TriggerContext context) => context.Hooks.Count switch
    {
        0 => TriggerReader.No("No hook is set up that this channel may use. An operator names one in the settings under Hooks."),
        1 => new TriggerReading.Understood(new Trigger.HookCalled(context.Hooks.First())),
        _ => new TriggerReading.Ambiguous("Which hook is meant?", [.. context.Hooks.Order(StringComparer.Ordinal).Select(hook => new TriggerChoice(new Trigger.HookCalled(hook)))]),
    };

    private static TriggerReading.NotUnderstood Unknown(string name, TriggerContext context)
    {
        string sentence = context.Hooks.Count == 0
            ? "No hook is set up that this channel may use. An operator names one in the settings under Hooks."
            : $"No hook is called “{CardText.PlainLine(name, 60)}”. There is: {string.Join(", ", context.Hooks.Order(StringComparer.Ordinal).Take(10))}.";
        return NearestWord.Of(name, context.Hooks) is { } near ? TriggerReader.No(sentence, near) : TriggerReader.No(sentence);
    }

    private static void TakeCalls(TriggerPhrase phrase)
    {
        phrase.TakeAll(TriggerVocabulary.Helpers);
        if (phrase.Next is "receives" or "gets")
        {
            phrase.Skip(1);
            phrase.TakeArticles();
            phrase.Take("call");
            phrase.Take("something");
        }

        phrase.TakeAll(TriggerVocabulary.Calls);
        phrase.Take("arrives");
    }
}
