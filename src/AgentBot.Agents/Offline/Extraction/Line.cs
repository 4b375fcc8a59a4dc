using System.Text.RegularExpressions;
using AgentBot.Agents.Offline.Reading;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Extraction;

/// <summary>One sentence or bullet of the input, with where it stood.</summary>
/// <param name="Text">Verbatim, without bullet and label.</param>
/// <param name="Section">The heading above it; "" for none.</param>
/// <param name="Label">What stood before its colon: a speaker or a word such as "Decision"; "" for none.</param>
/// <param name="Row">The record it came from, where the input has rows.</param>
public sealed record Line(string Text, string Section, string Label, Value.Record? Row);

/// <summary>Cuts the texts of an input into lines; never changes a word.</summary>
public static partial class LineReader
{
    private const int MaxLines = 5_000;

    public static List<Line> Read(Value input)
    {
        var lines = new List<Line>();
        Collect(input, null, lines);
        return lines;
    }

    private static void Collect(Value value, Value.Record? row, List<Line> lines)
    {
        switch (value)
        {
            case Value.Text text:
                AddText(text.Content, row, lines);
                break;
            case Value.List list:
                foreach (Value item in list.Items)
                {
                    Collect(item, item as Value.Record ?? row, lines);
                }

                break;
            case Value.Record record:
                foreach (Field field in record.Fields)
                {
                    Collect(field.Value, row, lines);
                }

                break;
        }
    }

    private static void AddText(string text, Value.Record? row, List<Line> lines)
    {
        string section = "";
        string[] raws = text.ReplaceLineEndings("\n").Split('\n');
        for (int at = 0; at < raws.Length; at++)
        {
            string line = TimePattern().Replace(raws[at].Trim(), "", 1);
            if (line.Length == 0)
            {
                continue;
            }

            if ((Heading(line) ?? (row is null ? PlainHeading(raws, at) : null)) is { } heading)
            {
                section = heading;
                continue;
            }

            bool isBullet = BulletPattern().Match(line) is { Success: true };
            string body = BulletPattern().Replace(line, "", 1).Replace("**", "", StringComparison.Ordinal).Trim();
            Match label = LabelPattern().Match(body);
            string name = label.Success ? label.Groups["label"].Value.Trim() : "";
            body = label.Success ? body[label.Length..].Trim() : body;
            foreach (string sentence in isBullet && body.Length <= 240 ? [body] : SentencePattern().Split(body))
            {
                if (sentence.Trim().Length > 1 && lines.Count < MaxLines)
                {
                    lines.Add(new Line(sentence.Trim(), section, name, row));
                }
            }
        }
    }

    private static string? Heading(string line)
    {
        Match match = HeadingPattern().Match(line);
        return match.Success ? Names.Normal(match.Groups["hash"].Success ? match.Groups["hash"].Value.TrimEnd(':', '#', ' ') : match.Groups["colon"].Value) : null;
    }

    // Notes often set a heading off by an empty line only: a few words without an end, above text.
    private static string? PlainHeading(string[] raws, int at)
    {
        bool isSetOff = at == 0 ? raws.Length > 5 : string.IsNullOrWhiteSpace(raws[at - 1]);
        bool hasText = at + 1 < raws.Length && !string.IsNullOrWhiteSpace(raws[at + 1]);
        return isSetOff && hasText && PlainHeadingPattern().IsMatch(raws[at].Trim()) ? Names.Normal(raws[at]) : null;
    }

    [GeneratedRegex(@"^\p{Lu}[\p{L}\p{N}'’&/-]*(?: [\p{L}\p{N}'’&/-]+){0,4}$", RegexOptions.None, 2000)]
    private static partial Regex PlainHeadingPattern();

    [GeneratedRegex(@"^(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*[-–]?\s*)", RegexOptions.None, 2000)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?:[-*•–—]|\d{1,3}[.)]|\[[ xX]?\])\s+(?:\[[ xX]?\]\s+)?", RegexOptions.None, 2000)]
    private static partial Regex BulletPattern();

    [GeneratedRegex(@"^(?<label>@?[\p{L}][\p{L}\p{N}'’.&/() -]{0,38}):(?:\s+|$)", RegexOptions.None, 2000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^(?:#{1,6}\s+(?<hash>.{1,100})|\*{0,2}(?<colon>[\p{L}][\p{L}\p{N}&/ -]{1,50}):\*{0,2})$", RegexOptions.None, 2000)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"(?<=[.!?][”""')]?)\s+(?=[\p{Lu}“""(\d])", RegexOptions.None, 2000)]
    private static partial Regex SentencePattern();
}
