using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Values as Markdown. Cells and entries come from data and are escaped, so that they can make no heading, link or picture.</summary>
internal static class MarkdownText
{
    public static readonly FieldType.Record DocumentType =
        new([new Column("title", new FieldType.Text()), new Column("body", new FieldType.Text())], Open: false);

    public static Value.Record Document(string title, string body) =>
        new([new Field("title", new Value.Text(title)), new Field("body", new Value.Text(body))]);

    /// <summary>"action_items" as "Action items".</summary>
    public static string Heading(string field)
    {
        string words = field.Replace('_', ' ').Trim();
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>A paragraph, a list or a table, whatever the value is; empty where there is nothing.</summary>
    public static string Block(Value value, Func<PersonKey, string> nameOf) => value switch
    {
        Value.Table table => Table(table.Data, nameOf),
        Value.List list when list.Items.Length > 0 && list.Items.All(item => item is Value.Record) => Table(TableShape.From(list, TableShape.Unknown)!, nameOf),
        Value.List list => string.Join('\n', list.Items.Select(item => "- " + Escape(ValueText.ForPeople(item, nameOf)))),
        Value.Record record => string.Join('\n', record.Fields.Where(field => field.Value is not Value.Missing)
            .Select(field => $"- **{Escape(Heading(field.Name))}:** {Escape(ValueText.ForPeople(field.Value, nameOf))}")),
        Value.Text text => text.Content.Trim(),
        _ => Escape(ValueText.ForPeople(value, nameOf)),
    };

    public static string Table(TableData table, Func<PersonKey, string> nameOf)
    {
        if (table.Rows.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        Line(table.Columns.Select(column => Heading(column.Name)), escape: true);
        Line(table.Columns.Select(column => Amounts.CanBeAdded(column.Type) && column.Type is not FieldType.Any ? "---:" : "---"), escape: false);
        foreach (ImmutableArray<Value> row in table.Rows)
        {
            Line(row.Select(cell => ValueText.ForPeople(cell, nameOf)), escape: true);
        }

        if (!table.Totals.IsDefaultOrEmpty)
        {
            Line(table.Columns.Select((column, place) => Total(table, column, place)), escape: false);
        }

        return text.ToString().TrimEnd();

        void Line(IEnumerable<string> cells, bool escape) =>
            text.Append("| ").AppendJoin(" | ", escape ? cells.Select(Escape) : cells).Append(" |\n");
    }

    /// <summary>The text as it stands, on one line, without any meaning in Markdown or HTML.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text.Trim().ReplaceLineEndings(" / "))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '!' or '~' or '&')
            {
                escaped.Append('\\');
            }

            escaped.Append(char.IsControl(c) ? ' ' : c);
        }

        return escaped.ToString();
    }

    private static string Total(TableData table, Column column, int place)
    {
        if (!table.Totals.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
        {
            return place == 0 ? "**Total**" : "";
        }

        Value? sum = Amounts.Sum(table.Rows.Select(row => row[place]), column.Name, out _);
        return sum is null or Value.Missing ? "" : $"**{Escape(ValueText.ForPeople(sum))}**";
    }
}
