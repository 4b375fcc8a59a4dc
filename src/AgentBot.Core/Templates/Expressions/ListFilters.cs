using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>The work of filters that look at every item. Empty cells are passed over by sums and extremes.</summary>
internal static class ListFilters
{
    /// <summary>The items, or with an argument at <paramref name="fieldAt"/> that field of each.</summary>
    public static ImmutableArray<Value> Values(FilterCall call, int fieldAt)
    {
        ImmutableArray<Value> items = call.Items();
        if (call.Argument(fieldAt) is null)
        {
            return items;
        }

        string field = call.TextArgument(fieldAt, "");
        return [.. items.Select(item => FieldOf(item, field))];
    }

    public static Value Sum(FilterCall call)
    {
        decimal total = 0;
        string? currency = null;
        foreach (Value value in Values(call, 0))
        {
            if (value is Value.Missing)
            {
                continue;
            }

            total = Added(total, Comparing.AmountOf(value));
            if (value is Value.Money { Currency: var own })
            {
                if (currency is { Length: > 0 } && own.Length > 0 && own != currency)
                {
                    throw new EvaluationStopped($"{currency} and {own} cannot be added.");
                }

                currency = currency is { Length: > 0 } ? currency : own;
            }
        }

        return currency is null ? new Value.Number(total) : new Value.Money(total, currency);
    }

    public static Value Average(FilterCall call)
    {
        int count = Values(call, 0).Count(value => value is not Value.Missing);
        return count == 0
            ? Value.Missing.Instance
            : Sum(call) switch
            {
                Value.Money money => money with { Amount = money.Amount / count },
                { } total => new Value.Number(Comparing.AmountOf(total) / count),
            };
    }

    /// <param name="sign">Minus one for the smallest, one for the largest.</param>
    public static Value Extreme(FilterCall call, int sign)
    {
        Value best = Value.Missing.Instance;
        foreach (Value value in Values(call, 0))
        {
            if (value is not Value.Missing && (best is Value.Missing || Math.Sign(Comparing.Order(value, best) ?? 0) == sign))
            {
                best = value;
            }
        }

        return best;
    }

    public static Value Where(FilterCall call)
    {
        ImmutableArray<Value> fields = Values(call, 0);
        string how = call.Arguments.Length == 3 ? call.TextArgument(1, "==") : "==";
        Value wanted = call.Arguments[^1];
        return call.Keeping([.. Enumerable.Range(0, fields.Length).Where(row => Holds(fields[row], how, wanted))]);
    }

    public static Value Sort(FilterCall call)
    {
        ImmutableArray<Value> fields = Values(call, 0);
        bool down = call.TextArgument(1, "up") == "down";
        var order = Comparer<Value>.Create((a, b) => (a, b) switch
        {
            (Value.Missing, Value.Missing) => 0,
            (Value.Missing, _) => 1,
            (_, Value.Missing) => -1,
            _ => (Comparing.Order(a, b) ?? 0) * (down ? -1 : 1),
        });
        try
        {
            return call.Keeping([.. Enumerable.Range(0, fields.Length).OrderBy(row => fields[row], order)]);
        }
        catch (InvalidOperationException wrapped) when (wrapped.InnerException is EvaluationStopped stopped)
        {
            throw new EvaluationStopped(stopped.Message);
        }
    }

    public static Value Take(FilterCall call)
    {
        int length = call.Items().Length;
        return call.Keeping([.. Enumerable.Range(0, Math.Min(call.WholeArgument(0, 0), length))]);
    }

    public static Value Distinct(FilterCall call)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return new Value.List([.. call.Items().Where(item => seen.Add(ValueJson.WriteText(item)))]);
    }

    public static Value Join(FilterCall call)
    {
        string between = call.TextArgument(0, ", ");
        string text = string.Join(between, call.Items().Where(item => item is not Value.Missing).Select(ValueWords.Of));
        call.Budget.Spend(text.Length / 100);
        return new Value.Text(text);
    }

    private static bool Holds(Value value, string how, Value wanted) => how switch
    {
        "==" => Comparing.AreEqual(value, wanted),
        "!=" => !Comparing.AreEqual(value, wanted),
        "<" => Comparing.Order(value, wanted) < 0,
        "<=" => Comparing.Order(value, wanted) <= 0,
        ">" => Comparing.Order(value, wanted) > 0,
        ">=" => Comparing.Order(value, wanted) >= 0,
        "contains" => ValueWords.Of(value).Contains(ValueWords.Of(wanted), StringComparison.OrdinalIgnoreCase),
        _ => throw new EvaluationStopped($"“where” does not know the comparison {how}."),
    };

    private static Value FieldOf(Value item, string field) => item switch
    {
        Value.Record record => record[field],
        Value.Missing => item,
        _ => throw new EvaluationStopped($"{ValueWords.KindOf(item)} has no field “{field}”."),
    };

    private static decimal Added(decimal total, decimal amount)
    {
        try
        {
            return total + amount;
        }
        catch (OverflowException)
        {
            throw new EvaluationStopped("The sum is too large.");
        }
    }
}
