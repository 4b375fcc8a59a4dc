using System.Collections.Immutable;
using AgentBot.Core.Values;
using static AgentBot.Core.Tests.Actions.ActionBench;

namespace AgentBot.Core.Tests.Actions;

public sealed class TableActionsTests
{
    private static readonly Value Claims = Table(
        "who:text amount:money team:text",
        [T("Ida"), Eur(310), T("sales")],
        [T("Ole"), Eur(20), T("ops")],
        [T("Ida"), Eur(5), T("sales")],
        [T("Kim"), Value.Missing.Instance, T("ops")]);

    private readonly ActionBench _bench = new();

    [Theory]
    [InlineData("amount", "over", "20", "Ida|EUR 310.00|sales")]
    [InlineData("amount", "at most", "EUR 20", "Ole|EUR 20.00|ops;Ida|EUR 5.00|sales")]
    [InlineData("amount", "missing", "", "Kim||ops")]
    [InlineData("who", "equal to", "ida", "Ida|EUR 310.00|sales;Ida|EUR 5.00|sales")]
    [InlineData("who", "one of", "Kim, Ole", "Ole|EUR 20.00|ops;Kim||ops")]
    [InlineData("team", "not containing", "sal", "Ole|EUR 20.00|ops;Kim||ops")]
    [InlineData("amount", "over", "USD 1", "")]
    public async Task Filter_KeepsTheRowsThatFulfilTheCondition(string where, string condition, string value, string rows)
    {
        TableData table = await _bench.TableAsync("table.filter", ("table", Claims), ("where", T(where)), ("is", T(condition)), ("value", T(value)));

        Assert.Equal(rows, string.Join(';', Lines(table)));
    }

    [Fact]
    public async Task Filter_NamesWhatItCannotDo()
    {
        Assert.Equal("The table has no column “amout”. Its columns are who, amount, team.", await _bench.RefusalAsync("table.filter", ("table", Claims), ("where", T("amout")), ("value", T("1"))));
        Assert.StartsWith("“is” cannot be “bigger”. It can be equal to, not equal to, over,", await _bench.RefusalAsync("table.filter", ("table", Claims), ("where", T("amount")), ("is", T("bigger")), ("value", T("1"))));
        Assert.StartsWith("The column “amount” cannot be compared: “lots”", await _bench.RefusalAsync("table.filter", ("table", Claims), ("where", T("amount")), ("is", T("over")), ("value", T("lots"))));
        Assert.Equal("“table” is no table: it must be a table or a list of records.", await _bench.RefusalAsync("table.filter", ("table", T("x")), ("where", T("a")), ("value", T("1"))));
    }

    [Fact]
    public async Task Group_CountsSumsAndQuotes_TheLargestFirst()
    {
        TableData table = await _bench.TableAsync("table.group", ("table", Claims), ("by", T("team")), ("sum", T("amount")), ("quotes", T("who")), ("most_quotes", N(1)));

        Assert.Equal(["ops|2|EUR 20.00|“Ole”", "sales|2|EUR 315.00|“Ida”"], Lines(table));
        Assert.Equal(["ops", "sales"], table.Keys.ToArray());
    }

    [Fact]
    public async Task Sums_OverTwoCurrencies_AreRefused()
    {
        Value mixed = Table("who:text amount:money", [T("Ida"), Eur(1)], [T("Ole"), new Value.Money(1, "GBP")]);
        const string sentence = "The column “amount” holds EUR and GBP, which cannot be added. Filter or group by currency first.";

        Assert.Equal(sentence, await _bench.RefusalAsync("table.total", ("table", mixed), ("columns", T("amount"))));
        Assert.StartsWith("The column “who” holds “Ida”, which cannot be added up.", await _bench.RefusalAsync("table.total", ("table", mixed), ("columns", T("who"))));
    }

    [Fact]
    public async Task Total_CountsRowsAndAddsUp()
    {
        var record = (Value.Record)await _bench.DoneAsync("table.total", ("table", Claims), ("columns", T("amount")));

        Assert.Equal((N(4), Eur(335)), (record["rows"], record["amount"]));
    }

    [Fact]
    public async Task Sort_KeepsEqualRowsInOrder_AndPutsEmptyCellsLast()
    {
        Assert.Equal(["Ida|EUR 310.00|sales", "Ole|EUR 20.00|ops", "Ida|EUR 5.00|sales", "Kim||ops"], Lines(await _bench.TableAsync("table.sort", ("table", Claims), ("by", T("-amount")))));
        Assert.Equal(["Ole|EUR 20.00|ops", "Kim||ops", "Ida|EUR 5.00|sales", "Ida|EUR 310.00|sales"], Lines(await _bench.TableAsync("table.sort", ("table", Claims), ("by", T("team, amount")))));
    }

    [Fact]
    public async Task Join_PutsMatchesSideBySide_AndKeepsTheOthersUnlessTold()
    {
        Value people = Table("name:text team:text level:number", [T("IDA "), T("north"), N(2)], [T("Ole"), T("south"), N(3)]);

        TableData all = await _bench.TableAsync("table.join", ("left", Claims), ("right", people), ("on", T("who = name")));
        TableData some = await _bench.TableAsync("table.join", ("left", Claims), ("right", people), ("on", T("who = name")), ("keep", T("matches")), ("prefix", T("hr_")));

        Assert.Equal(["who", "amount", "team", "other_team", "level"], all.Columns.Select(column => column.Name));
        Assert.Equal(["Ida|EUR 310.00|sales|north|2", "Ole|EUR 20.00|ops|south|3", "Ida|EUR 5.00|sales|north|2", "Kim||ops||"], Lines(all));
        Assert.Equal(3, some.Rows.Length);
        Assert.Equal(3, some.IndexOf("hr_team"));
    }

    [Fact]
    public async Task Write_ChoosesColumnsTotalsTitleAndKeepsKeys()
    {
        _bench.ItemKeys["rows"] = ["k1", "k2"];
        _bench.Expected = new FieldType.Table([new Column("verdict", new FieldType.Choice(["approve", "query", "refuse"]))], Open: true);
        Value rows = new Value.List(
        [
            new Value.Record([new Field("who", T("Ida")), new Field("amount", Eur(310)), new Field("verdict", new Value.Choice("query"))]),
            new Value.Record([new Field("who", T("Ole")), new Field("amount", Eur(20)), new Field("verdict", new Value.Choice("approve")), new Field("extra", N(1))]),
        ]);

        TableData all = await _bench.TableAsync("table.write", ("rows", rows), ("total", T("amount")), ("title", T("Claims")));
        TableData some = await _bench.TableAsync("table.write", ("rows", rows), ("columns", T("amount, who")));

        Assert.Equal(["Ida|EUR 310.00|query|", "Ole|EUR 20.00|approve|1"], Lines(all));
        Assert.Equal(["k1", "k2"], all.Keys.ToArray());
        Assert.Equal(["amount"], all.Totals.ToArray());
        Assert.Equal("Claims", all.Title);
        Assert.Equal(["approve", "query", "refuse"], Assert.IsType<FieldType.Choice>(all.Columns[2].Type).Of.ToArray());
        Assert.Equal(["EUR 310.00|Ida", "EUR 20.00|Ole"], Lines(some));
        Assert.Equal("The column “who” holds “Ida”, which cannot be added up. Add up a column of numbers or money.", await _bench.RefusalAsync("table.write", ("rows", rows), ("total", T("who"))));
        Assert.Equal("The total of “amount” has no column to stand under. Name it among the columns too.", await _bench.RefusalAsync("table.write", ("rows", rows), ("columns", T("who")), ("total", T("amount"))));
    }

    [Fact]
    public async Task Write_OfNoRows_HasTheExpectedColumns()
    {
        _bench.Expected = new FieldType.Table([new Column("who", new FieldType.Text())], Open: false);

        TableData table = await _bench.TableAsync("table.write", ("rows", new Value.List([])));

        Assert.Equal(["who"], table.Columns.Select(column => column.Name));
        Assert.Empty(table.Rows);
    }

    [Fact]
    public async Task Csv_HasItsNameAndInertCells()
    {
        var document = (Value.Record)await _bench.DoneAsync("csv.write", ("table", Table("who:text amount:number", [T("=cmd|' /C calc'!A0"), N(-5)])), ("name", T("claims.csv")));

        Assert.Equal("claims.csv", ((Value.Text)document["title"]).Content);
        Assert.Equal("\"who\",\"amount\"\r\n\"'=cmd|' /C calc'!A0\",-5\r\n", ((Value.Text)document["body"]).Content);
    }

    [Fact]
    public void EveryAction_HasAUniqueNameAndHelpForEachArgument()
    {
        foreach (Core.Actions.IBuiltInAction action in Core.Actions.ActionCatalog.All)
        {
            Core.Actions.ActionDefinition definition = action.Definition;
            Assert.Same(action, Core.Actions.ActionCatalog.Find(definition.Name));
            Assert.EndsWith(".", definition.Summary);
            Assert.All(definition.Parameters, parameter => Assert.EndsWith(".", parameter.Help));
            Assert.Equal(definition.Parameters.Length, definition.Parameters.Select(parameter => parameter.Name).Distinct().Count());
            Assert.NotNull(definition.Result(ImmutableDictionary<string, FieldType>.Empty));
        }

        Assert.Equal(Core.Actions.ActionCatalog.All.Length, Core.Actions.ActionCatalog.Definitions.Count);
    }
}
