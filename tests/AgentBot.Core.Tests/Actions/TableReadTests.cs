using System.Text;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Actions;

public sealed class TableReadTests
{
    private static readonly Column[] Claims =
        [new("employee", new FieldType.Text()), new("date", new FieldType.Date()), new("amount", new FieldType.Money()), new("purpose", new FieldType.Text())];

    private readonly ActionBench _bench = new();

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public async Task EachDelimiter_IsFound_AlsoWhereTheOthersStandInsideCells(string delimiter)
    {
        string text = "Employee,Date,Amount,Purpose\nIda,03/04/2026,12.50,\"Dinner; with, a\tguest\"\n".Replace(",", "\u0001")
            .Replace("with\u0001", "with,").Replace("\u0001", delimiter);

        TableData table = await Read(text, "en-GB", Claims);

        Assert.Equal(["Ida|2026-04-03|12.50|Dinner; with, a\tguest"], ActionBench.Lines(table));
        Assert.Equal(["employee", "date", "amount", "purpose"], table.Columns.Select(column => column.Name));
    }

    [Fact]
    public async Task LocaleOfTheInput_DecidesNumbersAndDates()
    {
        TableData table = await Read("employee;date;amount;purpose\nIda;03.04.2026;1.234,50 €;Messe\n", "de-DE", Claims);

        Assert.Equal(["Ida|2026-04-03|EUR 1234.50|Messe"], ActionBench.Lines(table));
    }

    [Fact]
    public async Task AmbiguousDate_WithoutALocale_IsAMistakeWithRowLineAndColumn() =>
        Assert.Equal(
            "1 cell of claims.csv cannot be read. Row 2 (line 4), column “date”: “03/04/2026” can be two different days. "
                + "Write it as 2026-12-31, or say the locale in the template.",
            await Refusal("employee,date,amount,purpose\nIda,2026-04-30,1,\"two\nlines\"\nOle,03/04/2026,2,x\n", null, Claims));

    [Fact]
    public async Task ManyMistakes_ShowThreeAndCountTheRest()
    {
        string sentence = await Refusal("employee,date,amount,purpose\n" + string.Concat(Enumerable.Repeat("Ida,soon,much,x\n", 4)), "en-GB", Claims);

        Assert.StartsWith("8 cells of claims.csv cannot be read. Row 1 (line 2), column “date”: “soon” is not a date. Row 1 (line 2), column “amount”:", sentence);
        Assert.Contains("Row 2 (line 3), column “date”", sentence);
        Assert.Contains(" And 5 more. ", sentence);
    }

    [Fact]
    public async Task MissingColumn_IsNamedWithThoseThatAreThere() =>
        Assert.Equal(
            "claims.csv has no column “amount”. Its columns are Employee, Date, Purpose. Add the column, or correct its name in the first line.",
            await Refusal("Employee,Date,Purpose\nIda,2026-04-03,x\n", "en-GB", Claims));

    [Fact]
    public async Task HeaderNames_AreForgivenCaseSpacesAndUnderscores()
    {
        TableData table = await Read("Purchase Order,note\nPO-1,x\n", null, new Column("purchase_order", new FieldType.Text()));

        Assert.Equal(["purchase_order", "note"], table.Columns.Select(column => column.Name));
        Assert.IsType<FieldType.Text>(table.Columns[1].Type);
    }

    [Fact]
    public async Task ByteOrderMark_IsNoPartOfTheFirstName()
    {
        Value.File file = _bench.Upload("claims.csv", [0xEF, 0xBB, 0xBF, .. "employee\nIda\n"u8], null, Claims[0]);

        Assert.Equal(["Ida"], ActionBench.Lines(await _bench.TableAsync("table.read", ("file", file))));
    }

    [Fact]
    public async Task OtherEncodings_AreRefusedWithTheWayToMendThem()
    {
        const string mend = " In Excel: Save as, CSV UTF-8. In a text editor: save with the encoding UTF-8. Then add it here.";

        Assert.Equal("claims.csv is written in UTF-16, not in UTF-8." + mend, await Refusal([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,2\n")]));
        Assert.Equal("claims.csv is not written in UTF-8: line 2 has letters that cannot be read." + mend, await Refusal(Encoding.Latin1.GetBytes("name\nZoë\n")));
        Assert.Equal("claims.csv is a workbook or an archive, not text." + mend, await Refusal([.. "PK\u0003\u0004"u8, 0, 0]));
        Assert.Equal("claims.csv holds zero bytes, which no text has. Export it again as text in UTF-8.", await Refusal([.. "a,b\n1,"u8, 0, .. "2\n"u8]));
    }

    [Theory]
    [InlineData("", "claims.csv is empty. Its first line must name the columns.")]
    [InlineData("a,A \n1,2\n", "claims.csv has the column “A” twice. Give each column a name of its own.")]
    [InlineData("a,,c\n1,2,3\n", "Column 2 of claims.csv has no name. The first line must name every column.")]
    [InlineData("$a,b\n1,2\n", "The column “$a” of claims.csv begins with a dollar sign. Give it a name that begins with a letter.")]
    [InlineData("a,b\n1,2\n\n3,4,5\n", "Row 2 of claims.csv (line 4) has 3 cells, the first line has 2. Give every row as many cells as there are columns.")]
    [InlineData("a,b\n1,\"2\n3,4\n", "Line 2 of claims.csv opens a quotation mark that is never closed. Close it, or remove it.")]
    [InlineData("a,b\n1,\"2\"x\n", "Line 2 of claims.csv goes on behind a closed quotation mark. Put the whole cell in quotation marks and double the ones inside.")]
    public async Task BrokenFile_IsRefusedInAPlainSentence(string text, string sentence) => Assert.Equal(sentence, await Refusal(text, null));

    [Fact]
    public async Task Caps_AreNamed()
    {
        Assert.Equal(
            "claims.csv has more than 50,000 rows, the most that are read. Split it into smaller files.",
            await Refusal("a\n" + string.Concat(Enumerable.Repeat("1\n", 50_001)), null));
        Assert.Equal(
            "claims.csv has 201 columns; at most 200 are read. Remove those that are not needed.",
            await Refusal(string.Join(',', Enumerable.Range(0, 201).Select(i => $"c{i}")) + "\n", null));
        Assert.Equal(
            "Row 1 of claims.csv (line 2) has a cell of more than 32,767 characters. Shorten it.",
            await Refusal($"a,b\n1,{new string('x', 40_000)}\n", null));
        Assert.Contains("is too long: 20001 characters.", await Refusal($"a,b\n1,{new string('x', 20_001)}\n", null));
        Assert.Equal(
            "claims.csv is larger than 25 MiB, the most that is read. Split it into smaller files.",
            await Refusal(new byte[(25 * 1024 * 1024) + 1]));
    }

    [Fact]
    public async Task FormulaLikeCells_StayText_AndANumberColumnRefusesThem()
    {
        TableData table = await Read("employee,note\n=1+1,\"=HYPERLINK(\"\"http://x\"\")\"\n@x,-2+3\n", null, Claims[0]);

        Assert.Equal(["=1+1|=HYPERLINK(\"http://x\")", "@x|-2+3"], ActionBench.Lines(table));
        Assert.Contains("“=1+1” is not a number", await Refusal("n\n=1+1\n", "en-GB", new Column("n", new FieldType.Number())));
    }

    [Fact]
    public async Task AnInchMarkInAnUnquotedCell_IsText()
    {
        TableData table = await Read("item,qty\n24\" monitor,2\n", null);

        Assert.Equal(["24\" monitor|2"], ActionBench.Lines(table));
    }

    [Fact]
    public async Task EmptyCellsAndRows_AreMissingAndLeftOut()
    {
        TableData table = await Read("employee,date,amount,purpose\n,,,\nIda,,5,\n ; ,,,\n".Replace(" ; ", ""), "en-GB", Claims);

        Assert.Equal(["Ida||5.00|"], ActionBench.Lines(table));
        Assert.IsType<Value.Missing>(table.Rows[0][1]);
    }

    [Fact]
    public async Task Currency_ComesFromItsColumnOrTheTemplate_WhereTheAmountNamesNone()
    {
        Value.File file = _bench.Upload("claims.csv", "amount,currency\n5,eur\n£6,EUR\n", "en-GB", Claims[2]);

        Assert.Equal(["EUR 5.00|eur", "GBP 6.00|EUR"], ActionBench.Lines(await _bench.TableAsync("table.read", ("file", file), ("currency", ActionBench.T("currency")))));
        Assert.Equal("USD 5.00|eur", ActionBench.Lines(await _bench.TableAsync("table.read", ("file", file), ("currency", ActionBench.T("usd"))))[0]);
        Assert.Equal(
            "“currency” is “euros”, which is neither a column of claims.csv nor three letters such as EUR.",
            await _bench.RefusalAsync("table.read", ("file", file), ("currency", ActionBench.T("euros"))));
    }

    [Fact]
    public async Task FileThatIsGone_IsSaid()
    {
        var gone = new Value.File("claims.csv", "text/csv", 1, Digest.OfBytes("gone"u8.ToArray()));

        Assert.Equal("claims.csv is no longer kept. Start the run again with the file.", await _bench.RefusalAsync("table.read", ("file", gone)));
    }

    private Task<TableData> Read(string text, string? locale, params Column[] columns) =>
        _bench.TableAsync("table.read", ("file", _bench.Upload("claims.csv", text, locale, columns)));

    private Task<string> Refusal(string text, string? locale, params Column[] columns) =>
        _bench.RefusalAsync("table.read", ("file", _bench.Upload("claims.csv", text, locale, columns)));

    private Task<string> Refusal(byte[] bytes) => _bench.RefusalAsync("table.read", ("file", _bench.Upload("claims.csv", bytes)));
}
