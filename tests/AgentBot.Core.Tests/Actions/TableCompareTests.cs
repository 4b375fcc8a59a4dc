using System.Collections.Immutable;
using AgentBot.Core.Values;
using AgentBot.Testing;
using static AgentBot.Core.Tests.Actions.ActionBench;

namespace AgentBot.Core.Tests.Actions;

public sealed class TableCompareTests
{
    private readonly ActionBench _bench = new();

    [Fact]
    public async Task Differences_AreListedWithBothSidesAndTheAmount()
    {
        Value orders = Table("order:text qty:number price:money", [T("P1"), N(2), Eur(10)], [T("P2"), N(1), Eur(5)], [T("P3"), N(1), Eur(7)], [T("P5"), N(1), Eur(1)]);
        Value invoices = Table("order:text qty:number price:money", [T("p1 "), N(3), Eur(12)], [T("P2"), N(1), Eur(5.01m)], [T("P4"), N(1), Eur(9)], [T("P5"), N(1), Eur(1)], [T("P5"), N(1), Eur(1)]);

        TableData table = await _bench.TableAsync(
            "table.compare", ("before", orders), ("after", invoices), ("on", T("order")), ("tolerance", T("EUR 0.05")), ("before_name", T("the orders")), ("after_name", T("the invoices")));

        Assert.Equal(["order", "difference", "column", "before", "after", "amount_difference"], table.Columns.Select(column => column.Name));
        Assert.Equal(
            [
                "P1|qty differs|qty|2|3|",
                "P1|price differs|price|EUR 10.00|EUR 12.00|EUR 2.00",
                "P3|not in the invoices||EUR 7.00||EUR -7.00",
                "P5|more than once in the invoices||EUR 1.00|EUR 2.00|EUR 1.00",
                "P4|not in the orders|||EUR 9.00|EUR 9.00",
            ],
            Lines(table));
        Assert.Equal(["amount_difference"], table.Totals.ToArray());
        Assert.Equal(table.Rows.Length, table.Keys.Distinct().Count());
    }

    [Fact]
    public async Task TwoCurrencies_AreADifferenceWithoutAnAmount()
    {
        TableData table = await _bench.TableAsync(
            "table.compare", ("before", Table("id:text price:money", [T("1"), Eur(1)])), ("after", Table("id:text price:money", [T("1"), new Value.Money(1, "USD")])), ("on", T("id")));

        Assert.Equal(["1|price differs|price|EUR 1.00|USD 1.00|"], Lines(table));
    }

    [Fact]
    public async Task AColumnThatOneSideLacks_IsNamed() =>
        Assert.Equal(
            "The table has no column “total”. Its columns are id.",
            await _bench.RefusalAsync("table.compare", ("before", Table("id:text total:money")), ("after", Table("id:text")), ("on", T("id")), ("columns", T("total"))));

    [Fact]
    public async Task Comparing_IsSymmetric_AddsUp_AndFindsNothingInEqualTables()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(2_000); i++)
        {
            TableData one = Any(random);
            TableData other = Any(random);

            TableData there = await Compare(one, other);
            TableData back = await Compare(other, one);

            Assert.Equal(there.Rows.Select(row => Mirror(row)).Order(StringComparer.Ordinal), back.Rows.Select(row => Plain(row)).Order(StringComparer.Ordinal));
            Assert.Equal(Sum(other, "price") - Sum(one, "price"), Sum(there, "amount_difference"));
            Assert.DoesNotContain((await Compare(one, one)).Rows, row => !Text(row[1]).StartsWith("more than once", StringComparison.Ordinal));
            Assert.Equal(there.Rows.Select(Plain).Order(StringComparer.Ordinal), (await Compare(Shuffled(random, one), Shuffled(random, other))).Rows.Select(Plain).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Groups_AddUpToTheTotal_InAnyOrderOfRows()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(2_000); i++)
        {
            TableData table = Any(random);

            TableData groups = await _bench.TableAsync("table.group", ("table", new Value.Table(table)), ("by", T("id")), ("sum", T("price, qty")));
            TableData shuffled = await _bench.TableAsync("table.group", ("table", new Value.Table(Shuffled(random, table))), ("by", T("id")), ("sum", T("price, qty")));

            Assert.Equal(table.Rows.Length, Sum(groups, "count"));
            Assert.Equal(Sum(table, "price"), Sum(groups, "price"));
            Assert.Equal(Sum(table, "qty"), Sum(groups, "qty"));
            Assert.Equal(Lines(groups), Lines(shuffled));
        }
    }

    private static TableData Any(Random random) => Data(
        "id:text qty:number price:money",
        [.. Enumerable.Range(0, random.Next(8)).Select(_ => new[] { T("k" + random.Next(6)), N(random.Next(3)), Eur(random.Next(1000) / 100m) })]);

    private static TableData Shuffled(Random random, TableData table)
    {
        ImmutableArray<Value>[] rows = [.. table.Rows];
        random.Shuffle(rows);
        return table with { Rows = [.. rows] };
    }

    private static decimal Sum(TableData table, string column) => table.Rows
        .Select(row => row[table.IndexOf(column)])
        .Sum(cell => cell switch { Value.Money money => money.Amount, Value.Number number => number.Amount, _ => 0 });

    private static string Plain(ImmutableArray<Value> row) => string.Join('|', row.Select(ValueText.Canonical));

    private static string Mirror(ImmutableArray<Value> row) => Plain(
    [
        row[0],
        T(Text(row[1]).Replace("before and in after", "after and in before").Replace("before", "\u0001").Replace("after", "before").Replace("\u0001", "after")),
        row[2], row[4], row[3],
        row[5] is Value.Money money ? money with { Amount = -money.Amount } : row[5],
    ]);

    private static string Text(Value value) => ((Value.Text)value).Content;

    private Task<TableData> Compare(TableData one, TableData other) =>
        _bench.TableAsync("table.compare", ("before", new Value.Table(one)), ("after", new Value.Table(other)), ("on", T("id")));
}
