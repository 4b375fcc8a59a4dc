using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>
/// Finds the rows with the ordinary verdict that a reader should look at all the same: the largest amount, doubles (same
/// person, day and amount), amounts far above the person's usual, and amounts just under a known limit.
/// </summary>
public static partial class UnusualRows
{
    private const decimal FarAbove = 3m;
    private const int EnoughToKnowTheUsual = 4;
    private const decimal JustUnder = 0.97m;

    /// <param name="limits">Amounts that rules name, see <see cref="LimitsIn"/>.</param>
    public static ImmutableArray<UnusualRow> In(TableContent table, IReadOnlyList<decimal> limits)
    {
        ImmutableArray<int> ordinary = table.Ordinary.Rows;
        var found = new SortedDictionary<int, UnusualRow>();
        if (table.Amount is null)
        {
            return [];
        }

        foreach (IGrouping<(Value, Value, Value.Money), int> same in Doubles(table))
        {
            foreach (int row in same)
            {
                int other = same.First(candidate => candidate != row);
                found.TryAdd(row, new UnusualRow(row, UnusualKind.Double, $"same day and amount as row {other + 1}") { Other = other });
            }
        }

        if (ordinary.Length > 2 && Largest(table, ordinary) is { } largest)
        {
            found.TryAdd(largest, new UnusualRow(largest, UnusualKind.Largest, "largest amount"));
        }

        foreach ((int row, decimal times) in AboveUsual(table, ordinary))
        {
            found.TryAdd(row, new UnusualRow(row, UnusualKind.AboveUsual, string.Create(CultureInfo.InvariantCulture, $"{times:0.#} times the usual amount of this person")));
        }

        foreach (int row in ordinary)
        {
            if (table.AmountOf(row) is { } money && limits.FirstOrDefault(limit => money.Amount < limit && money.Amount >= limit * JustUnder) is var limit and > 0)
            {
                found.TryAdd(row, new UnusualRow(row, UnusualKind.JustUnderLimit, string.Create(CultureInfo.InvariantCulture, $"{limit - money.Amount:0.00} under the limit of {limit:0.##}")));
            }
        }

        return [.. found.Values.Where(row => row.Kind == UnusualKind.Double || ordinary.Contains(row.Row)).OrderBy(row => row.Kind).ThenByDescending(row => table.AmountOf(row.Row)?.Amount ?? 0).ThenBy(row => row.Row)];
    }

    /// <summary>Amounts that stand after "over", "under", "above", "at least", "at most", "up to" or "limit" in rules and facts.</summary>
    public static ImmutableArray<decimal> LimitsIn(IEnumerable<string> rules) =>
    [
        .. rules.SelectMany(rule => Limits().Matches(rule))
            .Select(match => decimal.TryParse(match.Groups["amount"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) ? amount : 0)
            .Where(amount => amount >= 10)
            .Distinct()
            .Order(),
    ];

    private static IEnumerable<IGrouping<(Value Person, Value Day, Value.Money Amount), int>> Doubles(TableContent table) =>
        table.Person is null || table.Day is null
            ? []
            : Enumerable.Range(0, table.Data.Rows.Length)
                .Where(row => table.AmountOf(row) is { Amount: not 0 } && table.Cell(row, table.Day) is Value.Date && table.Cell(row, table.Person) is not Value.Missing)
                .GroupBy(row => (Person: table.Cell(row, table.Person), Day: table.Cell(row, table.Day), Amount: table.AmountOf(row)!))
                .Where(same => same.Count() > 1);

    private static int? Largest(TableContent table, ImmutableArray<int> rows)
    {
        int[] byAmount = [.. rows.Where(row => table.AmountOf(row) is not null).OrderByDescending(row => table.AmountOf(row)!.Amount).Take(2)];
        return byAmount.Length == 2 && table.AmountOf(byAmount[0])!.Amount > table.AmountOf(byAmount[1])!.Amount ? byAmount[0] : null;
    }

    private static IEnumerable<(int Row, decimal Times)> AboveUsual(TableContent table, ImmutableArray<int> ordinary)
    {
        if (table.Person is null)
        {
            yield break;
        }

        foreach (IGrouping<Value, int> person in Enumerable.Range(0, table.Data.Rows.Length).Where(row => table.AmountOf(row) is { Amount: > 0 }).GroupBy(row => table.Cell(row, table.Person)))
        {
            int[] rows = [.. person.OrderBy(row => table.AmountOf(row)!.Amount)];
            if (rows.Length < EnoughToKnowTheUsual)
            {
                continue;
            }

            decimal usual = table.AmountOf(rows[(rows.Length - 1) / 2])!.Amount;
            foreach (int row in rows.Where(row => table.AmountOf(row)!.Amount >= usual * FarAbove && ordinary.Contains(row)))
            {
                yield return (row, Math.Round(table.AmountOf(row)!.Amount / usual, 1));
            }
        }
    }

    [GeneratedRegex(@"\b(over|above|under|below|at least|at most|up to|limit|limit of|limit is)\s+([A-Z]{3}\s+)?(?<amount>[0-9][0-9,]*(\.[0-9]+)?)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Limits();
}

public enum UnusualKind
{
    Double,
    Largest,
    AboveUsual,
    JustUnderLimit,
}

/// <param name="Row">Ordinal in the table.</param>
/// <param name="Why">A short sentence without a full stop.</param>
public sealed record UnusualRow(int Row, UnusualKind Kind, string Why)
{
    /// <summary>For a double the row it equals; -1 otherwise.</summary>
    public int Other { get; init; } = -1;
}
