using System.Text;

namespace AgentBot.Core.Schedules;

/// <summary>One line of iCalendar after unfolding (RFC 5545, 3.1): name, parameters, value.</summary>
/// <param name="Name">In upper case; empty where the line has none.</param>
/// <param name="Number">Of its first physical line, from 1.</param>
internal sealed record ContentLine(string Name, IReadOnlyDictionary<string, string> Parameters, string Value, int Number)
{
    private static readonly Dictionary<string, string> None = [];

    public static IEnumerable<ContentLine> Of(string text)
    {
        var whole = new StringBuilder();
        int began = 1;
        int number = 0;
        foreach (ReadOnlyMemory<char> raw in Lines(text))
        {
            number++;
            if (raw.Length > 0 && raw.Span[0] is ' ' or '\t')
            {
                whole.Append(raw[1..]);
                continue;
            }

            if (whole.Length > 0)
            {
                yield return Parse(whole.ToString(), began);
            }

            whole.Clear().Append(raw);
            began = number;
        }

        if (whole.Length > 0)
        {
            yield return Parse(whole.ToString(), began);
        }
    }

    /// <summary>RFC 5545, 3.3.11.</summary>
    public static string Unescaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            plain.Append(text[i] is 'n' or 'N' ? ' ' : text[i]);
        }

        return plain.ToString();
    }

    private static IEnumerable<ReadOnlyMemory<char>> Lines(string text)
    {
        int from = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        while (from < text.Length)
        {
            int end = text.IndexOf('\n', from);
            int stop = end < 0 ? text.Length : end;
            int last = stop > from && text[stop - 1] == '\r' ? stop - 1 : stop;
            yield return text.AsMemory(from, last - from);
            from = stop + 1;
        }
    }

    // A parameter's value in quotes may hold a colon.
    private static ContentLine Parse(string line, int number)
    {
        bool quoted = false;
        int colon = -1;
        var marks = new List<int>();
        for (int i = 0; i < line.Length && colon < 0; i++)
        {
            switch (line[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case ';' when !quoted:
                    marks.Add(i);
                    break;
                case ':' when !quoted:
                    colon = i;
                    break;
            }
        }

        if (colon <= 0)
        {
            return new ContentLine("", None, line, number);
        }

        int nameEnd = marks.Count > 0 ? marks[0] : colon;
        Dictionary<string, string> parameters = marks.Count == 0 ? None : new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < marks.Count; i++)
        {
            string part = line[(marks[i] + 1)..(i + 1 < marks.Count ? marks[i + 1] : colon)];
            int equal = part.IndexOf('=', StringComparison.Ordinal);
            if (equal > 0)
            {
                parameters[part[..equal]] = part[(equal + 1)..].Trim('"');
            }
        }

        return new ContentLine(line[..nameEnd].Trim().ToUpperInvariant(), parameters, line[(colon + 1)..], number);
    }
}
