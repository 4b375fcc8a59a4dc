using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>How the rows of a table were marked or decided: counts and sums, computed by the host.</summary>
internal static class RowTotals
{
    private const int MostCurrencies = 2;

    /// <summary>"212 of 300 rows of October claims approved (12,000.00 EUR)".</summary>
    public static string Headline(RowsOutcome rows, string templateTitle)
    {
        RowGroup leaving = new TableContent(rows.Result.Leaving).All;
        string title = CardText.Line(rows.Shown.Title.Trim().Length > 0 ? rows.Shown.Title : templateTitle, 60);
        string sums = leaving.Sums.IsEmpty ? "" : $" ({TableSurface.Sums(leaving)})";
        return $"{Wording.Part(leaving.Count, rows.Shown.Rows.Length)} rows of {title} approved{sums}";
    }

    public static IEnumerable<CardElement> Part(RowsOutcome? rows) => rows is null
        ? []
        : [CardParts.Part(CardPart.Facts, [CardParts.Origin("Rows", "computed by AgentBot"), Table(rows.Shown, rows.Result)])];

    /// <summary>One line for each answer that was given, and one for all.</summary>
    public static Table Table(TableData shown, RowResult result)
    {
        var table = new TableContent(shown);
        string[] currencies = [.. table.All.Sums.Select(sum => sum.Currency).Take(MostCurrencies)];
        RowGroup leaving = new TableContent(result.Leaving).All;
        (string Title, RowGroup Rows)[] lines =
        [
            ("Approved", leaving),
            ("Refused", table.Of(result.Refused)),
            ("Sent back", table.Of(result.Returned)),
            ("No choice yet", table.Of(result.Undecided)),
        ];
        TableRow Line(string title, RowGroup rows, bool bold) => CardParts.Row(
            [title, Wording.Number(rows.Count), .. currencies.Select(currency => Wording.Amount(rows.Sums.FirstOrDefault(sum => sum.Currency == currency)?.Amount ?? 0))],
            bold);
        return new Table(
            [new TableColumn(3, false), new TableColumn(1, true), .. currencies.Select(_ => new TableColumn(2, true))],
            [
                CardParts.Head(["Decision", "Rows", .. currencies.Select(currency => currency.Length == 0 ? "Amount" : CardText.Line(currency, 5))]),
                .. lines.Where(line => line.Rows.Count > 0).Select(line => Line(line.Title == "Approved" && !result.Edited.IsEmpty ? $"Approved, {Wording.Number(result.Edited.Length)} changed" : line.Title, line.Rows, false)),
                Line("All that was shown", table.All, true),
            ])
        {
            Spacing = Spacing.Small,
        };
    }
}
