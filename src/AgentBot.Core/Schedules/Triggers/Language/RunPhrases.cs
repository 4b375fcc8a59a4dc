using System.Collections.Frozen;
using System.Collections.Immutable;
using AgentBot.Core.Cards;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>"run expense-triage finishes", "a run of expense-triage is rejected".</summary>
internal static class RunPhrases
{
    private static readonly (FrozenSet<string> Words, RunEnding Ending)[] Endings =
    [
        (TriggerVocabulary.Ends, RunEnding.Any),
        (TriggerVocabulary.Succeeds, RunEnding.Done),
        (TriggerVocabulary.Rejected, RunEnding.Rejected),
        (TriggerVocabulary.Expires, RunEnding.Expired),
        (TriggerVocabulary.Fails, RunEnding.Failed),
    ];

    /// <param name="phrase">Behind the word run, or at the name itself.</param>
    public static TriggerReading Read(TriggerPhrase phrase, TriggerContext context)
    {
        phrase.Take("of");
        phrase.TakeArticles();
        if (phrase.IsOver)
        {
            return TriggerReader.No("It is not said which template’s run is meant.", [.. context.Templates.Take(3)]);
        }

        string name = phrase.Current.Text.ToLowerInvariant();
        if (name.Length > 0 && name.TrimStart('#').All(char.IsAsciiDigit))
        {
            return TriggerReader.No("A schedule waits for runs of a template, not for one run with its number.", [.. context.Templates.Take(3)]);
        }

        if (!context.Templates.Contains(name))
        {
            return NearestWord.Of(name, context.Templates) is { } near
                ? TriggerReader.No($"No template is called “{CardText.PlainLine(name, 60)}”.", near)
                : TriggerReader.No($"No template is called “{CardText.PlainLine(name, 60)}”.");
        }

        phrase.Skip(1).Take(TriggerVocabulary.Runs);
        phrase.TakeAll(TriggerVocabulary.Helpers);
        return Ended(phrase, name);
    }

    private static TriggerReading Ended(TriggerPhrase phrase, string name)
    {
        if (phrase.IsOver || phrase.Take(TriggerVocabulary.Unclear))
        {
            return TriggerReader.Leftover(phrase) is { } rest ? rest : new TriggerReading.Ambiguous(
                $"Which end of {name} is meant?",
                [new TriggerChoice(new Trigger.RunEnded(name, RunEnding.Done)), new TriggerChoice(new Trigger.RunEnded(name, RunEnding.Any))]);
        }

        if (phrase.Next == "approved")
        {
            return TriggerReader.No("A run succeeds once everything that was to be approved is approved and delivered.", "succeeds");
        }

        foreach ((FrozenSet<string> words, RunEnding ending) in Endings)
        {
            if (phrase.Take(words))
            {
                return TriggerReader.Leftover(phrase) is { } left ? left : new TriggerReading.Understood(new Trigger.RunEnded(name, ending));
            }
        }

        return TriggerReader.Leftover(phrase)! with { Nearest = ["finishes", "succeeds", "is rejected", "fails"] };
    }
}
