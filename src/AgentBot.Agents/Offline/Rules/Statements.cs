using System.Text.RegularExpressions;
using AgentBot.Agents.Offline.Reading;

namespace AgentBot.Agents.Offline.Rules;

/// <summary>Cuts a text into single statements and peels bullets, numbers and quotes off them.</summary>
public static partial class Statements
{
    /// <summary>At most so many are read of one text; more would be a document, not rules.</summary>
    private const int Max = 400;

    public static IEnumerable<string> Of(string text)
    {
        int count = 0;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            foreach (string part in Names.Split(line, ";"))
            {
                foreach (string sentence in Sentences(part))
                {
                    string statement = WithoutBullet(sentence);
                    if (statement.Length > 0 && ++count <= Max)
                    {
                        yield return statement;
                    }
                }
            }
        }
    }

    /// <summary>Without its number, its quotes and its full stop: what the grammar reads.</summary>
    public static string Core(string statement) =>
        Names.Unquoted(NumberingPattern().Replace(Names.Unquoted(statement), "", 1).Trim()).TrimEnd('.', ' ');

    private static string WithoutBullet(string statement) => Names.Unquoted(BulletPattern().Replace(statement.Trim(), "", 1).Trim());

    private static IEnumerable<string> Sentences(string text)
    {
        int begin = 0;
        foreach (Match match in SentenceEnd().Matches(text))
        {
            string sentence = text[begin..(match.Index + 1)];

            // "1. Approve if …": the number belongs to what follows it.
            if (NumberOnly().IsMatch(sentence))
            {
                continue;
            }

            yield return sentence;
            begin = match.Index + match.Length;
        }

        foreach (string rest in RowLists().Split(text[begin..]))
        {
            yield return rest;
        }
    }

    [GeneratedRegex(@"^(?:[-*•–—>]|\[[ xX]?\])\s+", RegexOptions.None, 2000)]
    private static partial Regex BulletPattern();

    [GeneratedRegex(@"^(?:(?:rule|§|no\.?|#)\s*)?\(?\d{1,3}(?:\.\d{1,3}){0,4}[.):]?\s+|^\(?[a-z][.)]\s+|^rule\s+\d[\d.]*\s*:\s*", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex NumberingPattern();

    [GeneratedRegex(@"^\s*(?:[-*•–—>]\s+)?\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])[.!]$", RegexOptions.None, 2000)]
    private static partial Regex NumberOnly();

    [GeneratedRegex(@"[.!]\s+(?=[A-Z0-9“""])", RegexOptions.None, 2000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@",\s+(?=rows?\s+\d[^,]*:)", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex RowLists();
}
