using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>What a form says of one row, read alike on every platform.</summary>
public static class RowEntry
{
    /// <summary>
    /// Null where it says nothing new. A changed cell makes an edit of what was to be approved; beside a refusal or a return it counts
    /// for nothing.
    /// </summary>
    /// <param name="answer">Null where nothing is chosen.</param>
    /// <param name="cell">What stands in the field of a column; null where there is none.</param>
    public static RowSetting? Of(TableData table, RowLine line, RowAnswer? answer, string note, Func<int, string?> cell)
    {
        string?[] given = [.. Enumerable.Range(0, table.Columns.Length).Select(cell)];
        bool hasCells = given.Any(text => text is not null);
        ImmutableArray<ChangedCell> cells =
        [
            .. Enumerable.Range(0, table.Columns.Length)
                .Where(column => given[column] is { } text && IsChanged(table.Columns[column].Type, table.Rows[line.Row][column], text))
                .Select(column => new ChangedCell(table.Columns[column].Name, CellText.Write(table.Rows[line.Row][column]), given[column]!)),
        ];
        bool edits = !cells.IsEmpty && answer is not (RowAnswer.Refuse or RowAnswer.Return);
        RowAnswer? meant = edits ? RowAnswer.Edit : hasCells && answer == RowAnswer.Edit ? RowAnswer.Approve : answer;
        bool isNew = meant != line.Choice?.Answer || note != (line.Choice?.Note ?? "") || (edits && !line.Choice!.Cells.SequenceEqual(cells));
        return meant is null || !isNew ? null : new RowSetting(line.Key, meant, note) { Cells = edits ? cells : default };
    }

    // A form may write the same value otherwise, and shows what is invisible as something that can be seen.
    private static bool IsChanged(FieldType type, Value was, string text)
    {
        string written = Plain(CellText.Write(was)), now = Plain(text);
        if (now == written || now == Plain(CardText.Visible(CellText.Write(was))))
        {
            return false;
        }

        // What cannot be read is told where the row is marked.
        Result<Value> read = CellText.Read(type, text, was, "");
        return read.IsRefused || Plain(CellText.Write(read.Value)) != written;
    }

    private static string Plain(string text) => text.ReplaceLineEndings("\n").Trim();
}
