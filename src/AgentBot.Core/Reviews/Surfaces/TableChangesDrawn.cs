using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>What differs between two rounds of a table: cells by row, then rows that came or went.</summary>
internal static class TableChangesDrawn
{
    public static ImmutableArray<CardElement> Draw(TableContent now, TableChanges changes, Value.Table before, SurfaceInput input)
    {
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        // The verdict is what a reader looks for first; its reason follows from it.
        CellChange[] cells = [.. changes.Cells.OrderBy(cell => cell.Row).ThenByDescending(cell => now.Data.IndexOf(cell.Column) == now.Verdict)];
        if (cells.Length > 0)
        {
            elements.Add(Cells(cells, now, input));
        }

        if (cells.Length > input.Room.Pairs)
        {
            elements.Add(CardParts.Small($"{Wording.Count(cells.Length - input.Room.Pairs, "more change", "more changes")} in the full list."));
        }

        if (!changes.Added.IsEmpty)
        {
            elements.Add(CardParts.Small($"New: {Wording.Rows(changes.Added.Length)} ({Numbers(changes.Added)})."));
        }

        if (!changes.Removed.IsEmpty)
        {
            string[] gone = [.. changes.Removed.Take(3).Select(row => CardText.Line(Wording.Plain(before.Data.RowAsRecord(row), input.Clock), 60))];
            elements.Add(CardParts.Small($"Gone: {Wording.Rows(changes.Removed.Length)} ({string.Join("; ", gone)}{(changes.Removed.Length > 3 ? "; …" : "")})."));
        }

        if (!changes.NewColumns.IsEmpty || !changes.GoneColumns.IsEmpty)
        {
            string[] parts =
            [
                .. changes.NewColumns.IsEmpty ? [] : new[] { $"new {CardText.Line(Wording.List(changes.NewColumns), 80)}" },
                .. changes.GoneColumns.IsEmpty ? [] : new[] { $"gone {CardText.Line(Wording.List(changes.GoneColumns), 80)}" },
            ];
            elements.Add(CardParts.Small($"Columns: {string.Join(", ", parts)}."));
        }

        return elements.ToImmutable();
    }

    private static Table Cells(CellChange[] cells, TableContent now, SurfaceInput input)
    {
        string Words(Value value) => CardText.Line(Wording.Plain(value, input.Clock), 90) switch { "" => "empty", string text => text };
        return new Table(
            [new TableColumn(2, false), new TableColumn(3, false), new TableColumn(3, false)],
            [
                CardParts.Head("Row", "Was", "Now"),
                .. cells.Take(input.Room.Pairs).Select(cell => new TableRow(
                [
                    new TableCell([new TextBlock($"Row {cell.Row + 1}"), CardParts.Subtle(CardText.Line(Wording.Title(cell.Column), 40)) with { Spacing = Spacing.None }]),
                    TableCell.Of(Words(cell.Was)),
                    TableCell.Of(Words(cell.Now), bold: true),
                ])),
            ])
        {
            Spacing = Spacing.Small,
        };
    }

    private static string Numbers(ImmutableArray<int> rows) =>
        (rows.Length == 1 ? "row " : "rows ") + Wording.List([.. rows.Take(5).Select(row => Wording.Number(row + 1))]) + (rows.Length > 5 ? " and others" : "");
}
