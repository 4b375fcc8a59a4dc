using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>What choices make of the table that was shown: a pure function, computed again before anything leaves.</summary>
public static class RowRule
{
    /// <summary>Refused where a changed cell cannot be what it says, or the table would be none any more.</summary>
    public static Result<RowResult> Apply(TableData shown, RowChoices choices)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Value>>();
        var by = Enum.GetValues<RowAnswer>().ToDictionary(answer => answer, _ => ImmutableArray.CreateBuilder<int>());
        var undecided = ImmutableArray.CreateBuilder<int>();
        for (int row = 0; row < shown.Rows.Length; row++)
        {
            if (choices.Of(shown.KeyOf(row)) is not { } choice)
            {
                undecided.Add(row);
                continue;
            }

            by[choice.Answer].Add(row);
            if (choice.LetsOut)
            {
                Result<ImmutableArray<Value>> cells = Edited(shown, row, choice);
                if (cells.Refusal is { } refusal)
                {
                    return refusal;
                }

                rows.Add(cells.Value);
            }
        }

        var result = new RowResult(
            Left(shown, rows.ToImmutable(), choices),
            by[RowAnswer.Approve].ToImmutable(),
            by[RowAnswer.Edit].ToImmutable(),
            by[RowAnswer.Refuse].ToImmutable(),
            by[RowAnswer.Return].ToImmutable(),
            undecided.ToImmutable());
        return result.LeavesAny && TableCheck.Check(result.Leaving) is { } misfit ? misfit : result;
    }

    /// <summary>The cells of one row with what the person changed in it.</summary>
    public static Result<ImmutableArray<Value>> Edited(TableData shown, int row, RowChoice choice)
    {
        ImmutableArray<Value> cells = shown.Rows[row];
        foreach (ChangedCell cell in choice.Cells)
        {
            int column = shown.IndexOf(cell.Column);
            if (column < 0)
            {
                return new Refusal(RefusalKind.BadInput, $"There is no column “{cell.Column}”.", "The row was not changed.", "Open the table again.");
            }

            Result<Value> read = CellText.Read(shown.Columns[column].Type, cell.Now, shown.Rows[row][column], $"Row {row + 1}, {shown.Columns[column].Name}");
            if (read.Refusal is { } refusal)
            {
                return refusal;
            }

            cells = cells.SetItem(column, read.Value);
        }

        return cells;
    }

    // Where every row leaves as it was shown, the bytes are those that were shown.
    private static TableData Left(TableData shown, ImmutableArray<ImmutableArray<Value>> rows, RowChoices choices)
    {
        if (rows.Length == shown.Rows.Length)
        {
            return choices.ByKey.Values.Any(choice => choice.Answer == RowAnswer.Edit) ? shown with { Rows = rows } : shown;
        }

        IEnumerable<int> left = Enumerable.Range(0, shown.Rows.Length).Where(row => choices.Of(shown.KeyOf(row)) is { LetsOut: true });
        return shown with { Rows = rows, Keys = [.. left.Select(shown.KeyOf)] };
    }
}

/// <summary>Which rows were answered how, by ordinal in the table shown, and the table that would leave.</summary>
/// <param name="Approved">As they were shown.</param>
/// <param name="Edited">Let out with changed cells.</param>
public sealed record RowResult(
    TableData Leaving,
    ImmutableArray<int> Approved,
    ImmutableArray<int> Edited,
    ImmutableArray<int> Refused,
    ImmutableArray<int> Returned,
    ImmutableArray<int> Undecided)
{
    /// <summary>Nothing leaves while a single row goes back or waits for its answer.</summary>
    public bool LeavesAny => Returned.IsEmpty && Undecided.IsEmpty && !Leaving.Rows.IsEmpty;
}
