using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>The rows of a table that a card has room for, in the order a reader needs them.</summary>
internal sealed record TableRowsDrawn(string Title, string Origin, ImmutableArray<CardElement> Elements, CutNotice? Cut, ImmutableArray<CardChoice> Candidates)
{
    /// <summary>Room that questions and unusual rows keep even where refusals alone would fill the card.</summary>
    private const int KeptForEach = 3;
    private const int MostCandidates = 8;
    private const int LongestRow = 140;
    private const int LongestReason = 160;

    public static TableRowsDrawn Draw(TableContent table, ImmutableArray<UnusualRow> unusual, SurfaceInput input)
    {
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        var shown = new List<int>();
        bool shortened = false;
        foreach (Exhibit exhibit in Exhibits(table, unusual, input.Room.Rows))
        {
            if (exhibit.Title.Length > 0)
            {
                elements.Add(new TextBlock(exhibit.Title) { Spacing = Spacing.Medium, Separator = elements.Count > 0 });
            }

            foreach ((int row, string why) in exhibit.Rows)
            {
                elements.Add(Row(table, row, why, input.Clock, out bool whole));
                shown.Add(row);
                shortened |= !whole;
            }
        }

        int rows = table.Data.Rows.Length;
        return new TableRowsDrawn(
            shown.Count == rows ? (rows == 1 ? "The row" : $"All {Wording.Rows(rows)}") : $"{Wording.Rows(shown.Count)} to look at",
            table.Words is null ? "in the order of the table" : "proposed by the agent",
            elements.ToImmutable(),
            CutOf(table, shown, shortened, input.Author),
            [
                .. shown.Count > MostCandidates
                    ? []
                    : shown.Select(row => new CardChoice(CardText.PlainLine($"Row {row + 1}: {Label(table, row, input.Clock)}", 75), $"{row + 1}")),
            ]);
    }

    private static IEnumerable<Exhibit> Exhibits(TableContent table, ImmutableArray<UnusualRow> unusual, int room)
    {
        if (table.Words is null)
        {
            yield return new Exhibit("", [.. Enumerable.Range(0, Math.Min(room, table.Data.Rows.Length)).Select(row => (row, ""))]);
            yield break;
        }

        VerdictWords words = table.Words;
        var why = unusual.ToDictionary(row => row.Row, row => row.Why);
        string[] questions = [.. words.Questions, .. table.Groups.Any(group => group.Option.Length == 0) ? [""] : Array.Empty<string>()];
        UnusualRow[] ordinary = [.. unusual.Where(row => table.OptionOf(row.Row) == words.Yes)];
        int asked = table.Groups.Where(group => questions.Contains(group.Option)).Sum(group => group.Count);
        bool all = table.Data.Rows.Length <= room;
        int forUnusual = Math.Min(KeptForEach, ordinary.Length);
        int left = room - forUnusual - Math.Min(KeptForEach, asked);
        foreach (RowGroup group in table.Groups.Where(group => words.Refusals.Contains(group.Option) && group.Count > 0))
        {
            ImmutableArray<(int, string)> rows = [.. group.Rows.Take(left).Select(row => (row, why.GetValueOrDefault(row, "")))];
            left -= rows.Length;
            yield return new Exhibit(Heading(group, rows.Length), rows);
        }

        left += Math.Min(KeptForEach, asked);
        foreach (RowGroup group in table.Groups.Where(group => questions.Contains(group.Option) && group.Count > 0))
        {
            ImmutableArray<(int, string)> rows = [.. group.Rows.Take(left).Select(row => (row, why.GetValueOrDefault(row, "")))];
            left -= rows.Length;
            yield return new Exhibit(Heading(group, rows.Length), rows);
        }

        left += forUnusual;
        RowGroup yes = table.Ordinary;
        string title = CardText.Line(Wording.Title(words.Yes), 30);
        if (all && yes.Count > 0)
        {
            yield return new Exhibit(Heading(yes, yes.Count), [.. yes.Rows.Select(row => (row, why.GetValueOrDefault(row, "")))]);
        }
        else if (ordinary.Length > 0)
        {
            int few = Math.Min(left, ordinary.Length);
            yield return new Exhibit($"**{title}** · {Wording.Part(few, yes.Count)} rows · found unusual by AgentBot", [.. ordinary.Take(few).Select(row => (row.Row, row.Why))]);
        }
    }

    private static string Heading(RowGroup group, int shown)
    {
        string title = group.Option.Length == 0 ? "No verdict" : CardText.Line(Wording.Title(group.Option), 30);
        string count = shown == group.Count ? Wording.Rows(group.Count) : $"{Wording.Part(shown, group.Count)} rows";
        return $"**{title}** · {count}{(group.Sums.IsEmpty ? "" : " · " + TableSurface.Sums(group))}";
    }

    private static ColumnSet Row(TableContent table, int row, string why, CardClock clock, out bool whole)
    {
        string label = Label(table, row, clock);
        string reason = CardText.PlainLine(Wording.Plain(table.Cell(row, table.Reason), clock), 20_000);
        string under = string.Join(" · ", new[] { CardText.Line(reason, LongestReason), why.Length == 0 ? "" : $"AgentBot: {CardText.Line(why, 80)}" }.Where(text => text.Length > 0));
        whole = label.Length <= LongestRow && reason.Length <= LongestReason;
        string amount = table.AmountOf(row) is { } money ? $"**{Wording.Money(money.Amount, CardText.Line(money.Currency, 5))}** · " : "";
        string text = label.Length == 0 && amount.Length == 0 ? "empty" : amount + CardText.Line(label, LongestRow);
        ImmutableArray<CardElement> left = under.Length == 0
            ? [new TextBlock(text)]
            : [new TextBlock(text), new TextBlock(under) { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None }];
        return new ColumnSet([new CardColumn("stretch", left), new CardColumn("auto", [new TextBlock($"Row {row + 1}") { Size = TextSize.Small, IsSubtle = true, Wrap = false }])])
        {
            Spacing = Spacing.Small,
        };
    }

    /// <summary>Every cell that has no place of its own, the person first.</summary>
    internal static string Label(TableContent table, int row, CardClock clock)
    {
        IEnumerable<int> columns = Enumerable.Range(0, table.Data.Columns.Length)
            .Where(column => column != table.Verdict && column != table.Amount && column != table.Reason)
            .OrderByDescending(column => column == table.Person);
        return string.Join(", ", columns.Select(column => Named(table, row, column, clock)).Where(text => text.Length > 0));
    }

    // A bare figure says nothing without the name of its column.
    private static string Named(TableContent table, int row, int column, CardClock clock)
    {
        Value cell = table.Data.Rows[row][column];
        string text = CardText.PlainLine(Wording.Plain(cell, clock), 20_000);
        return text.Length > 0 && cell is Value.Number or Value.Money or Value.Boolean or Value.Duration or Value.Choice
            ? $"{CardParts.FirstLower(Wording.Title(table.Data.Columns[column].Name))} {text}"
            : text;
    }

    private const string First = "Open the full list once; Approve works after that.";

    private static CutNotice? CutOf(TableContent table, List<int> shown, bool shortened, string author)
    {
        int rows = table.Data.Rows.Length;
        int hidden = rows - shown.Count;
        string button = $"Open all {Wording.Rows(rows)}";
        if (hidden == 0)
        {
            return shortened ? new CutNotice("**Some cells are shortened here.**", First, button) : null;
        }

        string[] others = table.Words is null
            ? []
            : [.. table.Groups.Where(group => group.Option != table.Words.Yes).Select(group => (group, left: group.Rows.Count(row => !shown.Contains(row))))
                .Where(pair => pair.left > 0)
                .Select(pair => $"{Wording.Number(pair.left)} {(pair.group.Option.Length == 0 ? "without verdict" : CardText.Line(Wording.Title(pair.group.Option), 30))}")];
        string what = table.Words is null ? "they are in the full list."
            : others.Length == 0 ? $"{CardText.Line(author, 60)} proposes {CardText.Line(Wording.Title(table.Words.Yes), 30)}, AgentBot found nothing else unusual."
            : $"among them {Wording.List(others)}.";
        return new CutNotice($"**{Wording.Count(hidden, "more row", "more rows")}:** {what}", First, button);
    }

    private sealed record Exhibit(string Title, ImmutableArray<(int Row, string Why)> Rows);
}
