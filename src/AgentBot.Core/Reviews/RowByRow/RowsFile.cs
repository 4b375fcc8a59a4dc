using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// A table as a CSV in which somebody decides with a spreadsheet: row number, decision and note first, the cells, and last a mark of
/// the version shown. Read back it is a draft, or every line and column that is wrong with it.
/// </summary>
public static class RowsFile
{
    private const int MostMistakes = 20;
    private const int VersionLength = 12;
    private const string NameMark = "-decide-";
    private const string Mend = "Mend it and hand it in again.";
    private const string Anew = "Take the rows anew and decide in those.";

    /// <summary>The file's name: it says whose rows these are.</summary>
    public static string NameOf(string label, int revision) => string.Create(CultureInfo.InvariantCulture, $"run-{label}{NameMark}{revision}.csv");

    public static string Write(TableData table, RowChoices choices, ReviewRow review) => CsvText.Write(Lines(table, choices, review, Enumerable.Range(0, table.Rows.Length)));

    /// <summary>Some of the rows as a spreadsheet takes them from the clipboard, with their headings: <see cref="Read"/> takes these as well.</summary>
    public static string WriteTabs(TableData table, RowChoices choices, ReviewRow review, IEnumerable<int> rows)
    {
        TableData lines = Lines(table, choices, review, rows);
        static string Cell(string text) => text.AsSpan().IndexOfAny('\t', '"', '\n') < 0 && !text.Contains('\r', StringComparison.Ordinal) ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        string[] written = [string.Join('\t', lines.Columns.Select(column => Cell(CsvText.Guard(column.Name)))), .. lines.Rows.Select(row => string.Join('\t', row.Select(cell => Cell(CsvText.Cell(cell)))))];
        return string.Join('\n', written);
    }

    /// <summary>Whether a file is one of these, and not a copy of the table whose cells are to be changed.</summary>
    public static bool IsOne(TableData table, string fileName, string text)
    {
        Names names = Names.Of(table);
        return fileName.Contains(NameMark, StringComparison.OrdinalIgnoreCase)
            || CsvSheet.Read(text.TrimStart('\uFEFF'), fileName, [new Column(names.Row, new FieldType.Number()), .. table.Columns])
                .Match(sheet => sheet.Header.Contains(names.Decision, StringComparer.OrdinalIgnoreCase), _ => false);
    }

    private static TableData Lines(TableData table, RowChoices choices, ReviewRow review, IEnumerable<int> rows)
    {
        Names names = Names.Of(table);
        string version = VersionOf(review);
        ImmutableArray<Value> Row(int row)
        {
            RowChoice? choice = choices.Of(table.KeyOf(row));
            ImmutableArray<Value> cells = choice is { Answer: RowAnswer.Edit } && RowRule.Edited(table, row, choice) is { IsRefused: false } edited ? edited.Value : table.Rows[row];
            return [new Value.Number(row + 1), new Value.Text(choice is null ? "" : RowChoices.WordOf(choice.Answer)), new Value.Text(choice?.Note ?? ""), .. cells, new Value.Text(version)];
        }

        return new TableData(
            [new Column(names.Row, new FieldType.Number()), new Column(names.Decision, new FieldType.Text()), new Column(names.Note, new FieldType.Text()), .. table.Columns, new Column(names.Version, new FieldType.Text())],
            [.. rows.Select(Row)]);
    }

    /// <summary>All or nothing: a single mistake leaves the draft as it was.</summary>
    public static Result<RowsFileRead> Read(TableData table, ReviewRow review, string fileName, string text)
    {
        Names names = Names.Of(table);
        ImmutableArray<Column> columns = [new Column(names.Row, new FieldType.Number()), .. table.Columns];
        Result<CsvSheet> sheet = CsvSheet.Read(text.TrimStart('\uFEFF'), fileName, columns);
        return sheet.IsRefused ? sheet.Refusal! : new Reader(table, review, names, sheet.Value, fileName).Read();
    }

    // Letters in front, so that no spreadsheet takes it for a number.
    private static string VersionOf(ReviewRow review) => string.Create(CultureInfo.InvariantCulture, $"v{review.Revision}-{review.Artifact.Content.Value[..VersionLength]}");

    private static Refusal Refused(string why, string next = Mend) => new(RefusalKind.BadFile, "Nothing was marked.", why, next);

    /// <summary>The columns of a person, named so that none of the table's own has the same name.</summary>
    private sealed record Names(string Row, string Decision, string Note, string Version)
    {
        public static Names Of(TableData table)
        {
            HashSet<string> taken = [.. table.Columns.Select(column => ColumnName.Plain(column.Name))];
            string Free(string name) => taken.Contains(ColumnName.Plain(name)) ? Free("AgentBot " + name) : name;
            return new Names(Free("row"), Free("your decision"), Free("your note"), Free("version"));
        }
    }

    private sealed class Reader(TableData table, ReviewRow review, Names names, CsvSheet sheet, string fileName)
    {
        private readonly List<string> _mistakes = [];
        private RowChoices _choices = RowChoices.None;
        private readonly ImmutableArray<string>.Builder _open = ImmutableArray.CreateBuilder<string>();

        public Result<RowsFileRead> Read()
        {
            int row = Find(names.Row);
            int decision = Find(names.Decision);
            int version = Find(names.Version);
            if (row < 0 || decision < 0 || version < 0)
            {
                return Refused($"{fileName} has no column “{(row < 0 ? names.Row : decision < 0 ? names.Decision : names.Version)}”.", Anew + " Keep its columns.");
            }

            string stands = VersionOf(review);
            if (sheet.Rows.FirstOrDefault(line => line.Cells[version].Trim() != stands) is { Cells: not null } stale)
            {
                return Refused(stale.Cells[version].Trim().Length == 0
                    ? $"Line {stale.Line}, {names.Version}: it is empty, so nobody knows which rows were decided about."
                    : $"{fileName} is about other rows than the ones that stand here now.", Anew);
            }

            var seen = new HashSet<int>();
            foreach (CsvLine line in sheet.Rows)
            {
                Line(line, seen, row, decision, Find(names.Note));
            }

            return _mistakes.Count == 0
                ? new RowsFileRead(_choices, _open.ToImmutable())
                : Refused(string.Join('\n', _mistakes.Take(MostMistakes)) + (_mistakes.Count > MostMistakes ? $"\nThere are {_mistakes.Count - MostMistakes} more mistakes." : ""));
        }

        private void Line(CsvLine line, HashSet<int> seen, int rowColumn, int decisionColumn, int noteColumn)
        {
            if (!int.TryParse(line.Cells[rowColumn].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > table.Rows.Length)
            {
                Wrong(line, names.Row, $"{ValueReader.Quote(line.Cells[rowColumn])} is no row of the table.");
                return;
            }

            if (!seen.Add(number))
            {
                Wrong(line, names.Row, $"row {number} stands in the file twice.");
                return;
            }

            string word = CsvText.Unguard(line.Cells[decisionColumn]).Trim();
            string note = noteColumn < 0 ? "" : CardText.Visible(CsvText.Unguard(line.Cells[noteColumn])).Trim();
            string key = table.KeyOf(number - 1);
            if (note.Length > RowChoice.LongestNote)
            {
                Wrong(line, names.Note, $"it has {note.Length} characters; a note has at most {RowChoice.LongestNote}.");
            }

            ImmutableArray<ChangedCell>? changed = Changed(line, number - 1);
            if (word.Length == 0)
            {
                _open.Add(key);
                if (note.Length > 0 || changed is { IsEmpty: false })
                {
                    Wrong(line, names.Decision, $"it is empty, but {(note.Length > 0 ? "there is a note" : "a cell was changed")}. Write approve, refuse, edit or return.");
                }
            }
            else if (RowChoices.AnswerOf(word) is not { } answer)
            {
                Wrong(line, names.Decision, $"{ValueReader.Quote(word)} is none of approve, refuse, edit and return.");
            }
            else if (changed is { } cells)
            {
                Choose(line, key, new RowChoice(answer, note) { Cells = answer == RowAnswer.Edit ? cells : [] }, cells);
            }
        }

        private void Choose(CsvLine line, string key, RowChoice choice, ImmutableArray<ChangedCell> cells)
        {
            if (choice.Answer == RowAnswer.Edit && cells.IsEmpty)
            {
                Wrong(line, names.Decision, "it says edit, but no cell was changed.");
            }
            else if (choice.Answer != RowAnswer.Edit && !cells.IsEmpty)
            {
                Wrong(line, cells[0].Column, $"it was {ValueReader.Quote(cells[0].Was)} and is {ValueReader.Quote(cells[0].Now)}, but the decision says {RowChoices.WordOf(choice.Answer)}. Write edit, or put back what stood there.");
            }
            else
            {
                _choices = _choices.With(key, choice);
            }
        }

        /// <summary>Cells that are another value now; null where one of them cannot be read, which is told.</summary>
        private ImmutableArray<ChangedCell>? Changed(CsvLine line, int row)
        {
            var changed = ImmutableArray.CreateBuilder<ChangedCell>();
            for (int i = 0; i < table.Columns.Length; i++)
            {
                // A spreadsheet may take columns out that the person did not need to see.
                if (Find(table.Columns[i].Name) is not (>= 0 and var column))
                {
                    continue;
                }

                Value was = table.Rows[row][i];
                string cell = line.Cells[column], stood = CsvText.Cell(was);
                if (string.Equals(cell, stood, StringComparison.Ordinal) || string.Equals(cell, CardText.Visible(stood), StringComparison.Ordinal))
                {
                    continue;
                }

                string now = CsvText.Unguard(cell);
                Result<Value> read = CellText.Read(table.Columns[i].Type, now, was, $"Line {line.Line}, {table.Columns[i].Name}");
                if (read.Refusal is { } refusal)
                {
                    _mistakes.Add(refusal.What.TrimEnd('.') + ".");
                    return null;
                }

                if (!Equals(read.Value, was))
                {
                    changed.Add(new ChangedCell(table.Columns[i].Name, CellText.Write(was), now));
                }
            }

            return changed.ToImmutable();
        }

        private int Find(string name)
        {
            for (int i = 0; i < sheet.Header.Length; i++)
            {
                if (string.Equals(sheet.Header[i], name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }

            return -1;
        }

        private void Wrong(CsvLine line, string column, string why) => _mistakes.Add($"Line {line.Line}, {column}: {why}");
    }
}

/// <param name="Open">Keys of rows that the file leaves without a choice.</param>
public sealed record RowsFileRead(RowChoices Choices, ImmutableArray<string> Open);
