using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Pieces of the sentences that actions fail with.</summary>
internal static class Sentences
{
    private const int MostNamed = 12;

    public static string Quote(string text) => ValueReader.Quote(text);

    public static string Count(long count, string one, string many) =>
        count == 1 ? $"1 {one}" : $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {many}";

    public static string ColumnsOf(IReadOnlyCollection<Column> columns)
    {
        if (columns.Count == 0)
        {
            return "It has no columns.";
        }

        string more = columns.Count > MostNamed ? $" and {columns.Count - MostNamed} more" : "";
        return $"Its columns are {string.Join(", ", columns.Take(MostNamed).Select(column => column.Name))}{more}.";
    }
}
