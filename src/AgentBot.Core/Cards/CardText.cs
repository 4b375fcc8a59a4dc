using System.Globalization;
using System.Text;

namespace AgentBot.Core.Cards;

/// <summary>
/// The only way for outside text (files, chat, agents) onto a card: nothing invisible, nothing that a Markdown renderer obeys,
/// nothing longer than its place. Order matters: <see cref="Visible"/>, then <see cref="Cut"/>, then <see cref="Escape"/>.
/// </summary>
public static class CardText
{
    private const int MostMarksOnOneLetter = 4;

    /// <summary>One line, no longer than <paramref name="most"/> characters, escaped.</summary>
    public static string Line(string text, int most = 300) => Escape(Cut(OneLine(text), most));

    /// <summary>Several lines, escaped; every line break becomes a paragraph of the card's Markdown.</summary>
    public static string Lines(string text, int most = 3_000) =>
        string.Join("\n\n", Cut(Visible(text), most).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Escape));

    /// <summary>The words of a person or a file, in quotation marks, at most 200 characters of them.</summary>
    public static string Quote(string text, int most = 200) => $"“{Line(text, most)}”";

    /// <summary>The same for places that take plain text, such as a choice or the fallback.</summary>
    public static string QuotePlain(string text, int most = 200) => $"“{PlainLine(text, most)}”";

    /// <summary>One line, cut, not escaped: for inputs, buttons, runs of rich text and fallback texts, which are no Markdown.</summary>
    public static string PlainLine(string text, int most = 300) => Cut(OneLine(text), most);

    /// <summary>
    /// Takes out what cannot be seen but can be read or can reorder what is seen: control, format (bidirectional marks,
    /// zero-width, soft hyphen, tags), lone surrogates, fillers, and stacks of combining marks. Line breaks become \n, odd
    /// spaces plain ones; the no-break space stays.
    /// </summary>
    public static string Visible(string text)
    {
        var shown = new StringBuilder(text.Length);
        int marks = 0;
        bool mayCarryEmojiStyle = false;
        string lines = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        for (int i = 0; i < lines.Length;)
        {
            if (!Rune.TryGetRuneAt(lines, i, out Rune rune))
            {
                i++;
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (rune.Value is '\n' or '\r' or 0x85 or 0x2028 or 0x2029 or 0x0B or 0x0C)
            {
                shown.Append('\n');
                marks = 0;
                continue;
            }

            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            if (rune.Value == 0xFE0F ? mayCarryEmojiStyle : !IsInvisible(rune, category) && (!isMark || marks < MostMarksOnOneLetter))
            {
                shown.Append(rune.Value == '\t' || (category == UnicodeCategory.SpaceSeparator && rune.Value != 0xA0) ? " " : rune.ToString());
                marks = isMark ? marks + 1 : 0;
            }

            mayCarryEmojiStyle = category == UnicodeCategory.OtherSymbol;
        }

        return shown.ToString();
    }

    public static bool HasInvisible(string text) => !string.Equals(text, Visible(text), StringComparison.Ordinal);

    /// <summary>At most <paramref name="most"/> UTF-16 units, never inside a character as people see it, with … where something is missing.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = 0;
        while (end < text.Length)
        {
            int next = StringInfo.GetNextTextElementLength(text, end);
            if (end + next > most - 1)
            {
                break;
            }

            end += next;
        }

        return text[..end].TrimEnd() + "…";
    }

    /// <summary>Cuts at the end of a sentence if one ends in the second half of the room, else as <see cref="Cut"/> does.</summary>
    public static string CutAtSentence(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        for (int i = Math.Min(most, text.Length) - 2; i > most / 2; i--)
        {
            if (text[i] is '.' or '!' or '?' && char.IsWhiteSpace(text[i + 1]))
            {
                return text[..(i + 1)] + " …";
            }
        }

        return Cut(text, most);
    }

    /// <summary>Puts a backslash before everything that the Markdown of cards would obey, and before what would become a link by itself.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            if (IsSpecial(text, i))
            {
                escaped.Append('\\');
            }

            escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    private static bool IsSpecial(string text, int i) => text[i] switch
    {
        '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' => true,
        '~' => Next(text, i) == '~' || Before(text, i) == '~',
        '&' => Next(text, i) == '#' || char.IsAsciiLetter(Next(text, i)),
        ':' => Next(text, i) == '/',
        '@' => char.IsAsciiLetterOrDigit(Before(text, i)) && char.IsAsciiLetterOrDigit(Next(text, i)),
        '#' or '-' or '+' => StartsLine(text, i),
        '.' or ')' => EndsNumberAtStart(text, i) || (text[i] == '.' && i >= 3 && text.AsSpan(i - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    private static char Next(string text, int i) => i + 1 < text.Length ? text[i + 1] : '\0';

    private static char Before(string text, int i) => i > 0 ? text[i - 1] : '\0';

    private static bool StartsLine(string text, int i) => text.AsSpan(0, i).TrimStart(' ').Length == 0 || text[i - 1] == '\n';

    private static bool EndsNumberAtStart(string text, int i)
    {
        int start = i;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        return start < i && StartsLine(text, start) && (Next(text, i) is ' ' or '\0');
    }

    private static string OneLine(string text) =>
        string.Join(' ', Visible(text).Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static bool IsInvisible(Rune rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control => rune.Value != '\t',
        UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => true,
        // Fillers, joiners and selectors that Unicode files under letters, marks and symbols but that draw nothing.
        _ => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0E) or (>= 0xE0000 and <= 0xE0FFF),
    };
}
