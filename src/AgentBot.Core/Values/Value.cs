using System.Collections.Immutable;

namespace AgentBot.Core.Values;

/// <summary>A piece of typed data: an input, a cell, what a step produced. Immutable; written by <see cref="ValueJson"/>.</summary>
public abstract record Value
{
    private Value()
    {
    }

    /// <summary>No value: an empty cell, an optional input that nobody filled.</summary>
    public sealed record Missing : Value
    {
        public static readonly Missing Instance = new();
    }

    public sealed record Text(string Content) : Value;

    public sealed record Number(decimal Amount) : Value;

    /// <param name="Amount">In whole units of the currency.</param>
    /// <param name="Currency">ISO 4217 code, or empty where the source named none.</param>
    public sealed record Money(decimal Amount, string Currency) : Value;

    public sealed record Date(DateOnly Day) : Value;

    public sealed record Month(int Year, int MonthOfYear) : Value;

    public sealed record Duration(TimeSpan Length) : Value;

    public sealed record Choice(string Option) : Value;

    public sealed record Boolean(bool IsTrue) : Value;

    public sealed record User(PersonKey Person) : Value;

    public sealed record Channel(ChannelKey Key) : Value;

    /// <param name="Name">The name the person gave it; data, never a path.</param>
    /// <param name="Length">In bytes.</param>
    public sealed record File(string Name, string MediaType, long Length, Digest Content) : Value;

    /// <summary>Named fields in their order of declaration.</summary>
    public sealed record Record(ImmutableArray<Field> Fields) : Value
    {
        public Value this[string name] => Find(name) ?? Missing.Instance;

        public Value? Find(string name)
        {
            foreach (Field field in Fields)
            {
                if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    return field.Value;
                }
            }

            return null;
        }

        public Record With(string name, Value value)
        {
            for (int i = 0; i < Fields.Length; i++)
            {
                if (string.Equals(Fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    return new Record(Fields.SetItem(i, new Field(Fields[i].Name, value)));
                }
            }

            return new Record(Fields.Add(new Field(name, value)));
        }
    }

    public sealed record List(ImmutableArray<Value> Items) : Value;

    public sealed record Table(TableData Data) : Value;

    public static Value OfText(string? text) => text is null ? Missing.Instance : new Text(text);
}

public readonly record struct Field(string Name, Value Value);

/// <summary>Rows under typed columns. Row numbers that people see start at 1 and are the row's ordinal here plus one.</summary>
public sealed record TableData(ImmutableArray<Column> Columns, ImmutableArray<ImmutableArray<Value>> Rows)
{
    public static readonly TableData Empty = new([], []);

    /// <summary>Keys of the rows for marking and comparing, parallel to <see cref="Rows"/>; empty where rows have only their number.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>The names of the columns whose sum belongs to the table; a host-computed total stands under them.</summary>
    public ImmutableArray<string> Totals { get; init; } = [];

    /// <summary>What stands over the table for people; empty where the step's own title says enough.</summary>
    public string Title { get; init; } = "";

    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    public string KeyOf(int row) => Keys.IsDefaultOrEmpty ? (row + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : Keys[row];

    public Value.Record RowAsRecord(int row)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(Columns.Length);
        for (int i = 0; i < Columns.Length; i++)
        {
            fields.Add(new Field(Columns[i].Name, Rows[row][i]));
        }

        return new Value.Record(fields.MoveToImmutable());
    }
}

public sealed record Column(string Name, FieldType Type);
