using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>What was said of the rows of a table, counted by the host, in words.</summary>
public static class RowWords
{
    /// <summary>"212 of 300 rows approved, 2 of them with changed cells, 80 refused, 8 sent back"; without those that are none.</summary>
    public static string Counts(RowResult result)
    {
        int all = result.Approved.Length + result.Edited.Length + result.Refused.Length + result.Returned.Length + result.Undecided.Length;
        int approved = result.Approved.Length + result.Edited.Length;
        string[] parts =
        [
            $"{Wording.Part(approved, all)} {(all == 1 ? "row" : "rows")} approved",
            .. result.Edited.IsEmpty ? [] : new[] { $"{Wording.Number(result.Edited.Length)} of them with changed cells" },
            .. result.Refused.IsEmpty ? [] : new[] { $"{Wording.Number(result.Refused.Length)} refused" },
            .. result.Returned.IsEmpty ? [] : new[] { $"{Wording.Number(result.Returned.Length)} sent back" },
            .. result.Undecided.IsEmpty ? [] : new[] { $"{Wording.Number(result.Undecided.Length)} without a choice" },
        ];
        return string.Join(", ", parts);
    }

    /// <summary>Counts with their sums: "212 approved (12,000.00 EUR), 80 refused (4,100.00 EUR)".</summary>
    public static string Totals(TableData shown, RowResult result)
    {
        var table = new TableContent(shown);
        var leaving = new TableContent(result.Leaving);
        string[] parts =
        [
            .. Part(leaving.All, "approved" + (result.Edited.IsEmpty ? "" : $", {Wording.Number(result.Edited.Length)} of them changed")),
            .. Part(table.Of(result.Refused), "refused"),
            .. Part(table.Of(result.Returned), "sent back"),
            .. Part(table.Of(result.Undecided), "without a choice"),
        ];
        return parts.Length == 0 ? "no rows" : string.Join(", ", parts);
    }

    /// <summary>"Ben Meier decided row by row: 212 approved (12,000.00 EUR), 80 refused (4,100.00 EUR)."</summary>
    public static string Said(string who, TableData shown, RowChoices choices) =>
        $"{who} decided row by row: {RowRule.Apply(shown, choices).Match(result => Totals(shown, result), _ => "its cells cannot be read any more")}.";

    private static string[] Part(RowGroup rows, string what) =>
        rows.Count == 0 ? [] : [$"{Wording.Number(rows.Count)} {what}{(rows.Sums.IsEmpty ? "" : $" ({TableSurface.Sums(rows)})")}"];
}
