using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Evidence;

/// <summary>Claims with their sources as people see them. A source that does not exist is never left out: its place says so.</summary>
internal static class EvidenceDrawn
{
    public const string NoSource = "no source found";

    private const int MostRows = 4;
    private const int LongestClaim = 160;
    private const int LongestSource = 80;

    /// <param name="hidden">How many claims the card has no room for, or shows shortened.</param>
    public static ImmutableArray<CardElement> Of(SurfaceInput input, out int hidden)
    {
        ImmutableArray<Claim> claims = EvidenceList.Of(input.Content);
        hidden = Math.Max(0, claims.Length - MostRows) + claims.Take(MostRows).Count(claim => claim.Text.Length > LongestClaim || claim.Source.Length > LongestSource);
        if (claims.IsEmpty)
        {
            return [];
        }

        bool sides = claims.Any(claim => claim.Side.Length > 0);
        int found = claims.Count(claim => input.Sources.Find(claim.Source) is not null);
        ImmutableArray<TableRow> rows =
        [
            CardParts.Head(sides ? ["Points to", "What", "Source"] : ["What", "Source"]),
            .. claims.Take(MostRows).Select(claim => Row(claim, sides, input.Sources)),
        ];
        ImmutableArray<TableColumn> columns = sides ? [new TableColumn(2, false), new TableColumn(4, false), new TableColumn(3, false)] : [new TableColumn(4, false), new TableColumn(3, false)];
        string more = claims.Length > MostRows ? $" {Wording.Count(claims.Length - MostRows, "more point", "more points")} in the full view." : "";
        string sum = input.Sources.IsRead ? $"{Wording.Part(found, claims.Length)} {(claims.Length == 1 ? "point has" : "points have")} a source." : "";
        return sum.Length + more.Length == 0
            ? [new Table(columns, rows) { Spacing = Spacing.Small }]
            : [new Table(columns, rows) { Spacing = Spacing.Small }, CardParts.Small((sum + more).Trim())];
    }

    /// <summary>All claims on a page, after what they speak about.</summary>
    public static FullView Beside(FullView whole, string title, SurfaceInput input)
    {
        ImmutableArray<Claim> claims = EvidenceList.Of(input.Content);
        if (claims.IsEmpty)
        {
            return whole;
        }

        var evidence = new FullField(EvidenceList.FieldName, "Evidence", Wording.Count(claims.Length, "point", "points"), null, new FullView.Fields(
        [
            .. claims.Select((claim, i) => new FullField($"{i + 1}", $"{(claim.Side.Length > 0 ? CardText.PlainLine(claim.Side, 40) + ": " : "")}{CardText.Visible(claim.Text)}", SourceOf(claim, input.Sources), null, null)),
        ]));
        return whole is FullView.Fields fields
            ? new FullView.Fields(fields.All.Add(evidence))
            : new FullView.Fields([new FullField("whole", title, "", null, whole), evidence]);
    }

    /// <summary>How the source of one claim is said, plain; "no source found" where there is none.</summary>
    public static string SourceOf(Claim claim, SourceBook book)
    {
        if (!book.IsRead)
        {
            return claim.Source.Length == 0 ? NoSource : CardText.Visible(claim.Source);
        }

        return book.Find(claim.Source) is not { } found ? NoSource
            : found.Label.Equals(claim.Source, StringComparison.OrdinalIgnoreCase) || claim.Source.Contains(found.Label, StringComparison.OrdinalIgnoreCase) ? CardText.Visible(claim.Source)
            : $"{CardText.Visible(claim.Source)} · {found.Label}";
    }

    private static TableRow Row(Claim claim, bool sides, SourceBook book)
    {
        string source = SourceOf(claim, book);
        TableCell[] cells =
        [
            TableCell.Of(CardText.Line(claim.Text, LongestClaim)),
            TableCell.Of(CardText.Line(source, LongestSource), bold: source == NoSource),
        ];
        return new TableRow(sides ? [TableCell.Of(CardText.Line(Wording.Title(claim.Side), 30)), .. cells] : [.. cells]);
    }
}
