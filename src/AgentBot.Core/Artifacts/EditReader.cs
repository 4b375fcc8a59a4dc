using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>Turns what a person handed back (a form, single cells) into a value of the same shape, or says what is wrong where.</summary>
public static class EditReader
{
    /// <summary>Of a form: a document's title and body, a message's text, a record's fields. Fields that are not given stay.</summary>
    public static Result<Value> Fields(ArtifactType type, Value before, IReadOnlyDictionary<string, string> given)
    {
        switch (type)
        {
            case ArtifactType.Document:
                return DocumentContent.Read(before).Match(
                    document => Shaped(type, new DocumentContent(Line(given, "title", document.Title), Text(given, "body", document.Body)).ToValue()),
                    refusal => refusal);
            case ArtifactType.Message:
                return MessageContent.Read(before).Match(
                    message => Shaped(type, new MessageContent(Text(given, "text", message.Text)).ToValue()),
                    refusal => refusal);
            default:
                return before is Value.Record record ? Record(record, given) : new Refusal(RefusalKind.BadInput, "This cannot be edited in a form.", "", "Hand back a file, or send it back with a remark.");
        }
    }

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

        return Shaped(ArtifactType.Table, new Value.Table(before with { Rows = rows }));
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

    private static Result<Value> Record(Value.Record before, IReadOnlyDictionary<string, string> given)
    {
        Value.Record now = before;
        foreach (Field field in before.Fields)
        {
            if (!given.TryGetValue(field.Name, out string? text) || TypeOf(field.Value) is not { } type)
            {
                continue;
            }

            Result<Value> value = CellText.Read(type, text, field.Value, $"“{field.Name}”");
            if (value.Refusal is { } refusal)
            {
                return refusal;
            }

            now = now.With(field.Name, value.Value);
        }

        return Shaped(ArtifactType.Record, now);
    }

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

    private static Result<Value> Shaped(ArtifactType type, Value value) => ArtifactShape.Check(type, value) is { } refusal ? refusal : value;

    private static string Text(IReadOnlyDictionary<string, string> given, string name, string before) =>
        given.TryGetValue(name, out string? text) ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : before;

    private static string Line(IReadOnlyDictionary<string, string> given, string name, string before) => Text(given, name, before).Replace('\n', ' ').Trim();
}

public sealed record CellEdit(string Key, string Column, string Text);
