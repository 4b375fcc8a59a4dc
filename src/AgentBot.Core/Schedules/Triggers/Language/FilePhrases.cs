namespace AgentBot.Core.Schedules.Triggers;

/// <summary>"a file named *.csv is dropped", "a csv file", "somebody uploads *.csv".</summary>
internal static class FilePhrases
{
    /// <summary>The word file stands here, with or without its ending before it, or a name that only a file has.</summary>
    public static bool BeginsHere(TriggerPhrase phrase) => !phrase.IsOver
        && (TriggerVocabulary.Files.Contains(phrase.Next) || (IsEnding(phrase.Current.Text) && TriggerVocabulary.Files.Contains(phrase.Peek(1).Word)) || IsName(phrase.Current));

    public static TriggerReading Read(TriggerPhrase phrase)
    {
        var names = new List<string>();
        if (IsEnding(phrase.Current.Text))
        {
            names.Add("*." + phrase.Current.Text.TrimStart('*', '.').ToLowerInvariant());
            phrase.Skip(1);
        }
        else if (IsName(phrase.Current) && !TriggerVocabulary.Files.Contains(phrase.Next))
        {
            names.AddRange(phrase.TakeAlternatives().Select(token => token.Text));
        }

        phrase.Take(TriggerVocabulary.Files);
        TakeNames(phrase, names);
        phrase.TakeAll(TriggerVocabulary.Helpers);
        phrase.TakeAll(TriggerVocabulary.Drops);
        TakeNames(phrase, names);
        phrase.TakeAll(TriggerVocabulary.Helpers);
        phrase.TakeAll(TriggerVocabulary.Drops);
        return TriggerReader.Leftover(phrase) is { } left ? left
            : Patterns.Check(names) is { } wrong ? wrong
            : new TriggerReading.Understood(new Trigger.FileDropped(WildText.OfAll(names)));
    }

    // "named *.csv", "whose name is *.csv", "with the name *.csv", "ending in .csv"
    private static void TakeNames(TriggerPhrase phrase, List<string> names)
    {
        bool ends = phrase.Next is "ending" or "ends";
        bool isSaid = phrase.Take(TriggerVocabulary.Named);
        if (ends)
        {
            phrase.Skip(1);
            isSaid = phrase.Take("in") || phrase.Take("with") || phrase.Take("on");
        }
        else if (phrase.Next is "whose" or "with" && (phrase.Peek(1).Word == "name" || phrase.Peek(2).Word == "name"))
        {
            phrase.Skip(1);
            phrase.Take("the");
            phrase.Skip(1);
            isSaid = true;
            phrase.TakeAll(TriggerVocabulary.Helpers);
            phrase.Take("like");
            phrase.Take("matches");
        }

        if (isSaid)
        {
            names.AddRange(phrase.TakeAlternatives().Select(token => ends && !token.Text.Contains('*', StringComparison.Ordinal) ? "*" + token.Text : token.Text));
        }
    }

    private static bool IsEnding(string word) =>
        TriggerVocabulary.Endings.Contains(word.ToLowerInvariant()) || (word.Length > 1 && word[0] == '.' && word.AsSpan(1).IndexOfAnyExceptInRange('0', 'z') < 0);

    // A quotation alone may be anything; with a wildcard or an ending of files in it, it is a name.
    private static bool IsName(TriggerToken token)
    {
        int dot = token.Text?.LastIndexOf('.') ?? -1;
        return dot >= 0 && (token.Text!.Contains('*', StringComparison.Ordinal) || TriggerVocabulary.Endings.Contains(token.Text[(dot + 1)..].ToLowerInvariant()));
    }
}

/// <summary>What a pattern may be.</summary>
internal static class Patterns
{
    public static TriggerReading.NotUnderstood? Check(IReadOnlyCollection<string> typed)
    {
        WildText text = WildText.OfAll(typed);
        if (text.Value.Length > WildText.Longest || text.Alternatives.Length > WildText.MostAlternatives)
        {
            return TriggerReader.No($"That is more than {WildText.MostAlternatives} alternatives or {WildText.Longest} characters of words to look for.");
        }

        return !text.IsAny && text.Alternatives.All(one => one.Trim('*', ' ').Length == 0)
            ? TriggerReader.No("A star alone fits everything. Write what to look for, or leave it out.")
            : null;
    }
}
