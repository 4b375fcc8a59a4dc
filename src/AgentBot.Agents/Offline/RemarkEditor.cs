using System.Collections.Immutable;
using AgentBot.Agents.Offline.Extraction;
using AgentBot.Agents.Offline.Rules;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline;

/// <summary>Applies the row edits of a note to an answered table or list: change a cell, take a row out, add a line.</summary>
public static class RemarkEditor
{
    /// <param name="applied">How many edits found their place.</param>
    public static Value Edit(OutputField field, Value value, RuleBook book, Extractor extractor, DateOnly today, ref int applied)
    {
        ImmutableArray<Rule> edits = [.. book.Edits(field)];
        if (edits.IsEmpty)
        {
            return value;
        }

        List<Value.Record> rows = [.. Rows(value)];
        int before = rows.Count;
        ImmutableArray<Column> columns = Columns(field.Type);
        foreach (Rule edit in edits)
        {
            foreach (int row in edit.Rows.Where(row => row >= 1 && row <= before))
            {
                if (edit.Effect is RuleEffect.AssignCell cell
                    && columns.FirstOrDefault(column => column.Name == cell.Column) is { } column
                    && TypedText.Whole(column.Type, cell.Value, today) is { } written)
                {
                    rows[row - 1] = rows[row - 1].With(column.Name, written);
                    applied++;
                }
            }

            if (edit.Effect is RuleEffect.Add add)
            {
                Line line = new(add.Line, "", "", null);
                rows.Add(columns.IsEmpty
                    ? new Value.Record([new Field("item", new Value.Text(add.Line))])
                    : new Value.Record([.. columns.Zip(extractor.Row(columns, line), (column, cell) => new Field(column.Name, cell))]));
                applied++;
            }
        }

        // Rows are counted as the reviewer saw them, so they go last and from the end.
        foreach (int row in edits.Where(edit => edit.Effect is RuleEffect.Remove).SelectMany(edit => edit.Rows).Distinct().OrderDescending().Where(row => row >= 1 && row <= before))
        {
            rows.RemoveAt(row - 1);
            applied++;
        }

        return field.Type is FieldType.Table table
            ? new Value.Table(new TableData(table.Columns, [.. rows.Select(row => table.Columns.Select(column => row[column.Name]).ToImmutableArray())]))
            : new Value.List([.. rows.Select(row => columns.IsEmpty ? row["item"] : row)]);
    }

    private static IEnumerable<Value.Record> Rows(Value value) => value switch
    {
        Value.Table table => Enumerable.Range(0, table.Data.Rows.Length).Select(table.Data.RowAsRecord),
        Value.List list => list.Items.Select(item => item as Value.Record ?? new Value.Record([new Field("item", item)])),
        _ => [],
    };

    private static ImmutableArray<Column> Columns(FieldType type) => type switch
    {
        FieldType.Table table => table.Columns,
        FieldType.List { Of: FieldType.Record record } => record.Fields,
        _ => [],
    };
}
