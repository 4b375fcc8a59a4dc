using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Actions;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Actions;

public sealed class CsvTextTests
{
    private const string Letters = "ab Z09äß€日,;\"'\t\n\r=+-@|\\“”.\u00a0";

    private static readonly char[] Formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44 20 7946", "'+44 20 7946")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("'=1", "''=1")]
    [InlineData("\"=1", "'\"=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("harmless", "harmless")]
    [InlineData("it's", "it's")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData("a\n=1+1", "a\n'=1+1")]
    public void TextThatASpreadsheetWouldRun_GetsAnApostrophe(string text, string written) => Assert.Equal(written, CsvText.Guard(text));

    [Fact]
    public void Numbers_StayNumbers()
    {
        Assert.Equal("-12.5", CsvText.Cell(new Value.Number(-12.5m)));
        Assert.Equal("-12.50", CsvText.Cell(new Value.Money(-12.5m, "")));
        Assert.Equal("EUR -12.50", CsvText.Cell(new Value.Money(-12.5m, "EUR")));
    }

    [Fact]
    public async Task WhatIsWritten_IsReadBackTheSame()
    {
        Random random = Proof.Random();
        var bench = new ActionBench();
        Column[] columns =
        [
            new("text", new FieldType.Text()), new("number", new FieldType.Number()), new("money", new FieldType.Money()),
            new("date", new FieldType.Date()), new("month", new FieldType.Month()), new("yes", new FieldType.Boolean()),
            new("pick", new FieldType.Choice(["one", "two; three"])),
        ];
        for (int i = 0; i < Proof.Size(3_000); i++)
        {
            ImmutableArray<ImmutableArray<Value>> rows = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Row(random))];
            var table = new TableData([.. columns], rows);

            Value.File file = bench.Upload("round.csv", CsvText.Write(table), "en-GB", columns);
            TableData read = await bench.TableAsync("table.read", ("file", file));

            Assert.Equal(ValueJson.WriteText(new Value.Table(table)), ValueJson.WriteText(new Value.Table(read)));
        }
    }

    [Fact]
    public void NoTextWhatever_BecomesAFormula_UnderAnyDelimiter()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(100_000); i++)
        {
            string text = Any(random, 12);
            var table = new TableData([new Column("a", new FieldType.Text()), new Column("b", new FieldType.Text())], [[new Value.Text(text), new Value.Text("x")]]);

            string csv = CsvText.Write(table);

            foreach (char delimiter in new[] { ',', ';', '\t' })
            {
                foreach (string cell in Cells(csv, delimiter).Select(cell => cell.Trim()))
                {
                    Assert.False(cell.Length > 0 && Formula.Contains(cell[0]) && !decimal.TryParse(cell, out _), $"{text} became {cell} in {csv}");
                }
            }
        }
    }

    private static ImmutableArray<Value> Row(Random random) =>
    [
        new Value.Text("x" + Safe(Any(random, 20))),
        random.Next(5) == 0 ? Value.Missing.Instance : new Value.Number(random.Next(-100_000, 100_000) / 100m),
        new Value.Money(random.Next(-100_000, 100_000) / 100m, random.Next(2) == 0 ? "" : "EUR"),
        new Value.Date(new DateOnly(2000, 1, 1).AddDays(random.Next(20_000))),
        new Value.Month(random.Next(2000, 2100), random.Next(1, 13)),
        new Value.Boolean(random.Next(2) == 0),
        new Value.Choice(random.Next(2) == 0 ? "one" : "two; three"),
    ];

    private static string Any(Random random, int most) => new([.. Enumerable.Range(0, random.Next(most)).Select(_ => Letters[random.Next(Letters.Length)])]);

    // The apostrophe inside a text is not taken back, so what gets one there is left out of the round trip.
    private static string Safe(string text) => CsvText.Guard("x" + text) == "x" + text ? text : "";

    // As a program reads it that takes another sign for the delimiter: a quotation mark counts only at the beginning of a cell.
    private static List<string> Cells(string csv, char delimiter)
    {
        var cells = new List<string>();
        int at = 0;
        while (at < csv.Length)
        {
            var cell = new StringBuilder();
            if (csv[at] == '"')
            {
                at++;
                while (at < csv.Length && (csv[at] != '"' || (at + 1 < csv.Length && csv[at + 1] == '"')))
                {
                    at += csv[at] == '"' ? 1 : 0;
                    cell.Append(csv[at++]);
                }

                at++;
            }

            while (at < csv.Length && csv[at] != delimiter && csv[at] is not ('\r' or '\n'))
            {
                cell.Append(csv[at++]);
            }

            at++;
            cells.Add(cell.ToString());
        }

        return cells;
    }
}
