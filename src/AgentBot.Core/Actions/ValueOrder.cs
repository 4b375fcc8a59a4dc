using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A total order of values: by kind, then by size, time or letters; money by currency, then by amount; texts regardless of case first.</summary>
internal sealed class ValueOrder : IComparer<Value>
{
    public static readonly ValueOrder Instance = new();

    public int Compare(Value? x, Value? y) => (x, y) switch
    {
        (Value.Number one, Value.Number other) => one.Amount.CompareTo(other.Amount),
        (Value.Money one, Value.Money other) => string.CompareOrdinal(one.Currency, other.Currency) is not 0 and var currency ? currency : one.Amount.CompareTo(other.Amount),
        (Value.Date one, Value.Date other) => one.Day.CompareTo(other.Day),
        (Value.Month one, Value.Month other) => (one.Year, one.MonthOfYear).CompareTo((other.Year, other.MonthOfYear)),
        (Value.Duration one, Value.Duration other) => one.Length.CompareTo(other.Length),
        (Value.Boolean one, Value.Boolean other) => one.IsTrue.CompareTo(other.IsTrue),
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ => Kind(x).CompareTo(Kind(y)) is not 0 and var kind ? kind : Text(ValueText.Canonical(x), ValueText.Canonical(y)),
    };

    private static int Text(string one, string other) =>
        string.Compare(one, other, StringComparison.OrdinalIgnoreCase) is not 0 and var letters ? letters : string.CompareOrdinal(one, other);

    private static int Kind(Value value) => value switch
    {
        Value.Missing => 9,
        Value.Number => 0,
        Value.Money => 1,
        Value.Date => 2,
        Value.Month => 3,
        Value.Duration => 4,
        Value.Boolean => 5,
        Value.Text or Value.Choice => 6,
        _ => 7,
    };
}
