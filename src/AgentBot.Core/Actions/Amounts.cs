using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Sums of numbers or of amounts of one currency. Empty cells count as nothing; an amount without a currency is a currency of its own.</summary>
internal static class Amounts
{
    public static bool CanBeAdded(FieldType type) => type is FieldType.Number or FieldType.Money or FieldType.Any;

    /// <summary>The sum; <see cref="Value.Missing"/> where there was nothing to add; null with a sentence where the values cannot be added.</summary>
    public static Value? Sum(IEnumerable<Value> values, string column, out string mistake)
    {
        mistake = "";
        Value sum = Value.Missing.Instance;
        try
        {
            foreach (Value value in values)
            {
                if (value is Value.Missing)
                {
                    continue;
                }

                Value? next = Add(sum, value);
                if (next is null)
                {
                    mistake = sum is Value.Money one && value is Value.Money other
                        ? $"The column {Sentences.Quote(column)} holds {Name(one)} and {Name(other)}, which cannot be added. Filter or group by currency first."
                        : $"The column {Sentences.Quote(column)} holds {Sentences.Quote(ValueText.ForPeople(value))}, which cannot be added up. Add up a column of numbers or money.";
                    return null;
                }

                sum = next;
            }
        }
        catch (OverflowException)
        {
            mistake = $"The sum of the column {Sentences.Quote(column)} is too large to be written. Look for an amount that cannot be right.";
            return null;
        }

        return sum;
    }

    /// <summary>The second less the first; missing where they are not of one kind and currency.</summary>
    public static Value Difference(Value before, Value after) => (before, after) switch
    {
        (Value.Number one, Value.Number other) => new Value.Number(other.Amount - one.Amount),
        (Value.Money one, Value.Money other) when one.Currency == other.Currency => other with { Amount = other.Amount - one.Amount },
        (Value.Missing, Value.Number or Value.Money) => after,
        (Value.Number one, Value.Missing) => new Value.Number(-one.Amount),
        (Value.Money one, Value.Missing) => one with { Amount = -one.Amount },
        _ => Value.Missing.Instance,
    };

    private static Value? Add(Value sum, Value value) => (sum, value) switch
    {
        (Value.Missing, Value.Number or Value.Money) => value,
        (Value.Number one, Value.Number other) => new Value.Number(one.Amount + other.Amount),
        (Value.Money one, Value.Money other) when one.Currency == other.Currency => one with { Amount = one.Amount + other.Amount },
        _ => null,
    };

    private static string Name(Value.Money money) => money.Currency.Length == 0 ? "amounts without a currency" : money.Currency;
}
