using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>The order in which a reader needs rows: what is out of the ordinary first.</summary>
public static class RowOrder
{
    /// <summary>Rank of a row that nothing makes stand out.</summary>
    public const int Ordinary = 5;

    private const int Unusual = 0;
    private const int Changed = 1;
    private const int LowConfidence = 2;
    private const int Refusal = 3;
    private const int Question = 4;
    private const decimal Low = 0.6m;

    private static readonly string[] ConfidenceNames = ["confidence", "certainty"];

    /// <param name="before">What it is compared with: the round before, or the last approved run; null for nothing.</param>
    public static ImmutableArray<RowLine> Of(TableContent table, TableData? before, IReadOnlyList<decimal> limits, RowChoices choices, CardClock clock)
    {
        Dictionary<int, string> unusual = UnusualRows.In(table, limits).ToDictionary(row => row.Row, row => row.Why);
        TableChanges? changes = before is null ? null : ArtifactDiff.Table(before, table.Data);
        ILookup<int, CellChange>? cells = changes?.Cells.ToLookup(cell => cell.Row);
        HashSet<int> added = [.. changes?.Added ?? []];
        int? confidence = table.Data.Columns.Select((column, i) => (column, i)).FirstOrDefault(pair => ConfidenceNames.Contains(pair.column.Name, StringComparer.OrdinalIgnoreCase)) is { column: not null, i: var found } ? found : null;

        RowLine Line(int row)
        {
            CellChange[] changed = [.. cells?[row] ?? []];
            bool isLow = IsLow(table.Cell(row, confidence));
            string[] looks =
            [
                .. unusual.TryGetValue(row, out string? why) ? [why] : Array.Empty<string>(),
                .. added.Contains(row) ? ["new"] : changed.Select(cell => $"{Wording.Title(cell.Column)} was {Plain(cell.Was)}"),
                .. isLow ? ["the agent is not sure"] : Array.Empty<string>(),
            ];
            string option = table.OptionOf(row);
            bool isChanged = added.Contains(row) || changed.Length > 0;
            int rank = unusual.ContainsKey(row) ? Unusual : isChanged ? Changed : isLow ? LowConfidence : RankOf(table, option);
            string key = table.Data.KeyOf(row);
            return new RowLine(row, key, TableRowsDrawn.Label(table, row, clock), table.AmountOf(row), option, Plain(table.Cell(row, table.Reason)), [.. looks], isChanged, rank, choices.Of(key));
        }

        string Plain(Value value) => CardText.PlainLine(Wording.Plain(value, clock), 300);
        return [.. Enumerable.Range(0, table.Data.Rows.Length).Select(Line).OrderBy(line => line.Rank).ThenBy(line => line.Row)];
    }

    // A confidence is a share of 1 or of 100, or the word low.
    private static bool IsLow(Value cell) => cell switch
    {
        Value.Number { Amount: >= 0 and <= 1 } share => share.Amount < Low,
        Value.Number { Amount: > 1 and <= 100 } percent => percent.Amount < Low * 100,
        Value.Choice choice => string.Equals(choice.Option, "low", StringComparison.OrdinalIgnoreCase),
        Value.Text text => string.Equals(text.Content.Trim(), "low", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static int RankOf(TableContent table, string option) => table.Words is not { } words || option == words.Yes ? Ordinary
        : words.Refusals.Contains(option) ? Refusal
        : Question;
}
