using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews.Deciding;

/// <summary>Thresholds on the artifact's own numbers: what cannot be computed asks one person more, never one less.</summary>
public sealed class NumberConditionTests
{
    private static readonly Value.Money Missing = new(0, "?");

    [Theory]
    [InlineData("total > 1000 EUR", true, "the total 1,240.00\u00a0EUR is over 1,000.00\u00a0EUR")]
    [InlineData("total > 1240 EUR", false, "the total 1,240.00\u00a0EUR is not over 1,240.00\u00a0EUR")]
    [InlineData("total >= 1240 EUR", true, "the total 1,240.00\u00a0EUR is at least 1,240.00\u00a0EUR")]
    [InlineData("total > 1000", true, "the total 1,240.00\u00a0EUR is over 1,000")]
    [InlineData("total > 9999 USD", true, "the total 1,240.00\u00a0EUR cannot be compared with 9,999.00\u00a0USD")]
    [InlineData("amount < 2000 EUR", true, "the amount 1,240.00\u00a0EUR is under 2,000.00\u00a0EUR")]
    [InlineData("rows > 2", false, "the number of rows 2 is not over 2")]
    [InlineData("rows >= 2", true, "the number of rows 2 is at least 2")]
    [InlineData("weight > 1000 EUR", true, "the weight cannot be computed: the table has no such column.")]
    public void Of_a_table_rows_the_total_and_sums_of_columns_are_read(string when, bool holds, string words) =>
        Assert.Equal(new NumberReading(holds, words), NumberCondition.Read(when)!.Of(Table(new Value.Money(1_000, "EUR"), new Value.Money(240, "EUR"))));

    [Theory]
    [InlineData("EUR", "USD", "it has amounts in more than one currency.")]
    [InlineData("EUR", "", "it has amounts in more than one currency.")]
    [InlineData("EUR", "?", "1 of 2 rows have no amount.")]
    public void Mixed_currencies_and_missing_amounts_count_as_over(string one, string other, string why)
    {
        NumberReading reading = NumberCondition.Read("total > 1000000 EUR")!.Of(Table(new Value.Money(1, one), other == "?" ? Missing : new Value.Money(1, other)));
        Assert.True(reading.Holds);
        Assert.EndsWith(why, reading.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_record_amounts_counts_and_recipients_are_read()
    {
        var mail = new Value.Record(
        [
            new Field("to", new Value.List([new Value.Text("a@x.example"), new Value.Text("b@x.example")])),
            new Field("cc", new Value.Text("A@x.example; c@x.example")),
            new Field("discount", new Value.Number(12)),
            new Field("fee", new Value.Money(5, "EUR")),
        ]);
        Assert.True(NumberCondition.Read("recipients >= 3")!.Of(mail).Holds);
        Assert.False(NumberCondition.Read("recipients > 3")!.Of(mail).Holds);
        Assert.True(NumberCondition.Read("discount > 10")!.Of(mail).Holds);
        Assert.False(NumberCondition.Read("fee > 5 EUR")!.Of(mail).Holds);
        Assert.False(NumberCondition.Read("to > 2")!.Of(mail).Holds);
        Assert.True(NumberCondition.Read("nothing > 2")!.Of(mail).Holds);
    }

    [Fact]
    public void The_numbers_of_a_known_type_are_named_and_of_an_open_one_nothing_is_known_before_it_is_there()
    {
        Column[] columns = [new Column("who", new FieldType.Text()), new Column("amount", new FieldType.Money()), new Column("days", new FieldType.Number())];
        Assert.Equal(["rows", "total", "amount", "days"], ArtifactNumbers.NamesOf(new FieldType.Table([.. columns], Open: false)));
        Assert.Null(ArtifactNumbers.NamesOf(new FieldType.Table([.. columns], Open: true)));
        Assert.Equal(["amount", "days", "to", "recipients"], ArtifactNumbers.NamesOf(new FieldType.Record([.. columns, new Column("to", new FieldType.List(new FieldType.Text()))], Open: false)));
        Assert.True(ArtifactNumbers.IsPlainNumber(new FieldType.Table([.. columns], Open: true), "days"));
        Assert.False(ArtifactNumbers.IsPlainNumber(new FieldType.Table([.. columns], Open: true), "amount"));
    }

    [Fact]
    public void An_empty_table_is_over_nothing() => Assert.False(NumberCondition.Read("total > 0 EUR")!.Of(Table()).Holds);

    [Theory]
    [InlineData("total")]
    [InlineData("total > much")]
    [InlineData("> 5")]
    [InlineData("total > 1,000 EUR")]
    [InlineData("total > 10 XXQ")]
    [InlineData("total == 5")]
    public void Anything_else_is_no_condition(string text) => Assert.Null(NumberCondition.Read(text));

    private static Value.Table Table(params Value.Money[] amounts) => new(new TableData(
        [new Column("who", new FieldType.Text()), new Column("amount", new FieldType.Money())],
        [.. amounts.Select(amount => ImmutableArray.Create<Value>(new Value.Text("x"), amount == Missing ? Value.Missing.Instance : amount))])
    {
        Totals = ["amount"],
    });
}
