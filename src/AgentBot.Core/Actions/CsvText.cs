using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentBot.Core.Values;
using CsvHelper;

namespace AgentBot.Core.Actions;

/// <summary>
/// A table as CSV whose cells no spreadsheet takes for a formula: a text that begins like one, or holds one behind a sign that
/// another program may read as the end of a cell, gets an apostrophe in front of it, the spreadsheets' own mark for text.
/// </summary>
public static partial class CsvText
{
    /// <summary>Comma, CRLF, UTF-8; every cell that is not a plain number stands in quotation marks.</summary>
    public static string Write(TableData table)
    {
        using var text = new StringWriter(new StringBuilder(), CultureInfo.InvariantCulture);
        using (CsvWriter writer = CsvWriter.Create(text, CsvWriterOptions.Default, leaveOpen: true))
        {
            foreach (Column column in table.Columns)
            {
                writer.WriteField(Guard(column.Name), CsvQuoting.Always);
            }

            writer.EndRecord();
            foreach (ImmutableArray<Value> row in table.Rows)
            {
                foreach (string cell in row.Select(Cell))
                {
                    writer.WriteField(cell, PlainNumber().IsMatch(cell) ? CsvQuoting.WhenNeeded : CsvQuoting.Always);
                }

                writer.EndRecord();
            }
        }

        return text.ToString();
    }

    /// <summary>The text of one cell, made inert.</summary>
    public static string Cell(Value value) =>
        value is Value.Number or Value.Money { Currency: "" } ? ValueText.Canonical(value) : Guard(ValueText.Canonical(value));

    public static string Guard(string text)
    {
        string inside = FormulaInside().Replace(text, "$1'$2");
        return FormulaAtStart().IsMatch(inside) ? "'" + inside : inside;
    }

    /// <summary>Takes the apostrophe away again that <see cref="Guard"/> or a spreadsheet put before a text that begins like a formula.</summary>
    public static string Unguard(string cell) => GuardAtStart().IsMatch(cell) ? cell[1..] : cell;

    [GeneratedRegex(@"\A'*[\s""]*[=+\-@\t\r＝＋－＠]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FormulaAtStart();

    [GeneratedRegex(@"\A'+[\s""]*[=+\-@\t\r＝＋－＠]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GuardAtStart();

    [GeneratedRegex(@"([;\t\r\n][\s""]*)([=+\-@＝＋－＠])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FormulaInside();

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlainNumber();
}
