using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>Code, patches and other texts whose columns matter. A long one loses its middle: the beginning says what it is, the end how it ends.</summary>
internal static class CodeDrawer
{
    private const int MostLines = 60;
    private const int MostCharacters = 2_800;
    private const int LongestLine = 300;

    public static void Draw(string text, PieceWeight weight, PieceList pieces)
    {
        // A card's Markdown keeps lines apart as paragraphs.
        string[] lines = text.Replace("\n\n", "\n", StringComparison.Ordinal).Split('\n');
        string[] shown = Cut([.. lines.Select(line => CardText.Cut(line, LongestLine))]);
        string code = string.Join('\n', shown);
        pieces.IsCut |= code.Length < string.Join('\n', lines).Length;
        pieces.Add(Block.RichText([Block.Preformatted(code.Length == 0 ? " " : code)]), weight);
    }

    private static string[] Cut(string[] lines)
    {
        if (lines.Length <= MostLines && lines.Sum(line => line.Length + 1) <= MostCharacters)
        {
            return lines;
        }

        int head = Math.Min(lines.Length, MostLines * 2 / 3);
        int tail = Math.Min(lines.Length - head, (MostLines / 3) - 1);
        while (head + tail > 1 && Length(lines, head, tail) > MostCharacters)
        {
            if (head > tail)
            {
                head--;
            }
            else
            {
                tail--;
            }
        }

        int hidden = lines.Length - head - tail;
        return hidden == 0 ? lines : [.. lines.Take(head), $"… {Wording.Count(hidden, "line", "lines")} not shown …", .. lines.TakeLast(tail)];
    }

    private static int Length(string[] lines, int head, int tail) => lines.Take(head).Concat(lines.TakeLast(tail)).Sum(line => line.Length + 1) + 40;
}
