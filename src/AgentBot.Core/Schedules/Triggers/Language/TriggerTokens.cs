using System.Buffers;
using System.Collections.Immutable;

namespace AgentBot.Core.Schedules.Triggers;

/// <param name="Text">Without quotation marks.</param>
internal readonly record struct TriggerToken(string Text, bool IsQuoted)
{
    /// <summary>As the vocabulary has it; empty for what is quoted, which is never a word of the language.</summary>
    public string Word => IsQuoted ? "" : Text.ToLowerInvariant();
}

/// <summary>Takes a text apart at white space. What stands in quotation marks of any kind is one token.</summary>
internal static class TriggerTokens
{
    private const string Singles = "'‘’‚";

    private static readonly SearchValues<char> Doubles = SearchValues.Create("\"“”„«»");

    public static ImmutableArray<TriggerToken> Of(string text)
    {
        var tokens = ImmutableArray.CreateBuilder<TriggerToken>();
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c) || c == ',')
            {
                at++;
                continue;
            }

            int close = ClosingOf(text, at);
            if (close > at)
            {
                tokens.Add(new TriggerToken(text[(at + 1)..close].Trim(), IsQuoted: true));
                at = close + 1;
                continue;
            }

            int end = at + 1;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != ',' && !Doubles.Contains(text[end]))
            {
                end++;
            }

            string word = text[at..end].TrimEnd('.', ';', '!', '?', ':');
            if (word.Length > 0)
            {
                tokens.Add(new TriggerToken(word, IsQuoted: false));
            }

            at = end;
        }

        return tokens.ToImmutable();
    }

    /// <summary>Where the quotation that begins here ends; -1 where none begins. An apostrophe inside of a word ends nothing.</summary>
    private static int ClosingOf(string text, int at)
    {
        if (Doubles.Contains(text[at]))
        {
            return text.AsSpan(at + 1).IndexOfAny(Doubles) is >= 0 and int found ? at + 1 + found : -1;
        }

        if (!Singles.Contains(text[at], StringComparison.Ordinal))
        {
            return -1;
        }

        for (int i = at + 1; i < text.Length; i++)
        {
            if (Singles.Contains(text[i], StringComparison.Ordinal) && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] == ','))
            {
                return i;
            }
        }

        return -1;
    }
}
