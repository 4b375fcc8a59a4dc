using System.Globalization;

namespace AgentBot.Core.Reviews;

/// <summary>Reads marked rows as people write them: "14, 57-60" or keys.</summary>
public static class RowList
{
    private const int MostOfARange = 2_000;

    public static IEnumerable<string> Read(string text)
    {
        foreach (string part in text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split(['-', '–'], 2, StringSplitOptions.TrimEntries);
            if (ends.Length == 2 && Number(ends[0]) is { } from && Number(ends[1]) is { } to && to >= from && to - from < MostOfARange)
            {
                for (int row = from; row <= to; row++)
                {
                    yield return row.ToString(CultureInfo.InvariantCulture);
                }
            }
            else
            {
                yield return part;
            }
        }
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
