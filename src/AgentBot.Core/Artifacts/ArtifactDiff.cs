using System.Collections.Immutable;
using AgentBot.Core.Values;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace AgentBot.Core.Artifacts;

/// <summary>What differs between two versions of an artifact, in the terms people read: paragraphs, rows and cells, fields.</summary>
public static class ArtifactDiff
{
    private static readonly SideBySideDiffBuilder Builder = new(new Differ(), [' ', '\t', ',', '.', ';', ':', '!', '?', '(', ')']);

    /// <summary>Paragraph by paragraph; within a changed one the words that differ are marked.</summary>
    public static ImmutableArray<TextChange> Text(string before, string now) => Changes(Builder.BuildDiffModel(AsLines(before), AsLines(now), true));

    /// <summary>Line by line, every space counted; the number of a change is that of its line.</summary>
    public static ImmutableArray<TextChange> Lines(string before, string now) => Changes(Builder.BuildDiffModel(before, now, false));

    private static ImmutableArray<TextChange> Changes(SideBySideDiffModel model)
    {
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        for (int i = 0; i < model.NewText.Lines.Count; i++)
        {
            DiffPiece was = model.OldText.Lines[i];
            DiffPiece is_ = model.NewText.Lines[i];
            int paragraph = is_.Position ?? was.Position ?? 0;
            switch (is_.Type)
            {
                case ChangeType.Inserted:
                    changes.Add(new TextChange(TextChangeKind.Added, paragraph, [], [new DiffWord(is_.Text, true)]));
                    break;
                case ChangeType.Modified:
                    changes.Add(new TextChange(TextChangeKind.Changed, paragraph, Marked(was), Marked(is_)));
                    break;
                case ChangeType.Imaginary when was.Type == ChangeType.Deleted:
                    changes.Add(new TextChange(TextChangeKind.Removed, paragraph, [new DiffWord(was.Text, true)], []));
                    break;
            }
        }

        return changes.ToImmutable();
    }

    public static ImmutableArray<FieldChange> Record(Value.Record before, Value.Record now) =>
    [
        .. now.Fields.Where(field => !Same(before.Find(field.Name), field.Value)).Select(field => new FieldChange(field.Name, before.Find(field.Name), field.Value)),
        .. before.Fields.Where(field => now.Find(field.Name) is null).Select(field => new FieldChange(field.Name, field.Value, null)),
    ];

    /// <summary>Rows are matched by key; where tables have no keys, by number.</summary>
    public static TableChanges Table(TableData before, TableData now)
    {
        var old = Enumerable.Range(0, before.Rows.Length).ToDictionary(before.KeyOf, row => row, StringComparer.Ordinal);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var added = ImmutableArray.CreateBuilder<int>();
        var cells = ImmutableArray.CreateBuilder<CellChange>();
        for (int row = 0; row < now.Rows.Length; row++)
        {
            string key = now.KeyOf(row);
            if (!old.TryGetValue(key, out int oldRow))
            {
                added.Add(row);
                continue;
            }

            kept.Add(key);
            for (int column = 0; column < now.Columns.Length; column++)
            {
                int oldColumn = before.IndexOf(now.Columns[column].Name);
                Value was = oldColumn < 0 ? Value.Missing.Instance : before.Rows[oldRow][oldColumn];
                if (!Same(was, now.Rows[row][column]))
                {
                    cells.Add(new CellChange(key, row, now.Columns[column].Name, was, now.Rows[row][column]));
                }
            }
        }

        return new TableChanges(
            added.ToImmutable(),
            [.. Enumerable.Range(0, before.Rows.Length).Where(row => !kept.Contains(before.KeyOf(row)))],
            cells.ToImmutable(),
            [.. now.Columns.Select(column => column.Name).Where(name => before.IndexOf(name) < 0)],
            [.. before.Columns.Select(column => column.Name).Where(name => now.IndexOf(name) < 0)]);
    }

    private static bool Same(Value? one, Value? other) =>
        one is not null && other is not null && ValueJson.Write(one).AsSpan().SequenceEqual(ValueJson.Write(other));

    private static string AsLines(string text) =>
        string.Join('\n', Prose.Paragraphs(text).SelectMany(paragraph => paragraph.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0));

    private static ImmutableArray<DiffWord> Marked(DiffPiece line)
    {
        var words = ImmutableArray.CreateBuilder<DiffWord>();
        foreach (DiffPiece piece in line.SubPieces.Where(piece => piece.Type != ChangeType.Imaginary && !string.IsNullOrEmpty(piece.Text)))
        {
            bool changed = piece.Type != ChangeType.Unchanged;
            if (words.Count > 0 && (words[^1].Changed == changed || (words[^1].Changed && string.IsNullOrWhiteSpace(piece.Text))))
            {
                words[^1] = new DiffWord(words[^1].Text + piece.Text, words[^1].Changed);
            }
            else
            {
                words.Add(new DiffWord(piece.Text, changed));
            }
        }

        return words.ToImmutable();
    }
}

public enum TextChangeKind
{
    Changed,
    Added,
    Removed,
}

public sealed record DiffWord(string Text, bool Changed);

/// <param name="Paragraph">Number in the newer text, from 1; for a removed one its number in the older.</param>
public sealed record TextChange(TextChangeKind Kind, int Paragraph, ImmutableArray<DiffWord> Was, ImmutableArray<DiffWord> Now);

/// <param name="Was">Null where the field is new.</param>
/// <param name="Now">Null where the field is gone.</param>
public sealed record FieldChange(string Name, Value? Was, Value? Now);

/// <param name="Row">Ordinal in the newer table.</param>
public sealed record CellChange(string Key, int Row, string Column, Value Was, Value Now);

/// <param name="Added">Ordinals in the newer table.</param>
/// <param name="Removed">Ordinals in the older table.</param>
public sealed record TableChanges(
    ImmutableArray<int> Added,
    ImmutableArray<int> Removed,
    ImmutableArray<CellChange> Cells,
    ImmutableArray<string> NewColumns,
    ImmutableArray<string> GoneColumns)
{
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Cells.IsEmpty && NewColumns.IsEmpty && GoneColumns.IsEmpty;

    /// <summary>Rows of the newer table with a change in them, in order.</summary>
    public ImmutableArray<int> ChangedRows => [.. Cells.Select(cell => cell.Row).Distinct().Order()];
}
