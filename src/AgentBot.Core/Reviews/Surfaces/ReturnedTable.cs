using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>A table as a CSV file that a person edits and hands back. Its first column is the row's number.</summary>
public static class ReturnedTable
{
    private const string RowColumn = "row";

    public static string Write(TableData table) => CsvText.Write(new TableData(
        [new Column(RowColumn, new FieldType.Number()), .. table.Columns],
        [.. table.Rows.Select((row, i) => ImmutableArray.CreateRange<Value>([new Value.Number(i + 1), .. row]))]));

    /// <summary>Rows may be taken out, none may be added; what was not changed keeps its value and every row keeps its key.</summary>
    public static Result<Value> Read(TableData before, string csv, string fileName)
    {
        Result<CsvSheet> sheet = CsvSheet.Read(csv.TrimStart('\uFEFF'), fileName, [new Column(RowColumn, new FieldType.Number()), .. before.Columns]);
        return sheet.Refusal is { } refusal ? refusal : Rows(before, sheet.Value, fileName);
    }

    private static Result<Value> Rows(TableData before, CsvSheet sheet, string fileName)
    {
        int rowColumn = Find(sheet, RowColumn);
        int[] columns = [.. before.Columns.Select(column => Find(sheet, column.Name, not: column.Name == RowColumn ? rowColumn : -1))];
        if (rowColumn < 0 || columns.Contains(-1))
        {
            return Refused($"{fileName} has no column “{(rowColumn < 0 ? RowColumn : before.Columns[Array.IndexOf(columns, -1)].Name)}”.");
        }

        var kept = new SortedDictionary<int, ImmutableArray<Value>>();
        foreach (CsvLine line in sheet.Rows)
        {
            if (!int.TryParse(line.Cells[rowColumn], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > before.Rows.Length)
            {
                return Refused($"Line {line.Line} names row {ValueReader.Quote(line.Cells[rowColumn])}, which is not in the table. Rows may be taken out, not added.");
            }

            Result<ImmutableArray<Value>> cells = Cells(before, line, number, columns);
            if (cells.Refusal is { } refusal)
            {
                return refusal;
            }

            if (!kept.TryAdd(number - 1, cells.Value))
            {
                return Refused($"Row {number} is in {fileName} twice.");
            }
        }

        var now = new Value.Table(before with { Rows = [.. kept.Values], Keys = [.. kept.Keys.Select(before.KeyOf)] });
        return ArtifactShape.Check(ArtifactType.Table, now) is { } misfit ? misfit : now;
    }

    private static Result<ImmutableArray<Value>> Cells(TableData before, CsvLine line, int number, int[] columns)
    {
        var cells = ImmutableArray.CreateBuilder<Value>(columns.Length);
        for (int column = 0; column < columns.Length; column++)
        {
            Value was = before.Rows[number - 1][column];
            string text = line.Cells[columns[column]];
            // A text that looks like a formula went out behind an apostrophe; it comes back as it was.
            Result<Value> cell = string.Equals(text, CsvText.Cell(was), StringComparison.Ordinal)
                ? was
                : CellText.Read(before.Columns[column].Type, CsvText.Unguard(text), was, $"Row {number}, {before.Columns[column].Name}");
            if (cell.Refusal is { } refusal)
            {
                return refusal;
            }

            cells.Add(cell.Value);
        }

        return cells.MoveToImmutable();
    }

    private static int Find(CsvSheet sheet, string name, int not = -1)
    {
        for (int i = 0; i < sheet.Header.Length; i++)
        {
            if (i != not && string.Equals(sheet.Header[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static Refusal Refused(string why) => new(RefusalKind.BadFile, "The file was not taken.", why, "Mend it and hand it in again.");
}
