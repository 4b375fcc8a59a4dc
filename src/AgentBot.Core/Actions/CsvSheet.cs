using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Values;
using CsvHelper;

namespace AgentBot.Core.Actions;

/// <param name="Line">The line of the file on which the row begins, from 1.</param>
internal readonly record struct CsvLine(int Line, string[] Cells);

/// <summary>The cells of a CSV as they stand in the file, before any of them is given a type.</summary>
internal sealed record CsvSheet(ImmutableArray<string> Header, IReadOnlyList<CsvLine> Rows)
{
    /// <summary>In characters; what a spreadsheet can hold in a cell.</summary>
    private const int MostInCell = 32_767;

    private const int MostInName = 120;

    /// <summary>The sheet, or why the text is none. Rows whose cells are all empty are left out.</summary>
    public static Result<CsvSheet> Read(string text, string name, ImmutableArray<Column> declared)
    {
        string? mistake = null;
        var options = new CsvReaderOptions
        {
            Separator = CsvDelimiter.Find(text, declared),
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = record => mistake ??= MistakeIn(record, name),
        };
        using CsvReader reader = CsvReader.FromText(text, options);
        ImmutableArray<string>? header = null;
        var rows = new List<CsvLine>();
        while (mistake is null && reader.Read() && mistake is null)
        {
            var line = new CsvLine((int)reader.LineNumber, reader.Current.ToArray());
            if (line.Cells.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (header is null)
            {
                header = [.. line.Cells.Select(cell => CsvText.Unguard(cell.Trim()))];
                mistake = MistakeIn(header.Value, name);
            }
            else
            {
                rows.Add(line);
                mistake = MistakeIn(rows, header.Value.Length, name);
            }
        }

        return mistake is not null ? new Refusal(RefusalKind.BadFile, mistake)
            : header is null ? new Refusal(RefusalKind.BadFile, $"{name} is empty.", "", "Its first line must name the columns.")
            : new CsvSheet(header.Value, rows);
    }

    // A quotation mark in the middle of an unquoted cell can mean only itself; the other mistakes could be read in two ways.
    private static string? MistakeIn(CsvMalformedRecord record, string name) => record.Reason switch
    {
        CsvMalformedReason.TextAfterClosingQuote =>
            $"Line {record.LineNumber} of {name} goes on behind a closed quotation mark. Put the whole cell in quotation marks and double the ones inside.",
        CsvMalformedReason.UnterminatedQuote =>
            $"Line {record.LineNumber} of {name} opens a quotation mark that is never closed. Close it, or remove it.",
        _ => null,
    };

    private static string? MistakeIn(ImmutableArray<string> header, string name)
    {
        if (header.Length > TableShape.MostColumns)
        {
            return $"{name} has {header.Length} columns; at most {TableShape.MostColumns} are read. Remove those that are not needed.";
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < header.Length; i++)
        {
            string cell = header[i];
            if (cell.Length == 0)
            {
                return $"Column {i + 1} of {name} has no name. The first line must name every column.";
            }

            if (cell.Length > MostInName)
            {
                return $"The name of column {i + 1} of {name} is longer than {MostInName} characters. The first line must name the columns, not hold data.";
            }

            if (cell.StartsWith('$'))
            {
                return $"The column {Sentences.Quote(cell)} of {name} begins with a dollar sign. Give it a name that begins with a letter.";
            }

            if (!seen.TryAdd(ColumnName.Plain(cell), cell))
            {
                return $"{name} has the column {Sentences.Quote(cell)} twice. Give each column a name of its own.";
            }
        }

        return null;
    }

    private static string? MistakeIn(List<CsvLine> rows, int columns, string name)
    {
        CsvLine row = rows[^1];
        return row.Cells.Length != columns
                ? $"Row {rows.Count} of {name} (line {row.Line}) has {Sentences.Count(row.Cells.Length, "cell", "cells")}, the first line has {columns}. Give every row as many cells as there are columns."
            : row.Cells.Any(cell => cell.Length > MostInCell)
                ? $"Row {rows.Count} of {name} (line {row.Line}) has a cell of more than 32,767 characters. Shorten it."
            : rows.Count > TableShape.MostRows
                ? $"{name} has more than {TableShape.MostRows.ToString("#,0", CultureInfo.InvariantCulture)} rows, the most that are read. Split it into smaller files."
            : null;
    }
}
