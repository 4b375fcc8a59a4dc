using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentBot.Core.Reviews.Evidence;

public enum SourceKind
{
    /// <summary>What the person typed who asked.</summary>
    Input,

    File,

    Fact,

    Message,

    /// <summary>What the author of the template wrote.</summary>
    Template,
}

/// <param name="Name">As people say it: "october.csv", "fact 12", "message by Ida Holm, 18 Nov".</param>
/// <param name="Text">All of it, or its first part where it is very long.</param>
public sealed record Source(SourceKind Kind, string Name, string Text);

/// <param name="Label">Where it was found: "row 14 of october.csv", "fact 12".</param>
public sealed record FoundSource(Source Source, string Label);

/// <summary>
/// Everything that a run was given, for looking up what an agent says it took from there. A citation counts only when the place
/// exists and, where it quotes, the words stand there.
/// </summary>
public sealed partial class SourceBook
{
    /// <summary>Shorter words are found anywhere and prove nothing.</summary>
    private const int ShortestQuote = 12;

    public static readonly SourceBook Unread = new([], isRead: false);

    private readonly ImmutableArray<(Source Source, string Folded)> _all;

    public SourceBook(IEnumerable<Source> all)
        : this(all, isRead: true)
    {
    }

    private SourceBook(IEnumerable<Source> all, bool isRead)
    {
        _all = [.. all.Select(source => (source, Fold(source.Text)))];
        IsRead = isRead;
    }

    /// <summary>False where nobody looked: then nothing is known about what is missing.</summary>
    public bool IsRead { get; }

    public IEnumerable<Source> All => _all.Select(entry => entry.Source);

    /// <summary>Null where the cited place does not exist or does not say that.</summary>
    public FoundSource? Find(string citation)
    {
        string cited = citation.Trim();
        if (cited.Length == 0)
        {
            return null;
        }

        if (Row().Match(cited) is { Success: true } row)
        {
            return RowOf(int.Parse(row.Groups["row"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), row.Groups["of"].Value.Trim());
        }

        Match quoted = Quoted().Match(cited);
        return quoted.Success ? Holding(quoted.Groups["words"].Value) : Named(cited) ?? (cited.Length >= ShortestQuote ? Holding(cited) : null);
    }

    /// <summary>Where exactly this address of a mail or of a page stands; null where it does not.</summary>
    public FoundSource? FindAddress(string address)
    {
        foreach ((Source source, _) in _all)
        {
            for (int at = source.Text.IndexOf(address, StringComparison.OrdinalIgnoreCase); at >= 0; at = source.Text.IndexOf(address, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (StandsAlone(source.Text, at, at + address.Length))
                {
                    return new FoundSource(source, source.Name);
                }
            }
        }

        return null;
    }

    /// <summary>Where this number of an account stands, however it is grouped there; null where it does not.</summary>
    public FoundSource? FindAccount(string account)
    {
        string bare = Bare(account);
        return bare.Length == 0 ? null : _all.Where(entry => HasGrouped(entry.Source.Text, bare)).Select(entry => new FoundSource(entry.Source, entry.Source.Name)).FirstOrDefault();
    }

    /// <summary>Where these words stand, whatever their length; null where they do not.</summary>
    public FoundSource? FindWords(string words) => Fold(words) is { Length: > 0 } folded
        ? _all.Where(entry => entry.Folded.Contains(folded, StringComparison.Ordinal)).Select(entry => new FoundSource(entry.Source, entry.Source.Name)).FirstOrDefault()
        : null;

    /// <summary>Without spaces and hyphens, in capitals.</summary>
    public static string Bare(string account) => string.Concat(account.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private FoundSource? Holding(string words) => words.Trim().Length < 3 ? null : FindWords(words);

    private FoundSource? Named(string cited)
    {
        foreach ((Source source, _) in _all)
        {
            string name = source.Name;
            string bare = source.Kind == SourceKind.File ? Path.GetFileNameWithoutExtension(name) : name;
            if (Begins(cited, name) || (bare.Length > 2 && Begins(cited, bare)))
            {
                return new FoundSource(source, name);
            }
        }

        return null;
    }

    // "call-notes.txt, 00:03" names the file; "call-notes-2.txt" does not.
    private static bool Begins(string cited, string name) =>
        cited.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (cited.Length == name.Length || cited[name.Length] is ' ' or ',' or ':' or ';' or '(');

    private FoundSource? RowOf(int row, string of)
    {
        Source? file = _all.Select(entry => entry.Source).FirstOrDefault(source => source.Kind == SourceKind.File && (of.Length == 0 || Begins(of, source.Name) || Begins(of, Path.GetFileNameWithoutExtension(source.Name))));
        return file is not null && row >= 1 && row <= Rows(file.Text) ? new FoundSource(file, string.Create(CultureInfo.InvariantCulture, $"row {row} of {file.Name}")) : null;
    }

    /// <summary>Rows below the head of a table in text; a line break inside of quotes ends none.</summary>
    private static int Rows(string text)
    {
        int lines = 0;
        bool quoted = false, isEmpty = true;
        foreach (char letter in text)
        {
            quoted ^= letter == '"';
            if (letter == '\n' && !quoted)
            {
                lines += isEmpty ? 0 : 1;
                isEmpty = true;
            }
            else
            {
                isEmpty &= char.IsWhiteSpace(letter);
            }
        }

        return lines + (isEmpty ? 0 : 1) - 1;
    }

    private static bool StandsAlone(string text, int from, int to)
    {
        bool before = from == 0 || !(char.IsLetterOrDigit(text[from - 1]) || text[from - 1] is '.' or '_' or '%' or '+' or '-' or '@');
        bool after = to >= text.Length
            || !(char.IsLetterOrDigit(text[to]) || text[to] is '_' or '-' or '@' or '/' or '?' or '#' or '=' or '&' or '%' || (text[to] is '.' or ':' && to + 1 < text.Length && char.IsLetterOrDigit(text[to + 1])));
        return before && after;
    }

    private static bool HasGrouped(string text, string bare)
    {
        for (int start = 0; start < text.Length; start++)
        {
            if (char.ToUpperInvariant(text[start]) != bare[0] || (start > 0 && char.IsLetterOrDigit(text[start - 1])))
            {
                continue;
            }

            int at = start, matched = 0;
            while (at < text.Length && matched < bare.Length && (char.ToUpperInvariant(text[at]) == bare[matched] || (text[at] is ' ' or '-' or '\u00a0' or '.' && matched > 0)))
            {
                matched += char.IsLetterOrDigit(text[at]) ? 1 : 0;
                at++;
            }

            if (matched == bare.Length && (at == text.Length || !char.IsLetterOrDigit(text[at])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Case, kinds of quotation marks and white space do not count.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            if (char.IsWhiteSpace(letter))
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                {
                    folded.Append(' ');
                }
            }
            else
            {
                folded.Append(letter switch { '’' or '‘' => '\'', '“' or '”' => '"', _ => char.ToLowerInvariant(letter) });
            }
        }

        return folded.ToString().Trim();
    }

    [GeneratedRegex(@"^row (?<row>[0-9]{1,6})( (of|in) (?<of>.{1,200}))?$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("[“\"](?<words>[^“”\"]{1,2000})[”\"]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();
}
