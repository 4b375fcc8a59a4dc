namespace AgentBot.Agents.Offline.Reading;

/// <summary>Names as people write them: case, spaces, underscores, hyphens and quotes make no difference.</summary>
public static class Names
{
    private const string QuoteMarks = "\"'“”‘’„«»`";

    /// <summary>"Net_Amount" and "net amount" become the same text.</summary>
    public static string Normal(string name) =>
        string.Join(' ', name.ToLowerInvariant().Split([' ', '_', '-', '.', '\t', '\u00A0'], StringSplitOptions.RemoveEmptyEntries));

    public static bool Same(string a, string b) => Normal(Unquoted(a)) == Normal(Unquoted(b));

    public static bool IsQuote(char letter) => QuoteMarks.Contains(letter, StringComparison.Ordinal);

    public static string Unquoted(string text)
    {
        string trimmed = text.Trim();
        while (trimmed.Length >= 2 && IsQuote(trimmed[0]) && IsQuote(trimmed[^1]))
        {
            trimmed = trimmed[1..^1].Trim();
        }

        return trimmed;
    }

    /// <summary>How many characters at the start of the text are this name as a whole word; 0 where it does not start with it.</summary>
    public static int MatchStart(string text, string name)
    {
        int at = 0;
        while (at < text.Length && IsQuote(text[at]))
        {
            at++;
        }

        foreach (string word in Normal(name).Split(' '))
        {
            while (at < text.Length && IsSeparator(text[at]))
            {
                at++;
            }

            if (word.Length == 0 || string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0)
            {
                return 0;
            }

            at += word.Length;
        }

        if (at < text.Length && char.IsLetterOrDigit(text[at]))
        {
            return 0;
        }

        while (at < text.Length && IsQuote(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>True where the text holds the words, the first of them at the beginning of a word: "charge" is in "charged", not in "surcharge".</summary>
    public static bool Holds(string text, string words)
    {
        if (words.Length == 0)
        {
            return false;
        }

        for (int at = text.IndexOf(words, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (at == 0 || !char.IsLetterOrDigit(words[0]) || !char.IsLetterOrDigit(text[at - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Splits at a separator that stands outside quotes.</summary>
    public static List<string> Split(string text, params ReadOnlySpan<string> separators)
    {
        var parts = new List<string>();
        int begin = 0;
        bool quoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            if (IsPairingQuote(text, at))
            {
                quoted = !quoted;
            }

            if (quoted)
            {
                continue;
            }

            foreach (string separator in separators)
            {
                if (string.Compare(text, at, separator, 0, separator.Length, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    parts.Add(text[begin..at]);
                    begin = at + separator.Length;
                    at = begin - 1;
                    break;
                }
            }
        }

        parts.Add(text[begin..]);
        return parts;
    }

    // An apostrophe inside a word is not a quote.
    private static bool IsPairingQuote(string text, int at) =>
        IsQuote(text[at]) && !(text[at] is '\'' or '’' && at > 0 && char.IsLetter(text[at - 1]) && at + 1 < text.Length && char.IsLetter(text[at + 1]));

    private static bool IsSeparator(char letter) => letter is ' ' or '_' or '-' or '.' or '\t' or '\u00A0';
}
