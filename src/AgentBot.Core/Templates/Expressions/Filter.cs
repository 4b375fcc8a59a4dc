using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>A pure function behind <c>|</c>. The table in <see cref="Filters"/> feeds the typer, the evaluator and the reference.</summary>
/// <param name="Usage">As it is written, for the reference and for mistakes.</param>
internal sealed record Filter(
    string Name,
    string Usage,
    string Help,
    int Least,
    int Most,
    Func<FilterTyping, FieldType> Type,
    Func<FilterCall, Value> Apply);

/// <summary>A filter at load: what stands before it and its arguments.</summary>
internal sealed record FilterTyping(ExpressionTyper Typer, ExpressionNode.Filter Node, FieldType Of, ImmutableArray<FieldType> Arguments)
{
    private static readonly FieldType Any = new FieldType.Any();

    /// <summary>The element type of the list or table before the filter; a mistake where there is none.</summary>
    public FieldType Element()
    {
        if (TypeWords.Element(Of) is { } element)
        {
            return element;
        }

        Wrong("a list or a table");
        return Any;
    }

    public FieldType Returning(FieldType result, params ReadOnlySpan<Type> accepted)
    {
        foreach (Type type in accepted)
        {
            if (type.IsInstanceOfType(Of))
            {
                return result;
            }
        }

        if (Of is not FieldType.Any)
        {
            Wrong(string.Join(" or ", accepted.ToArray().Select(type => TypeWords.Of(Sample(type)))));
        }

        return result;
    }

    /// <summary>The type of the field that argument <paramref name="index"/> names as quoted text.</summary>
    public FieldType FieldNamed(int index)
    {
        FieldType element = Element();
        if (Node.Arguments[index] is not ExpressionNode.Literal { Value: Value.Text name })
        {
            Typer.Mistake(Node.Arguments[index].At, $"`{Node.Name}` takes the name of a field in quotation marks.", $"Write {Filters.All[Node.Name].Usage}.");
            return Any;
        }

        switch (element)
        {
            case FieldType.Record record:
                FieldType? found = TypeWords.Find(record.Fields, name.Content);
                if (found is null && !record.Open)
                {
                    string[] names = [.. record.Fields.Select(field => field.Name)];
                    string? near = NearestWord.Of(name.Content, names);
                    Typer.Mistake(
                        Node.Arguments[index].At,
                        $"There is no field `{name.Content}` here.",
                        near is not null ? $"Did you mean `{near}`?" : names.Length is > 0 and <= 24 ? $"There are {string.Join(", ", names)}." : null);
                }

                return found ?? Any;
            case FieldType.Any:
                return Any;
            default:
                Typer.Mistake(Node.Arguments[index].At, $"The items are {TypeWords.Of(element)} and have no fields.");
                return Any;
        }
    }

    public FieldType Numeric(FieldType type)
    {
        if (type is not FieldType.Number and not FieldType.Money and not FieldType.Any)
        {
            Typer.Mistake(Node.At, $"`{Node.Name}` takes numbers or money, but this is {TypeWords.Of(type)}.");
        }

        return type;
    }

    private void Wrong(string expected) =>
        Typer.Mistake(Node.At, $"`{Node.Name}` takes {expected}, but this is {TypeWords.Of(Of)}.");

    private static FieldType Sample(Type type) => type switch
    {
        _ when type == typeof(FieldType.Text) => new FieldType.Text(),
        _ when type == typeof(FieldType.Choice) => new FieldType.Choice(["its options"]),
        _ when type == typeof(FieldType.Number) => new FieldType.Number(),
        _ when type == typeof(FieldType.Money) => new FieldType.Money(),
        _ when type == typeof(FieldType.Date) => new FieldType.Date(),
        _ when type == typeof(FieldType.Month) => new FieldType.Month(),
        _ when type == typeof(FieldType.Table) => new FieldType.Table([], true),
        _ when type == typeof(FieldType.List) => new FieldType.List(new FieldType.Any()),
        _ => new FieldType.Any(),
    };
}

/// <summary>A filter at work.</summary>
internal sealed record FilterCall(string Name, Value Of, ImmutableArray<Value> Arguments, StepBudget Budget)
{
    public Value? Argument(int index) => index < Arguments.Length ? Arguments[index] : null;

    public string TextArgument(int index, string otherwise) => Argument(index) switch
    {
        null => otherwise,
        Value.Text text => text.Content,
        Value.Choice choice => choice.Option,
        { } other => throw new EvaluationStopped($"“{Name}” needs a text here, not {ValueWords.KindOf(other)}."),
    };

    public int WholeArgument(int index, int otherwise) => Argument(index) switch
    {
        null => otherwise,
        Value.Number { Amount: >= 0 and <= 1_000_000 } number when decimal.IsInteger(number.Amount) => (int)number.Amount,
        _ => throw new EvaluationStopped($"“{Name}” needs a whole number here."),
    };

    /// <summary>The items of a list or the rows of a table; each one costs a step.</summary>
    public ImmutableArray<Value> Items()
    {
        ImmutableArray<Value> items = Of switch
        {
            Value.List list => Paid(list.Items.Length) ? list.Items : [],
            Value.Table table => Paid(table.Data.Rows.Length) ? [.. Enumerable.Range(0, table.Data.Rows.Length).Select(row => (Value)table.Data.RowAsRecord(row))] : [],
            Value.Missing => [],
            _ => throw new EvaluationStopped($"“{Name}” needs a list, not {ValueWords.KindOf(Of)}."),
        };
        return items;
    }

    /// <summary>The same kind of thing with fewer or reordered items.</summary>
    public Value Keeping(ImmutableArray<int> rows) => Of switch
    {
        Value.Table { Data: var data } => new Value.Table(data with
        {
            Rows = [.. rows.Select(row => data.Rows[row])],
            Keys = data.Keys.IsDefaultOrEmpty ? [] : [.. rows.Select(row => data.Keys[row])],
        }),
        Value.List list => new Value.List([.. rows.Select(row => list.Items[row])]),
        _ => Of,
    };

    private bool Paid(int items)
    {
        Budget.Spend(items);
        return true;
    }
}
