using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Artifacts;

public sealed class TableContentTests
{
    [Fact]
    public void Groups_follow_the_order_of_the_options_and_add_up()
    {
        var table = new TableContent(Samples.Claims(240));
        Assert.Equal(["approve", "query", "refuse"], table.Groups.Select(group => group.Option));
        Assert.Equal([231, 5, 4], table.Groups.Select(group => group.Count));
        Assert.Equal(table.All.Sums.Single().Amount, table.Groups.Sum(group => group.Sums.Sum(sum => sum.Amount)));
    }

    [Theory]
    [InlineData("approve,query,refuse", "approve", "refuse", "approved")]
    [InlineData("refuse,ask,approve", "approve", "refuse", "approved")]
    [InlineData("match,differs,missing", "match", "missing", null)]
    [InlineData("positive,negative", "positive", "", null)]
    [InlineData("low,middle,high", "low", "high", null)]
    public void Options_have_a_meaning_by_name_and_else_by_place(string options, string yes, string refusals, string? past)
    {
        var words = new VerdictWords([.. options.Split(',')]);
        Assert.Equal(yes, words.Yes);
        Assert.Equal(refusals, string.Join(',', words.Refusals));
        Assert.Equal(past, words.YesPast);
    }

    [Fact]
    public void Sums_keep_currencies_apart()
    {
        TableData claims = Samples.Claims(3, 0, 0);
        claims = claims with { Rows = claims.Rows.SetItem(0, claims.Rows[0].SetItem(2, new Value.Money(10, "USD"))) };
        Assert.Equal(["EUR", "USD"], new TableContent(claims).All.Sums.Select(sum => sum.Currency));
    }

    [Fact]
    public void Doubles_the_largest_the_far_above_usual_and_the_just_under_a_limit_are_found()
    {
        ImmutableArray<ImmutableArray<Value>> rows =
        [
            Row("Ana", 1, 20), Row("Ana", 2, 22), Row("Ana", 3, 24), Row("Ana", 4, 90), Row("Ben", 5, 299), Row("Ben", 6, 40), Row("Ben", 6, 40), Row("Cleo", 7, 1_840),
        ];
        var table = new TableContent(Samples.Claims(1) with { Rows = rows });
        ImmutableArray<UnusualRow> found = UnusualRows.In(table, [300]);
        Assert.Equal(
            [(5, UnusualKind.Double), (6, UnusualKind.Double), (7, UnusualKind.Largest), (3, UnusualKind.AboveUsual), (4, UnusualKind.JustUnderLimit)],
            found.Select(row => (row.Row, row.Kind)));
        Assert.Contains(found, row => row.Why == "same day and amount as row 7");
        Assert.Equal("300,1500", string.Join(',', UnusualRows.LimitsIn(["refuse if amount is over 300 and note is missing", "at most EUR 1,500 for flights", "row 14: approve"])));
    }

    [Fact]
    public void A_row_just_under_a_limit_is_found()
    {
        var table = new TableContent(Samples.Claims(1) with { Rows = [Row("Ana", 1, 20), Row("Ben", 2, 299), Row("Cleo", 3, 500)] });
        Assert.Equal("1.00 under the limit of 300", UnusualRows.In(table, [300]).Single(row => row.Row == 1).Why);
    }

    [Fact]
    public void A_table_that_does_not_fit_is_refused_with_its_place()
    {
        TableData claims = Samples.Claims(3, 0, 0);
        string Why(TableData data) => ArtifactShape.Check(ArtifactType.Table, new Value.Table(data))?.Why ?? "fits";
        Assert.Equal("fits", Why(claims));
        Assert.Equal("Row 2 has something in “verdict” that is not one of approve, query, refuse.", Why(claims with { Rows = claims.Rows.SetItem(1, claims.Rows[1].SetItem(4, new Value.Choice("maybe"))) }));
        Assert.Equal("Row 3 has 1 cells; the table has 6 columns.", Why(claims with { Rows = claims.Rows.SetItem(2, [Value.Missing.Instance]) }));
        Assert.Equal("Each row needs a key of its own.", Why(claims with { Keys = ["a", "a", "b"] }));
        Assert.Equal("There is no column of amounts called “employee” to total.", Why(claims with { Totals = ["employee"] }));
    }

    [Fact]
    public void Documents_and_messages_that_do_not_fit_are_refused()
    {
        Assert.NotNull(ArtifactShape.Check(ArtifactType.Document, new Value.Text("x")));
        Assert.NotNull(ArtifactShape.Check(ArtifactType.Document, new DocumentContent("t", "  ").ToValue()));
        Assert.NotNull(ArtifactShape.Check(ArtifactType.Message, new MessageContent(new string('x', 4_001)).ToValue()));
        Assert.NotNull(ArtifactShape.Check(ArtifactType.Record, new Value.Record([])));
        Assert.Null(ArtifactShape.Check(ArtifactType.Message, new MessageContent("hello").ToValue()));
    }

    private static ImmutableArray<Value> Row(string person, int day, decimal amount) =>
    [
        new Value.Text(person), new Value.Date(new DateOnly(2026, 10, day)), new Value.Money(amount, "EUR"), new Value.Text("x"), new Value.Choice("approve"), new Value.Text(""),
    ];
}
