using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>
/// The only way for text into a Slack payload: nothing invisible, nothing that Slack obeys, nothing longer than its place.
/// Order matters: what cannot be seen is taken out, then it is cut, then escaped; Slack counts the escaped length.
/// </summary>
public static class SlackText
{
    /// <summary>Slack's three escapes. After it no mention, broadcast, date or link of the text is one any more.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>The same backwards, for texts that Slack delivers.</summary>
    public static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    /// <summary>For <c>text</c> fields and mrkdwn objects: at most <paramref name="most"/> characters after escaping.</summary>
    public static string Mrkdwn(string text, int most)
    {
        string visible = SafeText.Plain(CardText.Visible(text).Trim());
        if (EscapedLength(visible) <= most)
        {
            return Escape(visible);
        }

        int end = 0;
        for (int left = most - 1; end < visible.Length;)
        {
            int next = StringInfo.GetNextTextElementLength(visible, end);
            left -= EscapedLength(visible.AsSpan(end, next));
            if (left < 0)
            {
                break;
            }

            end += next;
        }

        return Escape(visible[..end].TrimEnd()) + "…";
    }

    /// <summary>One line for plain_text objects, which Slack shows as they are.</summary>
    public static string Line(string text, int most) => CardText.PlainLine(text, most);

    /// <summary>Several lines for plain_text objects and inputs.</summary>
    public static string Lines(string text, int most) => CardText.Cut(CardText.Visible(text), most);

    /// <summary>How long a character as people see it becomes by escaping.</summary>
    internal static int EscapedLength(ReadOnlySpan<char> text)
    {
        int length = text.Length;
        foreach (char letter in text)
        {
            length += letter switch { '&' => 4, '<' or '>' => 3, _ => 0 };
        }

        return length;
    }

    /// <summary>Where a text may be cut so that its escaped form is at most <paramref name="most"/> long: after a line, else a word, never inside a character.</summary>
    internal static int FitEnd(string text, int start, int most)
    {
        int end = start, used = 0, afterWord = -1, afterLine = -1;
        while (end < text.Length)
        {
            int next = StringInfo.GetNextTextElementLength(text, end);
            used += EscapedLength(text.AsSpan(end, next));
            if (used > most)
            {
                break;
            }

            end += next;
            if (text[end - 1] == '\n')
            {
                afterLine = end;
            }
            else if (text[end - 1] == ' ')
            {
                afterWord = end;
            }
        }

        if (end == text.Length)
        {
            return end;
        }

        // A character that alone is too long for its place cannot be kept whole.
        int half = start + ((end - start) / 2);
        return afterLine > half ? afterLine : afterWord > half ? afterWord : end > start ? end : Math.Min(text.Length, start + Math.Max(1, most));
    }
}
