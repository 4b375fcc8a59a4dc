using AgentBot.Agents.Offline.Reading;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Rules;

/// <summary>Whether a condition holds of some data. What cannot be compared does not hold, and says why.</summary>
public static class Comparison
{
    /// <param name="item">The fields that the condition may name.</param>
    /// <param name="why">A sentence for people where the two could not be compared; "" otherwise.</param>
    public static bool Holds(Condition condition, Value.Record item, DateOnly today, out string why)
    {
        why = "";
        Value value = item[condition.Field];
        switch (condition.Kind)
        {
            case ConditionKind.Missing:
                return PlainValue.IsEmpty(value);
            case ConditionKind.NotMissing:
                return !PlainValue.IsEmpty(value);
            case ConditionKind.Contains:
                return condition.Operands.Any(words => Names.Holds(PlainValue.Text(value), words));
            case ConditionKind.NotContains:
                return !condition.Operands.Any(words => Names.Holds(PlainValue.Text(value), words));
            case ConditionKind.OneOf:
                return !PlainValue.IsEmpty(value) && condition.Operands.Any(operand => IsSame(value, operand, item, today));
            case ConditionKind.NotOneOf:
                return !PlainValue.IsEmpty(value) && !condition.Operands.Any(operand => IsSame(value, operand, item, today));
        }

        if (PlainValue.IsEmpty(value))
        {
            return false;
        }

        if (condition.Kind == ConditionKind.OlderThan)
        {
            return OlderThan(value, condition.Operands[0], today, out why);
        }

        return Order(value, condition.Operands[0], condition.Field, item, today, out why) is { } order && condition.Kind switch
        {
            ConditionKind.Over or ConditionKind.After => order > 0,
            ConditionKind.Under or ConditionKind.Before => order < 0,
            ConditionKind.AtLeast => order >= 0,
            _ => order <= 0,
        };
    }

    private static bool OlderThan(Value value, string operand, DateOnly today, out string why)
    {
        why = "";
        if (Typed(value, today) is Value.Date date && Durations.Whole(operand) is { } age)
        {
            return today.DayNumber - date.Day.DayNumber > age.TotalDays;
        }

        why = $"“{PlainValue.Text(value)}” cannot be compared with “{operand}”.";
        return false;
    }

    // Negative, zero, positive; null where the two have no order.
    private static int? Order(Value value, string operand, string field, Value.Record item, DateOnly today, out string why)
    {
        why = "";
        Value left = WithCurrency(Typed(value, today), item, field);
        Value right = Operand(operand, item, today);
        switch (left, right)
        {
            case (Value.Money a, Value.Money b) when a.Currency.Length == 0 || b.Currency.Length == 0 || string.Equals(a.Currency, b.Currency, StringComparison.OrdinalIgnoreCase):
                return a.Amount.CompareTo(b.Amount);
            case (Value.Money a, Value.Money b):
                why = $"{PlainValue.Text(a)} and {PlainValue.Text(b)} are in different currencies and were not compared.";
                return null;
            case (Value.Money a, Value.Number b):
                return a.Amount.CompareTo(b.Amount);
            case (Value.Number a, Value.Money b):
                return a.Amount.CompareTo(b.Amount);
            case (Value.Number a, Value.Number b):
                return a.Amount.CompareTo(b.Amount);
            case (Value.Date a, Value.Date b):
                return a.Day.CompareTo(b.Day);
            case (Value.Duration a, Value.Duration b):
                return a.Length.CompareTo(b.Length);
            default:
                why = $"“{Short(PlainValue.Text(value))}” cannot be compared with “{Short(operand)}”.";
                return null;
        }
    }

    private static bool IsSame(Value value, string operand, Value.Record item, DateOnly today)
    {
        if (Names.Same(PlainValue.Text(value), operand))
        {
            return true;
        }

        return Order(value, operand, "", item, today, out _) == 0;
    }

    private static Value Operand(string text, Value.Record item, DateOnly today) =>
        Literal(text, today) ?? (item.Fields.FirstOrDefault(field => Names.Same(field.Name, text)) is { Name: not null } field ? WithCurrency(Typed(field.Value, today), item, field.Name) : new Value.Text(text));

    private static Value Typed(Value value, DateOnly today) => value is Value.Text text ? Literal(text.Content, today) ?? value : value;

    private static Value? Literal(string text, DateOnly today) =>
        Amounts.Whole(text)
        ?? (Days.Whole(text, today) is { } day ? new Value.Date(day) : null)
        ?? (Durations.Whole(text) is { } length ? new Value.Duration(length) : (Value?)null);

    // A table often keeps the currency in a column of its own.
    private static Value WithCurrency(Value value, Value.Record item, string field) =>
        value is Value.Money { Currency.Length: 0 } money && field.Length > 0 && item.Find("currency") is Value.Text { Content.Length: 3 } currency
            ? money with { Currency = currency.Content.ToUpperInvariant() }
            : value;

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";
}
