using AgentBot.Core.Cards;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>"a message contains "invoice" or "bill"", "any message is written".</summary>
internal static class MessagePhrases
{
    /// <param name="all">True for "any message", "every message".</param>
    public static TriggerReading Read(TriggerPhrase phrase, bool all)
    {
        phrase.Take("here");
        TakeVerbs(phrase);
        return phrase.IsOver ? Every(all) : OfWords(phrase);
    }

    /// <summary>What has to stand in it comes next.</summary>
    public static TriggerReading OfWords(TriggerPhrase phrase)
    {
        phrase.TakeAll(TriggerVocabulary.Contains);
        if (!phrase.IsOver && phrase.Left > 1)
        {
            phrase.TakeAll(TriggerVocabulary.WordOf);
        }

        if (phrase.IsOver)
        {
            return Every(all: false);
        }

        // A phrase without quotation marks ends where the text ends, so that "or" in it may be meant in two ways.
        if (!phrase.Current.IsQuoted)
        {
            return Unquoted(phrase.Rest);
        }

        string[] words = [.. phrase.TakeAlternatives().Select(token => token.Text)];
        TakeVerbs(phrase);
        return TriggerReader.Leftover(phrase) is { } left ? left
            : Patterns.Check(words) is { } wrong ? wrong
            : new TriggerReading.Understood(new Trigger.MessageSaid(WildText.OfAll(words)));
    }

    private static TriggerReading Unquoted(string text)
    {
        string[] parts = text.Split(" or ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Patterns.Check([text]) is { } wrong)
        {
            return wrong;
        }

        return parts.Length == 1
            ? new TriggerReading.Understood(new Trigger.MessageSaid(WildText.OfAll([text])))
            : new TriggerReading.Ambiguous(
                $"Is one of {Wording.List([.. parts.Select(part => $"“{part}”")], "or")} enough, or has “{CardText.PlainLine(text, 60)}” to stand there?",
                [new TriggerChoice(new Trigger.MessageSaid(WildText.OfAll(parts))), new TriggerChoice(new Trigger.MessageSaid(WildText.OfAll([text])))]);
    }

    private static TriggerReading Every(bool all) => all
        ? new TriggerReading.Understood(new Trigger.MessageSaid(WildText.Any))
        : TriggerReader.No("It is not said what has to stand in the message. Say what it contains; or write any message, and every message that is no command starts a run.");

    private static void TakeVerbs(TriggerPhrase phrase)
    {
        // "has" begins both "has been posted" and "has the word".
        while (!phrase.IsOver && TriggerVocabulary.Helpers.Contains(phrase.Next) && (TriggerVocabulary.Writes.Contains(phrase.Peek(1).Word) || TriggerVocabulary.Helpers.Contains(phrase.Peek(1).Word)))
        {
            phrase.Skip(1);
        }

        while (!phrase.IsOver && TriggerVocabulary.Writes.Contains(phrase.Next) && !TriggerVocabulary.Contains.Contains(phrase.Next))
        {
            phrase.Skip(1);
        }
    }
}
