using System.Globalization;
using System.Text;

namespace AgentBot.Storage.Reading;

/// <summary>
/// Turns what a person typed into a full-text query in which every word is only a word: letters and digits, each in quotation
/// marks. No operator, column name or wildcard of the person's can get through.
/// </summary>
internal static class FactWords
{
    private const int MostWords = 32;

    /// <summary>The query; null when the text has no word in it.</summary>
    public static string? Query(string typed)
    {
        string[] words = [.. Words(typed).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostWords)];
        return words.Length == 0 ? null : string.Join(" OR ", words.Select(word => word.Length < 3 ? $"\"{word}\"" : $"\"{word}\"*"));
    }

    private static IEnumerable<string> Words(string typed)
    {
        var word = new StringBuilder();
        foreach (Rune rune in typed.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
