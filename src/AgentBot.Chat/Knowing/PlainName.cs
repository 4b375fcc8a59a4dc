using System.Globalization;
using System.Text;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Knowing;

/// <summary>Names that people give themselves and their channels, made inert: what marks, mentions, links or hides is left out.</summary>
internal static class PlainName
{
    private const int Longest = 60;

    /// <param name="otherwise">Where nothing readable is left.</param>
    public static string Of(string name, string otherwise)
    {
        var plain = new StringBuilder();
        foreach (Rune rune in CardText.PlainLine(CardText.Visible(name), Longest * 2).EnumerateRunes())
        {
            bool kept = Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                || rune.Value is ' ' or '-' or '_' or '.' or ',' or '\'' or '’';
            if (kept)
            {
                plain.Append(rune.ToString());
            }
        }

        // Underscores mark emphasis between words.
        string text = plain.ToString().Replace('_', '-').Trim();
        return text.Length == 0 ? otherwise : text.Length <= Longest ? text : text[..Longest].TrimEnd();
    }
}
