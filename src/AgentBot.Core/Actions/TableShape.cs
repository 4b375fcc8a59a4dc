using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Tables and lists of records are interchangeable as arguments: this turns the one into the other, for values and for types.</summary>
internal static class TableShape
{
    public const int MostRows = 50_000;
    public const int MostColumns = 200;

    public static readonly FieldType.Table Unknown = new([], Open: true);

    /// <summary>The type of the table that an argument of this type becomes.</summary>
    public static FieldType.Table Of(FieldType? type) => type switch
    {
        FieldType.Table table => table,
        FieldType.List { Of: FieldType.Record record } => new FieldType.Table(record.Fields, record.Open),
        _ => Unknown,
    };

    /// <summary>Null where the value is neither a table nor a list of records.</summary>
    /// <param name="expected">What is known of the column types beforehand; the rest is taken from the values.</param>
    public static TableData? From(Value value, FieldType expected) => value switch
    {
        Value.Table table => table.Data,
        Value.List list when list.Items.All(item => item is Value.Record) => FromRecords([.. list.Items.Cast<Value.Record>()], Of(expected)),
        _ => null,
    };

    public static TableData Keep(this TableData table, IReadOnlyList<int> rows) => table with
    {
        Rows = [.. rows.Select(row => table.Rows[row])],
        Keys = table.Keys.IsDefaultOrEmpty ? [] : [.. rows.Select(row => table.Keys[row])],
    };

    /// <summary>The type that all these values share; text where they are all missing, Any where they differ.</summary>
    public static FieldType TypeOf(IEnumerable<Value> values)
    {
        FieldType? found = null;
        foreach (Value value in values)
        {
            if (value is Value.Missing)
            {
                continue;
            }

            FieldType type = TypeOf(value);
            if (found is null)
            {
                found = type;
            }
            else if (found.GetType() != type.GetType())
            {
                return new FieldType.Any();
            }
        }

        return found switch
        {
            FieldType.Choice => new FieldType.Choice([.. values.OfType<Value.Choice>().Select(choice => choice.Option).Distinct().Order(StringComparer.Ordinal)]),
            null => new FieldType.Text(),
            _ => found,
        };
    }

    private static TableData FromRecords(ImmutableArray<Value.Record> records, FieldType.Table expected)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> first = records.Length == 0 ? expected.Columns.Select(column => column.Name) : [];
        foreach (string name in first.Concat(records.SelectMany(record => record.Fields.Select(field => field.Name))))
        {
            if (seen.Add(name))
            {
                names.Add(name);
            }
        }

        ImmutableArray<ImmutableArray<Value>> rows = [.. records.Select(record => names.Select(name => record[name]).ToImmutableArray())];
        ImmutableArray<Column> columns =
        [
            .. names.Select((name, place) => expected.Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? new Column(name, TypeOf(rows.Select(row => row[place])))),
        ];
        return new TableData(columns, rows);
    }

    private static FieldType TypeOf(Value value) => value switch
    {
        Value.Text => new FieldType.Text(),
        Value.Number => new FieldType.Number(),
        Value.Money => new FieldType.Money(),
        Value.Date => new FieldType.Date(),
        Value.Month => new FieldType.Month(),
        Value.Duration => new FieldType.Duration(),
        Value.Choice => new FieldType.Choice([]),
        Value.Boolean => new FieldType.Boolean(),
        Value.User => new FieldType.User(),
        Value.Channel => new FieldType.Channel(),
        Value.File => new FieldType.File([], [], null),
        _ => new FieldType.Any(),
    };
}
