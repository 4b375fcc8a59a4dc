using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>Turns what a person handed back (a form, single cells) into a value of the same shape, or says what is wrong where.</summary>
public static class EditReader
{
    /// <summary>Of a form, by the names of its fields. Fields that are not given stay.</summary>
    public static Result<Value> Fields(ArtifactType type, Value before, IReadOnlyDictionary<string, string> given) => ReviewSurfaces.For(type, before).Edit(before, given);

    /// <summary>Single cells of a table, by row key and column.</summary>
    public static Result<Value> Cells(TableData before, IEnumerable<CellEdit> edits)
    {
        ImmutableArray<ImmutableArray<Value>> rows = before.Rows;
        foreach (CellEdit edit in edits)
        {
            int row = RowOf(before, edit.Key);
            int column = before.IndexOf(edit.Column);
            if (row < 0 || column < 0)
            {
                return new Refusal(RefusalKind.BadInput, row < 0 ? "One of the edited rows is not in the table." : $"There is no column “{edit.Column}”.", "The table was not changed.", "Open the table again.");
            }

            Result<Value> cell = CellText.Read(before.Columns[column].Type, edit.Text, before.Rows[row][column], $"Row {row + 1}, {before.Columns[column].Name}");
            if (cell.Refusal is { } refusal)
            {
                return refusal;
            }

            rows = rows.SetItem(row, rows[row].SetItem(column, cell.Value));
        }

        var edited = new Value.Table(before with { Rows = rows });
        return TableCheck.Check(edited.Data) is { } misfit ? misfit : edited;
    }

    /// <summary>The type a value is edited as where nothing declares one; null for what no form can hold.</summary>
    public static FieldType? TypeOf(Value value) => value switch
    {
        Value.Text or Value.Missing => new FieldType.Text(),
        Value.Number => new FieldType.Number(),
        Value.Money => new FieldType.Money(),
        Value.Date => new FieldType.Date(),
        Value.Month => new FieldType.Month(),
        Value.Duration => new FieldType.Duration(),
        Value.Choice choice => new FieldType.Choice([choice.Option]),
        Value.Boolean => new FieldType.Boolean(),
        Value.List when CellText.IsEditable(value) => new FieldType.List(new FieldType.Text()),
        _ => null,
    };

    /// <summary>A value as it stands in a form.</summary>
    public static string Written(Value value) => CellText.Write(value);

    private static int RowOf(TableData table, string key)
    {
        for (int row = 0; row < table.Rows.Length; row++)
        {
            if (string.Equals(table.KeyOf(row), key, StringComparison.Ordinal))
            {
                return row;
            }
        }

        return -1;
    }
}

public sealed record CellEdit(string Key, string Column, string Text);
