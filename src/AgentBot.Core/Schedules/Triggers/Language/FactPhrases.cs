using System.Collections.Frozen;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>"a fact about pricing changes", "any fact is remembered".</summary>
internal static class FactPhrases
{
    /// <param name="phrase">Behind the word fact.</param>
    public static TriggerReading Read(TriggerPhrase phrase)
    {
        var about = new List<TriggerToken>();
        if (phrase.Take(TriggerVocabulary.About) || phrase.Take("that"))
        {
            phrase.TakeAll(TriggerVocabulary.Contains);
            if (phrase.Next is "the" or "our")
            {
                phrase.Skip(1);
            }

            // Up to the words that say what becomes of it.
            while (!phrase.IsOver && !IsNews(phrase))
            {
                about.Add(phrase.Current);
                phrase.Skip(1);
            }

            if (about.Count == 0)
            {
                return TriggerReader.No("It is not said what the fact is about.");
            }
        }

        phrase.TakeAll(TriggerVocabulary.Helpers);
        bool changes = phrase.TakeAll(TriggerVocabulary.Changes) > 0;
        bool remembered = Take(phrase, TriggerVocabulary.Remembered);
        bool forgotten = Take(phrase, TriggerVocabulary.Forgotten);
        if (TriggerReader.Leftover(phrase) is { } left)
        {
            return left;
        }

        if (!changes && !remembered && !forgotten)
        {
            return TriggerReader.No("It is not said what has to become of the fact.", "changes", "is remembered", "is forgotten");
        }

        FactNews news = changes || remembered == forgotten ? FactNews.Any : remembered ? FactNews.Remembered : FactNews.Forgotten;
        string[] words = [.. Alternatives(about)];
        return Patterns.Check(words) is { } wrong ? wrong : new TriggerReading.Understood(new Trigger.FactChanged(WildText.OfAll(words), news));
    }

    // "is remembered", "is remembered or forgotten"
    private static bool Take(TriggerPhrase phrase, FrozenSet<string> words)
    {
        if (phrase.Next == "or" && words.Contains(phrase.Peek(1).Word))
        {
            phrase.Skip(1);
        }

        return phrase.Take(words);
    }

    private static bool IsNews(TriggerPhrase phrase) =>
        !phrase.Current.IsQuoted
        && (IsNewsWord(phrase.Next) ? phrase.Left == 1 || phrase.Peek(1).Word == "or" : TriggerVocabulary.Helpers.Contains(phrase.Next) && IsNewsWord(phrase.Peek(1).Word));

    private static bool IsNewsWord(string word) => TriggerVocabulary.Changes.Contains(word) || TriggerVocabulary.Remembered.Contains(word) || TriggerVocabulary.Forgotten.Contains(word);

    /// <summary>Quoted pieces are alternatives; words without quotation marks are one phrase between each "or".</summary>
    private static IEnumerable<string> Alternatives(List<TriggerToken> about)
    {
        var words = new List<string>();
        foreach (TriggerToken token in about)
        {
            if (token.Word == "or")
            {
                yield return string.Join(' ', words);
                words.Clear();
            }
            else
            {
                words.Add(token.Text);
            }
        }

        yield return string.Join(' ', words);
    }
}
