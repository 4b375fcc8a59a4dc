using System.Globalization;

namespace AgentBot.Agents.Tests.Shipped;

/// <summary>A reader of the sample files of its own, so that what the tests expect does not come from what they test.</summary>
internal static class SampleFile
{
    public static List<Dictionary<string, string>> Rows(string path, char delimiter)
    {
        List<List<string>> records = [[""]];
        bool quoted = false;
        foreach (char c in File.ReadAllText(path).TrimEnd('\n'))
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                records[^1].Add("");
            }
            else if (c == '\n' && !quoted)
            {
                records.Add([""]);
            }
            else
            {
                records[^1][^1] += c;
            }
        }

        return [.. records.Skip(1).Select(cells => records[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    public static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
