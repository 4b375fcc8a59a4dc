using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace AgentBot.Core.Links;

/// <summary>
/// Texts in which nothing can be clicked or fetched: "https[:]//evil[.]example". Every letter stays, so people can read where it would
/// have led; no chat program, terminal or mail program makes a link of it. Addresses that <see cref="LinkRule"/> allows stay whole.
/// </summary>
public static class SafeText
{
    private static readonly SearchValues<char> NeverInPath = SearchValues.Create(" \t\n\\<>");

    /// <summary>For places that know no Markdown.</summary>
    public static string Plain(string text, LinkRule? allowed = null)
    {
        ImmutableArray<FoundAddress> links = AddressFinder.FindLinks(text);
        return links.IsEmpty ? text : Broken(text, Enumerable.Range(0, text.Length + 1).ToArray(), links, allowed ?? LinkRule.None, isMarkdown: false);
    }

    /// <summary>For the Markdown of cards: breaks what a client would turn into a link or a picture by marks, too. Links to pages of the console stay.</summary>
    public static string Markdown(string markdown, LinkRule? allowed = null)
    {
        LinkRule rule = allowed ?? LinkRule.None;
        string bare = WithoutMarks(markdown, rule);
        (string text, int[] places) = Unescaped(bare);
        ImmutableArray<FoundAddress> links = AddressFinder.FindLinks(text);
        return links.IsEmpty ? bare : Broken(bare, places, links, rule, isMarkdown: true);
    }

    /// <param name="places">Where each letter of the text that was searched begins in <paramref name="source"/>, and where the last one ends.</param>
    private static string Broken(string source, int[] places, ImmutableArray<FoundAddress> links, LinkRule allowed, bool isMarkdown)
    {
        var safe = new StringBuilder(source.Length + (8 * links.Length));
        int at = 0;
        foreach (FoundAddress link in links)
        {
            int start = places[link.Start], end = places[link.End];
            safe.Append(source, at, start - at);
            at = end;
            if (link.Kind == AddressKind.Web && allowed.Allows(link.Text))
            {
                safe.Append(isMarkdown && !IsLinked(source, start, end) ? $"[{source[start..end]}]({link.Text})" : source[start..end]);
                continue;
            }

            for (int i = link.Start; i < link.End; i++)
            {
                string letter = source[places[i]..places[i + 1]];
                safe.Append(link.Kind == AddressKind.Web && IsJoint(link.Text, i - link.Start) ? isMarkdown ? $"\\[{letter}\\]" : $"[{letter}]" : letter);
            }
        }

        return safe.Append(source, at, source.Length - at).ToString();
    }

    // Dots and colons, and the first of two slashes that nothing stands before.
    private static bool IsJoint(string address, int i) => address[i] is '.' or ':' || (i == 0 && address[i] is '/' or '\\');

    // Its target or its label.
    private static bool IsLinked(string source, int start, int end) =>
        (start >= 2 && source[start - 1] == '(' && source[start - 2] == ']') || (start >= 1 && source[start - 1] == '[' && source.AsSpan(end).StartsWith("](", StringComparison.Ordinal));

    /// <summary>Takes the meaning from marks that make links, pictures or markup of a text, but for links to the console's pages and to allowed hosts.</summary>
    private static string WithoutMarks(string markdown, LinkRule allowed)
    {
        if (!markdown.AsSpan().ContainsAny(']', '<', '&'))
        {
            return markdown;
        }

        var safe = new StringBuilder(markdown.Length + 8);
        var opened = new Stack<int>();
        for (int i = 0; i < markdown.Length; i++)
        {
            char next = i + 1 < markdown.Length ? markdown[i + 1] : '\0';
            switch (markdown[i])
            {
                case '\\' when next != '\0':
                    safe.Append('\\').Append(markdown[++i]);
                    continue;
                case '[':
                    opened.Push(safe.Length);
                    break;
                case '&' when next == '#' || char.IsAsciiLetter(next):
                case '<':
                case ']' when next is ':' or '[':
                    safe.Append('\\');
                    break;
                case ']' when next == '(' && !MayLead(markdown, i + 2, allowed):
                    if (opened.TryPop(out int label))
                    {
                        // "[the order](https://…)" reads "the order (https[:]//…)".
                        bool isPicture = label > 0 && safe[label - 1] == '!';
                        safe.Remove(isPicture ? label - 1 : label, isPicture ? 2 : 1).Append(' ');
                        continue;
                    }

                    safe.Append('\\');
                    break;
                case ']':
                    opened.TryPop(out _);
                    break;
            }

            safe.Append(markdown[i]);
        }

        return safe.ToString();
    }

    private static bool MayLead(string markdown, int start, LinkRule allowed)
    {
        int end = markdown.IndexOf(')', start);
        if (end < 0)
        {
            return false;
        }

        string target = markdown[start..end];
        return allowed.Allows(target) || (target is ['/', not ('/' or '\\'), ..] && !target.AsSpan().ContainsAny(NeverInPath));
    }

    /// <summary>The text as it is read, with the place in the Markdown at which each letter begins.</summary>
    private static (string Text, int[] Places) Unescaped(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        var places = new List<int>(markdown.Length + 1);
        for (int i = 0; i < markdown.Length; i++)
        {
            places.Add(i);
            if (markdown[i] == '\\' && i + 1 < markdown.Length && markdown[i + 1] is > ' ' and <= '~' && !char.IsAsciiLetterOrDigit(markdown[i + 1]))
            {
                i++;
            }

            text.Append(markdown[i]);
        }

        places.Add(markdown.Length);
        return (text.ToString(), [.. places]);
    }
}
