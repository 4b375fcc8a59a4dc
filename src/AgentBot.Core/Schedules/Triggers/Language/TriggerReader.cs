using System.Collections.Immutable;
using AgentBot.Core.Cards;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// Reads from plain English what has to happen. Every word of a text is used or complained about; what has two meanings is asked.
/// It reads five kinds of events: a file, a message, a fact, the end of a run, and the call of a hook.
/// </summary>
public static class TriggerReader
{
    /// <summary>Longer texts name no event.</summary>
    public const int LongestText = 400;

    private static readonly string[] Leads = ["when", "whenever", "upon", "if", "each time", "every time", "any time", "as soon as"];

    /// <summary>These begin times too; they begin an event where one is named behind them.</summary>
    private static readonly string[] PossibleLeads = ["on", "after", "once"];

    /// <summary>Whether a text speaks of something that happens rather than of a time.</summary>
    public static bool IsAbout(string text)
    {
        ImmutableArray<TriggerToken> tokens = TriggerTokens.Of(text);
        return LeadOf(tokens, Leads) > 0 || (LeadOf(tokens, PossibleLeads) > 0 && tokens.Any(token => IsNoun(token.Word)));
    }

    public static TriggerReading Read(string text, TriggerContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        if (text.Length > LongestText)
        {
            return No($"That is longer than {LongestText} characters.");
        }

        ImmutableArray<TriggerToken> tokens = TriggerTokens.Of(text);
        int lead = Math.Max(LeadOf(tokens, Leads), LeadOf(tokens, PossibleLeads));
        ImmutableArray<TriggerToken> said = WithoutTail(tokens[lead..]);
        if (said.IsEmpty)
        {
            return No("It is not said what has to happen.");
        }

        var phrase = new TriggerPhrase(said);
        bool all = phrase.TakeArticles();
        return phrase.Next switch
        {
            var word when TriggerVocabulary.Actors.Contains(word) => OfActor(phrase),
            var word when TriggerVocabulary.Facts.Contains(word) => FactPhrases.Read(phrase.Skip(1)),
            var word when TriggerVocabulary.Runs.Contains(word) => RunPhrases.Read(phrase.Skip(1), context),
            var word when TriggerVocabulary.Hooks.Contains(word) => HookPhrases.Read(phrase.Skip(1), context),
            "it" or "this" or "called" => HookPhrases.Unnamed(phrase, context),
            _ when FilePhrases.BeginsHere(phrase) => FilePhrases.Read(phrase),
            var word when TriggerVocabulary.Messages.Contains(word) => MessagePhrases.Read(phrase.Skip(1), all),
            "something" => MessagePhrases.Read(phrase.Skip(1), all),
            _ => OfName(phrase, context),
        };
    }

    internal static TriggerReading.NotUnderstood No(string sentence, params ReadOnlySpan<string> nearest) => new(sentence, [.. nearest], [.. TriggerVocabulary.Examples]);

    /// <summary>Complains about the first words that mean nothing here; null where all were used.</summary>
    internal static TriggerReading.NotUnderstood? Leftover(TriggerPhrase phrase)
    {
        if (phrase.IsOver)
        {
            return null;
        }

        string word = phrase.Current.Text;
        string? near = TriggerVocabulary.Nearest(word.ToLowerInvariant());
        return No($"“{CardText.PlainLine(phrase.Rest, 60)}” is not understood here.", near is null ? [] : [near]);
    }

    /// <summary>"somebody drops a file", "someone writes "invoice"".</summary>
    private static TriggerReading OfActor(TriggerPhrase phrase)
    {
        phrase.Skip(1);
        while (!phrase.IsOver && (TriggerVocabulary.Drops.Contains(phrase.Next) || TriggerVocabulary.Writes.Contains(phrase.Next)))
        {
            phrase.Skip(1);
        }

        bool all = phrase.TakeArticles();
        return FilePhrases.BeginsHere(phrase) ? FilePhrases.Read(phrase)
            : TriggerVocabulary.Messages.Contains(phrase.Next) ? MessagePhrases.Read(phrase.Skip(1), all)
            : MessagePhrases.OfWords(phrase);
    }

    /// <summary>"expense-triage finishes", "invoices is called": the name alone says what is meant.</summary>
    private static TriggerReading OfName(TriggerPhrase phrase, TriggerContext context)
    {
        string name = phrase.Current.Text.ToLowerInvariant();
        bool isTemplate = context.Templates.Contains(name);
        bool isHook = context.Hooks.Contains(name);
        bool isCalled = phrase.Has(TriggerVocabulary.Calls);
        if (isHook && (isCalled || !isTemplate))
        {
            return HookPhrases.Read(phrase, context);
        }

        if (isTemplate || phrase.Has(TriggerVocabulary.Ends) || phrase.Has(TriggerVocabulary.Succeeds) || phrase.Has(TriggerVocabulary.Fails) || phrase.Has(TriggerVocabulary.Rejected))
        {
            return RunPhrases.Read(phrase, context);
        }

        if (isCalled)
        {
            return HookPhrases.Read(phrase, context);
        }

        string? near = TriggerVocabulary.Nearest(name) ?? NearestWord.Of(name, context.Templates) ?? NearestWord.Of(name, context.Hooks);
        return No($"“{CardText.PlainLine(phrase.Rest, 60)}” is not understood as something that happens.", near is null ? [] : [near]);
    }

    private static bool IsNoun(string word) =>
        TriggerVocabulary.Files.Contains(word) || TriggerVocabulary.Messages.Contains(word) || TriggerVocabulary.Facts.Contains(word) || TriggerVocabulary.Runs.Contains(word) || TriggerVocabulary.Hooks.Contains(word);

    /// <summary>How many tokens the longest of these beginnings has here; 0 for none.</summary>
    private static int LeadOf(ImmutableArray<TriggerToken> tokens, string[] leads) =>
        leads.Select(lead => lead.Split(' ')).Where(lead => lead.Length <= tokens.Length && lead.Select((word, i) => tokens[i].Word == word).All(fits => fits)).Select(lead => lead.Length).DefaultIfEmpty(0).Max();

    private static ImmutableArray<TriggerToken> WithoutTail(ImmutableArray<TriggerToken> tokens)
    {
        while (TriggerVocabulary.Tails.Select(tail => tail.Split(' ')).Where(tail => EndsWith(tokens, tail)).MaxBy(tail => tail.Length) is { } found)
        {
            tokens = tokens[..^found.Length];
        }

        return tokens;
    }

    private static bool EndsWith(ImmutableArray<TriggerToken> tokens, string[] tail) =>
        tail.Length <= tokens.Length && tail.Select((word, i) => tokens[tokens.Length - tail.Length + i].Word == word).All(fits => fits);
}
