using System.Collections.Immutable;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews.RowByRow;

/// <summary>Deciding in a spreadsheet: there and back, and every mistake with its line and column.</summary>
public sealed class RowsFileTests
{
    private static readonly TableData Table = Samples.Claims(4, 1, 1) with { Keys = ["a", "b", "c", "d"] };
    private static readonly ReviewRow Review = Samples.Review(Core.Artifacts.ArtifactType.Table, new Value.Table(Table)).Review;

    [Fact]
    public void What_was_marked_goes_out_and_comes_back_as_it_was()
    {
        RowChoices choices = RowChoices.None
            .With("a", new RowChoice(RowAnswer.Approve))
            .With("b", new RowChoice(RowAnswer.Refuse, "=twice; \"quoted\""))
            .With("c", new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("amount", "EUR 92.40", "EUR 90")] });
        RowsFileRead read = Read(Write(choices)).Value;
        Assert.Equal(RowRule.Apply(Table, choices).Value.Leaving.Rows.Select(Text), RowRule.Apply(Table, read.Choices).Value.Leaving.Rows.Select(Text));
        Assert.Equal("=twice; \"quoted\"", read.Choices.Of("b")!.Note);
        Assert.Equal("d", Assert.Single(read.Open));
    }

    [Fact]
    public void What_goes_through_the_clipboard_comes_back_as_it_was()
    {
        TableData hostile = Table with { Rows = Table.Rows.SetItem(1, Table.Rows[1].SetItem(0, new Value.Text("two\nlines\tand a \"tab\""))) };
        RowChoices choices = RowChoices.None.With("b", new RowChoice(RowAnswer.Refuse, "why;not")).With("d", new RowChoice(RowAnswer.Approve));
        string text = RowsFile.WriteTabs(hostile, choices, Review, [1, 3]);
        RowsFileRead read = RowsFile.Read(hostile, Review, "What you pasted", text).Value;
        Assert.Equal(choices.Digest, read.Choices.Digest);
        Assert.Empty(read.Open);
    }

    [Fact]
    public void A_file_of_decisions_is_told_from_a_copy_of_the_table_by_its_columns_or_its_name()
    {
        Assert.True(RowsFile.IsOne(Table, "mine.csv", Write(RowChoices.None)));
        Assert.True(RowsFile.IsOne(Table, RowsFile.NameOf("4211", 1), "row\n\"unclosed"));
        Assert.False(RowsFile.IsOne(Table, "mine.csv", AgentBot.Core.Reviews.Surfaces.ReturnedTable.Write(Table)));
    }

    [Fact]
    public void An_empty_decision_takes_a_choice_back_only_where_the_file_held_it()
    {
        RowChoices draft = RowChoices.None.With("a", new RowChoice(RowAnswer.Approve));
        string text = Write(RowChoices.None.With("b", new RowChoice(RowAnswer.Refuse)));
        Assert.Null(RowMarking.Apply(Table, draft, new RowMark.File("f.csv", text), Review).Value.Choices.Of("a"));
        Marked stays = RowMarking.Apply(Table, draft, new RowMark.File("f.csv", text, EmptyStays: true), Review).Value;
        Assert.Equal((RowAnswer.Approve, RowAnswer.Refuse), (stays.Choices.Of("a")!.Answer, stays.Choices.Of("b")!.Answer));
        Assert.Contains("1 row read. 3 rows without a decision there stay as they were.", stays.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_file_is_a_formula()
    {
        TableData hostile = Table with { Rows = Table.Rows.SetItem(0, Table.Rows[0].SetItem(0, new Value.Text("=HYPERLINK(\"http://x\")"))) };
        string text = RowsFile.Write(hostile, RowChoices.None.With("a", new RowChoice(RowAnswer.Refuse, "@SUM(A1)")), Review);
        Assert.Contains("\"'=HYPERLINK", text, StringComparison.Ordinal);
        Assert.Contains("\"'@SUM(A1)\"", text, StringComparison.Ordinal);
        Assert.Equal("@SUM(A1)", RowsFile.Read(hostile, Review, "rows.csv", text).Value.Choices.Of("a")!.Note);
    }

    [Theory]
    [InlineData("approve", "maybe", "Line 2, your decision: “maybe” is none of approve, refuse, edit and return.")]
    [InlineData("approve", "edit", "Line 2, your decision: it says edit, but no cell was changed.")]
    [InlineData("\"Ada", "\"Bob", "Line 2, employee: it was “Ada Okafor” and is “Bob Okafor”, but the decision says approve.")]
    [InlineData("1,\"approve\"", "9,\"approve\"", "Line 2, row: “9” is no row of the table.")]
    [InlineData("2,\"approve\"", "1,\"approve\"", "Line 3, row: row 1 stands in the file twice.")]
    public void A_mistake_is_named_by_line_and_column_and_nothing_is_taken(string was, string now, string expected)
    {
        TableData table = Table with { Rows = Table.Rows.SetItem(0, Table.Rows[0].SetItem(0, new Value.Text("Ada Okafor"))) };
        string text = RowsFile.Write(table, RowChoices.Approving(table), Review);
        int at = text.IndexOf(was, text.IndexOf('\n', StringComparison.Ordinal), StringComparison.Ordinal);
        Refusal refusal = RowsFile.Read(table, Review, "rows.csv", text[..at] + now + text[(at + was.Length)..]).Refusal!;
        Assert.Contains(expected, refusal.Why, StringComparison.Ordinal);
        Assert.Equal("Nothing was marked.", refusal.What);
    }

    [Fact]
    public void A_cell_that_cannot_be_read_is_named_too()
    {
        Refusal refusal = Read(Write(RowChoices.Approving(Table)).Replace("2026-10-01", "soon", StringComparison.Ordinal)).Refusal!;
        Assert.Contains("Line 2, date", refusal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_round_is_refused_in_a_sentence()
    {
        string text = RowsFile.Write(Table, RowChoices.Approving(Table), Review with { Revision = 7 });
        Assert.Contains("rows.csv is about other rows than the ones that stand here now.", Read(text).Refusal!.Why, StringComparison.Ordinal);
        Assert.Contains("Keep its columns", Read("row,your decision\n1,approve\n").Refusal!.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spreadsheet_may_change_separators_order_and_leave_rows_and_columns_out()
    {
        string version = Write(RowChoices.None).Split('\n')[1].TrimEnd('\r').Split(',')[^1].Trim('"');
        RowsFileRead read = Read($"Version;Row;Your decision;amount\r\n{version};3;Refuse;\"92,40 EUR\"\r\n{version};1; APPROVE ;\r\n".Replace("\"92,40 EUR\"", "EUR 92.40", StringComparison.Ordinal).Replace("APPROVE ;", "APPROVE ;EUR 18.40", StringComparison.Ordinal)).Value;
        Assert.Equal((RowAnswer.Refuse, RowAnswer.Approve), (read.Choices.Of("c")!.Answer, read.Choices.Of("a")!.Answer));
        Assert.Null(read.Choices.Of("b"));
        Assert.Empty(read.Open);
    }

    [Fact]
    public void Columns_of_the_table_never_take_the_names_of_the_persons_own()
    {
        var table = new TableData(
            [new Column("row", new FieldType.Text()), new Column("your decision", new FieldType.Text()), new Column("version", new FieldType.Text())],
            [ImmutableArray.Create<Value>(new Value.Text("x"), new Value.Text("refuse"), new Value.Text("2"))]);
        string text = RowsFile.Write(table, RowChoices.Approving(table), Review);
        Assert.Equal(RowAnswer.Approve, RowsFile.Read(table, Review, "rows.csv", text).Value.Choices.Of("1")!.Answer);
    }

    private static string Write(RowChoices choices) => RowsFile.Write(Table, choices, Review);

    private static Result<RowsFileRead> Read(string text) => RowsFile.Read(Table, Review, "rows.csv", text);

    private static string Text(ImmutableArray<Value> row) => ValueJson.WriteText(new Value.List(row));
}
