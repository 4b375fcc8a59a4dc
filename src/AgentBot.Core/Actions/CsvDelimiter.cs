using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Finds the sign between the cells of a CSV: comma, semicolon or tab.</summary>
internal static class CsvDelimiter
{
    private const int SampledRecords = 20;
    private static readonly char[] Candidates = [',', ';', '\t'];

    /// <summary>
    /// The candidate under which most declared columns are found in the first line; among equals the one that parts the first
    /// records into the same number of cells, then the one with most cells, then the comma.
    /// </summary>
    public static char Find(string text, IReadOnlyCollection<Column> declared)
    {
        List<string> records = FirstRecords(text);
        if (records.Count == 0)
        {
            return ',';
        }

        return Candidates
            .Select((sign, place) => (Sign: sign, Place: place, Cells: records.Select(record => CellsOf(record, sign).Count).ToList()))
            .OrderByDescending(candidate => Declared(records[0], candidate.Sign, declared))
            .ThenByDescending(candidate => candidate.Cells[0] > 1)
            .ThenByDescending(candidate => candidate.Cells.Count(count => count == candidate.Cells[0]))
            .ThenByDescending(candidate => candidate.Cells[0])
            .ThenBy(candidate => candidate.Place)
            .First().Sign;
    }

    private static int Declared(string header, char sign, IReadOnlyCollection<Column> declared)
    {
        var names = CellsOf(header, sign).Select(ColumnName.Plain).ToHashSet(StringComparer.Ordinal);
        return declared.Count(column => names.Contains(ColumnName.Plain(column.Name)));
    }

    private static List<string> FirstRecords(string text)
    {
        var records = new List<string>();
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length && records.Count < SampledRecords; i++)
        {
            if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] is '\n' or '\r' && !quoted)
            {
                Add(text[start..i]);
                start = i + 1;
            }
        }

        if (records.Count < SampledRecords)
        {
            Add(text[start..]);
        }

        return records;

        void Add(string record)
        {
            if (record.Length > 0)
            {
                records.Add(record);
            }
        }
    }

    private static List<string> CellsOf(string record, char sign)
    {
        var cells = new List<string>();
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < record.Length; i++)
        {
            if (record[i] == '"')
            {
                quoted = !quoted;
            }
            else if (record[i] == sign && !quoted)
            {
                cells.Add(record[start..i].Trim('"'));
                start = i + 1;
            }
        }

        cells.Add(record[start..].Trim('"'));
        return cells;
    }
}
