using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews.RowByRow;

/// <summary>What a form says of one row, on every platform alike.</summary>
public sealed class RowEntryTests
{
    private static readonly RowSheet Sheet = Samples.FewRows();
    private static readonly TableData Table = Sheet.Table.Data;

    [Theory]
    [InlineData(null, RowAnswer.Edit)]
    [InlineData(RowAnswer.Approve, RowAnswer.Edit)]
    [InlineData(RowAnswer.Edit, RowAnswer.Edit)]
    [InlineData(RowAnswer.Refuse, RowAnswer.Refuse)]
    [InlineData(RowAnswer.Return, RowAnswer.Return)]
    public void A_changed_cell_makes_an_edit_of_a_yes_and_counts_for_nothing_beside_a_no(RowAnswer? chosen, RowAnswer meant)
    {
        RowSetting setting = RowEntry.Of(Table, Line(1), chosen, "", Cells(1, (2, "EUR 1")))!;
        Assert.Equal((meant, meant == RowAnswer.Edit), (setting.Answer, !setting.Cells.IsDefaultOrEmpty));
    }

    [Theory]
    [InlineData("EUR 18.40")]
    [InlineData(" EUR 18.4\r\n")]
    [InlineData("18.40 EUR")]
    public void The_same_value_written_otherwise_is_no_change(string written) =>
        Assert.Equal(RowAnswer.Approve, RowEntry.Of(Table, Line(1), RowAnswer.Approve, "", Cells(1, (2, written)))!.Answer);

    [Fact]
    public void Cells_put_back_make_a_plain_yes_again_and_a_form_without_cells_leaves_them()
    {
        RowLine edited = Line(1) with { Choice = new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("amount", "EUR 18.40", "EUR 1")] } };
        Assert.Equal(RowAnswer.Approve, RowEntry.Of(Table, edited, RowAnswer.Edit, "", Cells(1))!.Answer);
        Assert.Null(RowEntry.Of(Table, edited, RowAnswer.Edit, "", _ => null));
    }

    [Fact]
    public void Nothing_new_is_said_by_a_form_that_stands_as_it_was() =>
        Assert.Null(RowEntry.Of(Table, Line(2), RowAnswer.Refuse, "Private", Cells(2)));

    private static RowLine Line(int number) => Sheet.Lines.Single(line => line.Number == number);

    private static Func<int, string?> Cells(int number, params (int Column, string Text)[] typed) =>
        column => typed.FirstOrDefault(cell => cell.Column == column).Text ?? CellText.Write(Table.Rows[number - 1][column]);
}
