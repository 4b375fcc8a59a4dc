using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>
/// Writes inks as mrkdwn, but only where Slack shows them exactly: mrkdwn has no escape for its own marks, so a text that holds
/// one, or a look that begins inside a word, is refused here and written as rich text instead.
/// </summary>
internal static partial class Mrkdwn
{
    public static bool TryWrite(IReadOnlyList<Ink> inks, out string mrkdwn)
    {
        var text = new StringBuilder();
        mrkdwn = "";
        for (int i = 0; i < inks.Count; i++)
        {
            Ink ink = inks[i];
            if (ink.Mention is { } mention)
            {
                text.Append(Token(mention));
                continue;
            }

            char before = i == 0 ? '\n' : inks[i - 1].Text[^1];
            char after = i + 1 == inks.Count ? '\n' : inks[i + 1].Text[0];
            if (IsTricky(ink.Text, before, after) || (ink.Url.Length > 0 && ink.Text.AsSpan().ContainsAny("|\n")))
            {
                return false;
            }

            if (ink.IsPlain)
            {
                text.Append(SlackText.Escape(ink.Text));
            }
            else if (!TryMark(ink, before, after, text))
            {
                return false;
            }
        }

        mrkdwn = text.ToString();
        return !QuoteAtLineStart().IsMatch(mrkdwn) && !EmojiName().IsMatch(mrkdwn);
    }

    public static string Token(SlackMention mention) => mention.IsGroup ? $"<!subteam^{mention.Id}>" : $"<@{mention.Id}>";

    // Marks hold within a line and around words only, so each line is marked by itself and without the spaces at its ends.
    private static bool TryMark(Ink ink, char before, char after, StringBuilder text)
    {
        string[] lines = ink.Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (i > 0)
            {
                text.Append('\n');
            }

            string core = lines[i].Trim(' ');
            if (core.Length == 0)
            {
                text.Append(lines[i]);
                continue;
            }

            int lead = lines[i].Length - lines[i].TrimStart(' ').Length;
            int trail = lines[i].Length - lines[i].TrimEnd(' ').Length;
            char left = lead > 0 || i > 0 ? ' ' : before;
            char right = trail > 0 || i < lines.Length - 1 ? ' ' : after;
            if (!IsEdge(left) || !IsEdge(right))
            {
                return false;
            }

            string marks = (ink.Bold ? "*" : "") + (ink.Italic ? "_" : "") + (ink.Strike ? "~" : "");
            string escaped = SlackText.Escape(core);
            text.Append(' ', lead)
                .Append(marks)
                .Append(ink.Url.Length > 0 ? $"<{ink.Url}|{escaped}>" : ink.Code ? $"`{escaped}`" : escaped)
                .Append([.. marks.Reverse()])
                .Append(' ', trail);
        }

        return true;
    }

    private static bool IsEdge(char letter) => !char.IsLetterOrDigit(letter) && letter is not ('*' or '_' or '~' or '`');

    private static bool IsTricky(string text, char before, char after)
    {
        if (text.AsSpan().ContainsAny("*~`"))
        {
            return true;
        }

        // snake_case is left alone by Slack; an underscore at the edge of a word is not.
        for (int at = text.IndexOf('_', StringComparison.Ordinal); at >= 0; at = text.IndexOf('_', at + 1))
        {
            char left = at == 0 ? before : text[at - 1];
            char right = at + 1 == text.Length ? after : text[at + 1];
            if (!char.IsLetterOrDigit(left) || !char.IsLetterOrDigit(right))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"(^|\n) *&gt;", RegexOptions.NonBacktracking)]
    private static partial Regex QuoteAtLineStart();

    [GeneratedRegex(@":[a-z0-9_+'\-]+:", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex EmojiName();
}

/// <summary>Cuts inks into pieces that each fit a text object, at lines or words, never inside a character or a mention.</summary>
internal static class InkPieces
{
    /// <summary>Room for the marks of every look in a piece.</summary>
    private const int ForMarks = 12;

    public static IEnumerable<ImmutableArray<Ink>> Of(ImmutableArray<Ink> inks, int most)
    {
        var piece = ImmutableArray.CreateBuilder<Ink>();
        int left = most;
        foreach (Ink ink in inks)
        {
            int extra = ink.IsPlain ? 0 : ForMarks + (ink.Url.Length > 0 ? ink.Url.Length + 2 : 0) + (ink.Mention is { } mention ? mention.Id.Length : 0);
            for (int at = 0; at < ink.Text.Length;)
            {
                int end = left - extra <= 0 ? at : SlackText.FitEnd(ink.Text, at, left - extra);
                if (end < ink.Text.Length && piece.Count > 0 && (end == at || ink.Mention is not null || ink.Url.Length > 0))
                {
                    yield return Taken(piece);
                    left = most;
                    continue;
                }

                if (end == at)
                {
                    // A look whose own cost is over the room: it loses the look, not the words.
                    end = SlackText.FitEnd(ink.Text, at, most);
                    extra = 0;
                }

                // Marks are paid anew on each line.
                string part = ink.Text[at..end];
                piece.Add(extra == 0 && !ink.IsPlain && ink.Mention is null ? new Ink(part) : ink with { Text = part });
                left -= SlackText.EscapedLength(part) + extra + (ink.IsPlain ? 0 : 6 * part.Count(letter => letter == '\n'));
                at = end;
                if (at < ink.Text.Length)
                {
                    yield return Taken(piece);
                    left = most;
                }
            }
        }

        if (piece.Count > 0)
        {
            yield return Taken(piece);
        }
    }

    private static ImmutableArray<Ink> Taken(ImmutableArray<Ink>.Builder piece)
    {
        ImmutableArray<Ink> done = piece.ToImmutable();
        piece.Clear();
        return done;
    }
}
