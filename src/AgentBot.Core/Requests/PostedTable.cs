using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>A table as another program writes it: rows as objects, and of its columns what the cells do not show themselves.</summary>
public static class PostedTable
{
    private const int MostRows = 5_000;

    private static readonly ImmutableArray<string> Types = ["text", "number", "money", "date", "boolean", "choice"];

    public static PostedShape Shape { get; } = new("table", "Rows under columns.", new Form.Fields("A table.",
    [
        new("title", new Form.Text(0, 200), "What stands over it."),
        new("columns", new Form.ListOf(
            new Form.Fields("One column.",
            [
                new("name", Form.Name, "Its name.", Required: true),
                new("type", new Form.Words(Types), "What its cells are.", Required: true),
                new("of", new Form.ListOf(new Form.Text(1, 100), 1, 50), "For a choice: its options, the one that says yes first."),
            ]),
            1,
            TableCheck.MostColumns), "In their order. Left out: as the rows have them. A column that is a choice holds the verdict that is proposed for each row."),
        new("rows", new Form.ListOf(new Form.Fields("One row.", [], new Form.Cell(), 1), 1, MostRows), "The rows.", Required: true),
        new("key", Form.Name, "The column whose text names each row; a decision names rows by it. Left out: their numbers, from 1."),
        new("totals", new Form.ListOf(Form.Name, 0, TableCheck.MostColumns), "Columns whose sum belongs to the table."),
    ]));

    public static Result<Value> Read(Value.Record posted)
    {
        TableData rows = ((Value.Table)posted["rows"]).Data;
        Result<TableData> typed = posted["columns"] is Value.Table columns ? Typed(rows, columns.Data) : rows;
        if (typed.Refusal is { } refusal)
        {
            return refusal;
        }

        TableData table = typed.Value with
        {
            Title = ValueText.ForPeople(posted["title"]),
            Totals = posted["totals"] is Value.List totals ? [.. totals.Items.Select(total => ValueText.ForPeople(total))] : [],
        };
        return Keyed(table, ValueText.ForPeople(posted["key"]));
    }

    private static Result<Value> Keyed(TableData table, string column)
    {
        if (column.Length == 0)
        {
            return new Value.Table(table);
        }

        int at = table.IndexOf(column);
        if (at < 0)
        {
            return ArtifactShape.Misfit("The rows have no names", $"There is no column “{column}”.");
        }

        ImmutableArray<string> keys = [.. table.Rows.Select(row => ValueText.ForPeople(row[at]).Trim())];
        return keys.Any(key => key.Length is 0 or > 200) ? ArtifactShape.Misfit("A row has no name", $"Each row needs a text of at most 200 characters in “{column}”.")
            : keys.GroupBy(key => key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { Key: var twice } ? ArtifactShape.Misfit("Two rows have the same name", $"“{CardsText(twice)}” stands in “{column}” more than once.")
            : new Value.Table(table with { Keys = keys });
    }

    private static Result<TableData> Typed(TableData rows, TableData declared)
    {
        ImmutableArray<Column> columns = [.. Enumerable.Range(0, declared.Rows.Length).Select(declared.RowAsRecord).Select(OfDeclaration)];
        if (rows.Columns.FirstOrDefault(column => columns.All(known => !string.Equals(known.Name, column.Name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
        {
            return ArtifactShape.Misfit("A column is not declared", $"“{CardsText(unknown.Name)}” stands in the rows and not among the columns.");
        }

        if (columns.FirstOrDefault(column => column.Type is FieldType.Choice { Of.IsEmpty: true }) is { } optionless)
        {
            return ArtifactShape.Misfit("A choice has no options", $"“{CardsText(optionless.Name)}” needs “of”.");
        }

        var made = ImmutableArray.CreateBuilder<ImmutableArray<Value>>(rows.Rows.Length);
        for (int row = 0; row < rows.Rows.Length; row++)
        {
            Value.Record cells = rows.RowAsRecord(row);
            var typed = ImmutableArray.CreateBuilder<Value>(columns.Length);
            foreach (Column column in columns)
            {
                if (Cell(cells[column.Name], column.Type) is not { } cell)
                {
                    return ArtifactShape.Misfit(
                        "A cell does not fit its column",
                        string.Create(CultureInfo.InvariantCulture, $"Row {row + 1}: “{CardsText(ValueText.ForPeople(cells[column.Name]))}” in “{CardsText(column.Name)}” is no {WordOf(column.Type)}."));
                }

                typed.Add(cell);
            }

            made.Add(typed.MoveToImmutable());
        }

        return new TableData(columns, made.MoveToImmutable());
    }

    private static Column OfDeclaration(Value.Record column) => new(ValueText.ForPeople(column["name"]), ValueText.ForPeople(column["type"]) switch
    {
        "number" => new FieldType.Number(),
        "money" => new FieldType.Money(),
        "date" => new FieldType.Date(),
        "boolean" => new FieldType.Boolean(),
        "choice" => new FieldType.Choice(column["of"] is Value.List options ? [.. options.Items.Select(option => ValueText.ForPeople(option))] : []),
        _ => new FieldType.Text(),
    });

    private static Value? Cell(Value posted, FieldType type) => (type, posted) switch
    {
        (_, Value.Missing) => posted,
        (FieldType.Choice choice, Value.Text text) => choice.Of.Contains(text.Content, StringComparer.Ordinal) ? new Value.Choice(text.Content) : null,
        (FieldType.Date, Value.Text text) => DateOnly.TryParseExact(text.Content, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? new Value.Date(day) : null,
        _ => TableCheck.Fits(type, posted) ? posted : null,
    };

    private static string WordOf(FieldType type) => type switch
    {
        FieldType.Number => "number",
        FieldType.Money => "amount, such as {\"amount\": 12.5, \"currency\": \"EUR\"}",
        FieldType.Date => "day, such as 2026-11-25",
        FieldType.Boolean => "true or false",
        FieldType.Choice choice => $"option; it has {string.Join(", ", choice.Of)}",
        _ => "text",
    };

    private static string CardsText(string text) => Cards.CardText.PlainLine(text, 80);
}
