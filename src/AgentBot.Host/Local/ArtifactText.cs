using System.Text;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;
using AgentBot.Core.Values;

namespace AgentBot.Host.Local;

/// <summary>An artifact in full as plain text. Nothing is cut: whoever decides has seen all of it.</summary>
public static class ArtifactText
{
    public static string Of(Artifact artifact, Func<PersonKey, string> nameOf)
    {
        if (artifact.Ref.Type == ArtifactType.File)
        {
            return $"A file of {artifact.Ref.Length} bytes.";
        }

        var text = new StringBuilder();
        Write(text, ValueJson.Read(artifact.Bytes.Span), nameOf);
        return text.ToString();
    }

    /// <summary>What cannot be seen could steer the terminal, or hide or reorder what is being approved; what looks like an address many terminals open at a click.</summary>
    public static string Plain(string text) => SafeText.Plain(CardText.Visible(text));

    private static void Write(StringBuilder text, Value value, Func<PersonKey, string> nameOf)
    {
        switch (value)
        {
            case Value.Table table:
                WriteTable(text, table.Data, nameOf);
                break;
            case Value.Record record:
                foreach (Field field in record.Fields)
                {
                    text.Append(Plain(field.Name)).Append(": ");
                    if (field.Value is Value.Table or Value.Record or Value.List { Items: [Value.Record, ..] } or Value.Text)
                    {
                        text.Append(field.Value is Value.Text content && !content.Content.Contains('\n') ? "" : "\n");
                    }

                    Write(text, field.Value, nameOf);
                }

                break;
            case Value.List { Items: [Value.Record, ..] } list:
                foreach (Value item in list.Items)
                {
                    text.Append("- ").AppendLine(Plain(ValueText.ForPeople(item, nameOf)).Replace("\n", " "));
                }

                break;
            default:
                text.AppendLine(Plain(ValueText.ForPeople(value, nameOf)));
                break;
        }
    }

    private static void WriteTable(StringBuilder text, TableData table, Func<PersonKey, string> nameOf)
    {
        // What stands in a column anyway is not told twice.
        string[] names = [.. table.Rows.Select((_, i) => table.KeyOf(i).Length > 8 ? $"{i + 1}" : Cell(table.KeyOf(i)))];
        bool isTold = Enumerable.Range(0, table.Columns.Length).Any(column => table.Rows.Select(row => Cell(ValueText.ForPeople(row[column], nameOf))).SequenceEqual(names, StringComparer.Ordinal));
        List<string[]> rows = [[.. Lead(""), .. table.Columns.Select(column => Cell(column.Name))]];
        for (int i = 0; i < table.Rows.Length; i++)
        {
            rows.Add([.. Lead(names[i]), .. table.Rows[i].Select(value => Cell(ValueText.ForPeople(value, nameOf)))]);
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column]))).TrimEnd());
        }

        string[] Lead(string name) => isTold ? [] : [name];
    }

    private static string Cell(string text) => Plain(text).Replace("\n", " / ");
}
