using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>What holds for every table that may be an artifact.</summary>
public static class TableCheck
{
    public const int MostRows = 20_000;
    public const int MostColumns = 60;

    public static Refusal? Check(TableData table)
    {
        if (table.Columns.IsEmpty || table.Columns.Length > MostColumns || table.Rows.Length > MostRows)
        {
            return Misfit($"A table has 1 to {MostColumns} columns and at most {MostRows} rows; this one has {table.Columns.Length} and {table.Rows.Length}.");
        }

        if (table.Columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return Misfit($"Two columns are called “{twice.Key}”.");
        }

        if (!table.Keys.IsDefaultOrEmpty && (table.Keys.Length != table.Rows.Length || table.Keys.Distinct(StringComparer.Ordinal).Count() != table.Keys.Length))
        {
            return Misfit("Each row needs a key of its own.");
        }

        foreach (string total in table.Totals)
        {
            int column = table.IndexOf(total);
            if (column < 0 || table.Columns[column].Type is not (FieldType.Money or FieldType.Number or FieldType.Any))
            {
                return Misfit($"There is no column of amounts called “{total}” to total.");
            }
        }

        return Cells(table);
    }

    /// <summary>Whether a cell may stand in a column. A missing cell always may.</summary>
    public static bool Fits(FieldType type, Value value) => (type, value) switch
    {
        (_, Value.Missing) or (FieldType.Any, _) => true,
        (FieldType.Text text, Value.Text given) => text.Max is not { } most || given.Content.Length <= most,
        (FieldType.Number number, Value.Number given) => Within(given.Amount, number.Min, number.Max),
        (FieldType.Money money, Value.Money given) => Within(given.Amount, money.Min, money.Max),
        (FieldType.Choice choice, Value.Choice given) => choice.Of.Contains(given.Option, StringComparer.Ordinal),
        (FieldType.List list, Value.List given) => given.Items.All(item => Fits(list.Of, item)),
        (FieldType.Date, Value.Date) or (FieldType.Month, Value.Month) or (FieldType.Duration, Value.Duration) => true,
        (FieldType.Boolean, Value.Boolean) or (FieldType.User, Value.User) or (FieldType.Channel, Value.Channel) => true,
        (FieldType.File, Value.File) or (FieldType.Table, Value.Table) or (FieldType.Record, Value.Record) => true,
        _ => false,
    };

    private static Refusal? Cells(TableData table)
    {
        for (int row = 0; row < table.Rows.Length; row++)
        {
            ImmutableArray<Value> cells = table.Rows[row];
            if (cells.Length != table.Columns.Length)
            {
                return Misfit($"Row {row + 1} has {cells.Length} cells; the table has {table.Columns.Length} columns.");
            }

            for (int column = 0; column < cells.Length; column++)
            {
                if (!Fits(table.Columns[column].Type, cells[column]))
                {
                    return Misfit($"Row {row + 1} has something in “{table.Columns[column].Name}” that is not {Kind(table.Columns[column].Type)}.");
                }
            }
        }

        return null;
    }

    /// <summary>"an amount of money", "one of approve, query, refuse".</summary>
    public static string Kind(FieldType type) => type switch
    {
        FieldType.Text { Max: { } most } => $"a text of at most {most} characters",
        FieldType.Text => "a text",
        FieldType.Number { Min: { } min, Max: { } max } => $"a number from {min} to {max}",
        FieldType.Number { Min: { } min } => $"a number of at least {min}",
        FieldType.Number { Max: { } max } => $"a number of at most {max}",
        FieldType.Number => "a number",
        FieldType.Money => "an amount of money",
        FieldType.Date => "a date",
        FieldType.Month => "a month",
        FieldType.Duration => "a length of time",
        FieldType.Choice choice => $"one of {string.Join(", ", choice.Of)}",
        FieldType.Boolean => "yes or no",
        FieldType.User => "a person",
        FieldType.Channel => "a channel",
        FieldType.File => "a file",
        FieldType.Table => "a table",
        FieldType.List => "a list",
        FieldType.Record => "a record",
        _ => "a value",
    };

    private static bool Within(decimal amount, decimal? min, decimal? max) => (min is null || amount >= min) && (max is null || amount <= max);

    private static Refusal Misfit(string why) => ArtifactShape.Misfit("The table does not fit", why);
}
