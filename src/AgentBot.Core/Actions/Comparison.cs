using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <param name="Column">Null where the whole row is the difference.</param>
/// <param name="Amount">After less before, of the amount column only, so that all of them add up to the difference of the two tables' sums.</param>
internal sealed record Difference(
    ImmutableArray<Value> Key, string RowKey, string What, string? Column, Value Before, Value After, Value Amount);

/// <summary>How the rows of one key are compared.</summary>
/// <param name="Left">Places of the compared columns in the first table, parallel to <paramref name="Right"/>.</param>
/// <param name="Amount">The name of the column whose differences are added up; empty for none.</param>
/// <param name="Tolerance">Numbers and amounts that differ by no more than this are equal.</param>
internal sealed record Comparison(
    ImmutableArray<Column> Columns,
    ImmutableArray<int> Left,
    ImmutableArray<int> Right,
    string Amount,
    decimal Tolerance,
    string LeftName,
    string RightName)
{
    public IEnumerable<Difference> Of(
        string rowKey, ImmutableArray<ImmutableArray<Value>> before, ImmutableArray<ImmutableArray<Value>> after, ImmutableArray<Value> key)
    {
        if (before.Length == 1 && after.Length == 1)
        {
            return Cells(rowKey, before[0], after[0], key);
        }

        string what = (before.Length, after.Length) switch
        {
            (1, 0) => $"not in {RightName}",
            (0, 1) => $"not in {LeftName}",
            (> 1, > 1) => $"more than once in {LeftName} and in {RightName}",
            (> 1, _) => $"more than once in {LeftName}",
            _ => $"more than once in {RightName}",
        };
        Value left = SumOf(before, Left);
        Value right = SumOf(after, Right);
        return [new Difference(key, rowKey, what, null, left, right, Amounts.Difference(left, right))];
    }

    private IEnumerable<Difference> Cells(string rowKey, ImmutableArray<Value> before, ImmutableArray<Value> after, ImmutableArray<Value> key)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            Value left = before[Left[i]];
            Value right = after[Right[i]];
            if (!AreEqual(left, right))
            {
                Value amount = Columns[i].Name == Amount ? Amounts.Difference(left, right) : Value.Missing.Instance;
                yield return new Difference(key, rowKey, $"{Columns[i].Name} differs", Columns[i].Name, left, right, amount);
            }
        }
    }

    private bool AreEqual(Value left, Value right) => (left, right) switch
    {
        (Value.Number one, Value.Number other) => Math.Abs(one.Amount - other.Amount) <= Tolerance,
        (Value.Money one, Value.Money other) => one.Currency == other.Currency && Math.Abs(one.Amount - other.Amount) <= Tolerance,
        _ => string.Equals(ValueText.Canonical(left).Trim(), ValueText.Canonical(right).Trim(), StringComparison.Ordinal),
    };

    // What cannot be added (two currencies in one key) is left empty: the row is listed all the same.
    private Value SumOf(ImmutableArray<ImmutableArray<Value>> rows, ImmutableArray<int> places)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            if (Columns[i].Name == Amount)
            {
                return Amounts.Sum(rows.Select(row => row[places[i]]), Amount, out _) ?? Value.Missing.Instance;
            }
        }

        return Value.Missing.Instance;
    }
}
