using System.Collections.Immutable;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>
/// Rows under columns. With a verdict column the card shows by exception: proposed refusals, then questions, then ordinary
/// rows that the host finds unusual; the rest is counted.
/// </summary>
public sealed class TableSurface : ArtifactKind
{
    public override ArtifactType Type => ArtifactType.Table;

    public override string Noun => "table";

    public override PostedShape Posted => PostedTable.Shape;

    public override ValueTask<Result<Value>> TakeInAsync(Value posted, IActionResources files, CancellationToken ct) => ValueTask.FromResult(PostedTable.Read((Value.Record)posted));

    public override Refusal? Check(Value content) => content is Value.Table table ? TableCheck.Check(table.Data) : ArtifactShape.Misfit("This is no table", "A table has columns and rows.");

    public override bool Fits(Value content) => content is Value.Table;

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        var table = new TableContent(((Value.Table)input.Content).Data);
        TableChanges? changes = input.Before is Value.Table before ? ArtifactDiff.Table(before.Data, table.Data) : null;
        ImmutableArray<UnusualRow> unusual = UnusualRows.In(table, input.Limits);
        TableRowsDrawn rows = TableRowsDrawn.Draw(table, unusual, input);
        return new ReviewSheet
        {
            Headline = Ask(table, input),
            Facts = Facts(table, unusual, input, changes),
            FactsLine = FactsLine(table),
            Changes = changes is null ? [] : TableChangesDrawn.Draw(table, changes, (Value.Table)input.Before!, input),
            ChangeCount = changes is null ? 0 : changes.ChangedRows.Length + changes.Added.Length + changes.Removed.Length,
            Draft = rows.Elements,
            DraftTitle = rows.Title,
            DraftOrigin = rows.Origin,
            Cut = rows.Cut,
            Candidates = rows.Candidates,
            HasRows = !table.Data.Rows.IsEmpty,
            Noun = Noun,
            Whole = table.All.Count == 1 ? "The row" : table.Words is null ? $"All {Wording.Rows(table.All.Count)}" : $"All {Wording.Rows(table.All.Count)} with their verdicts",
            WholeIsMany = table.All.Count != 1,
        };
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        var table = new TableContent(((Value.Table)input.Content).Data);
        return View(table, (input.Before as Value.Table)?.Data, UnusualRows.In(table, input.Limits), input.Clock);
    }

    /// <summary>Cells of tables are edited on the full page or in a returned CSV, not in a form.</summary>
    public override ImmutableArray<EditField> EditFields(Value content) => [];

    public override PlainFile Plain(Value content) => new(".csv", "All rows", CsvText.Write(((Value.Table)content).Data));

    public override bool IsReadByPrograms => true;

    public override bool ComesBackAsFile(Value content) => true;

    public override Result<Value> TakeBack(Value before, string text, string fileName) => ReturnedTable.Read(((Value.Table)before).Data, text, fileName);

    internal static FullView.Table View(TableContent table, TableData? before, ImmutableArray<UnusualRow> unusual, CardClock clock)
    {
        TableData data = table.Data;
        TableChanges? changes = before is null ? null : ArtifactDiff.Table(before, data);
        ILookup<int, CellChange>? cells = changes?.Cells.ToLookup(cell => cell.Row);
        var look = unusual.ToDictionary(row => row.Row, row => row.Why);
        FullRow Row(int row) => new(
            row + 1,
            data.KeyOf(row),
            [.. data.Rows[row].Select(cell => CardText.Visible(Wording.Plain(cell, clock)))],
            table.OptionOf(row),
            look.GetValueOrDefault(row, ""),
            [
                .. data.Columns.Select(column => cells?[row].FirstOrDefault(cell => cell.Column == column.Name) is { } change
                    ? CardText.Visible(Wording.Plain(change.Was, clock))
                    : null),
            ],
            changes is not null && changes.Added.Contains(row));
        return new FullView.Table(
            [.. data.Columns.Select(column => new FullColumn(column.Name, Wording.Title(column.Name), IsNumeric(column.Type), column.Type))],
            [.. Enumerable.Range(0, data.Rows.Length).Select(Row)],
            table.Verdict,
            [.. table.Groups.Select(group => Full(group, group.Option.Length == 0 ? "No verdict" : Wording.Title(group.Option)))],
            Full(table.All, "All"),
            changes);
    }

    internal static string Sums(RowGroup group) => string.Join(" + ", group.Sums.Select(sum => Wording.Money(sum.Amount, sum.Currency)));

    internal static bool IsNumeric(FieldType type) => type is FieldType.Number or FieldType.Money or FieldType.Duration;

    private static FullGroup Full(RowGroup group, string title) => new(group.Option, title, group.Count, Sums(group));

    private static Headline Ask(TableContent table, SurfaceInput input)
    {
        string title = CardText.Line(table.Data.Title.Trim().Length > 0 ? table.Data.Title : input.TemplateTitle, 60);
        string all = table.All.Sums.IsEmpty ? "" : $" ({Sums(table.All)})";
        if (table.Words is { YesPast: { } past } words)
        {
            string part = Wording.Part(table.Ordinary.Count, table.All.Count) + " rows";
            string sums = table.Ordinary.Sums.Length is 0 ? "" : $" ({Sums(table.Ordinary)})";
            return new Headline(
                $"{CardParts.FirstUpper(CardText.Line(words.Yes, 20))} {part} of {title}{sums}?",
                $"{title}: {part}{sums}",
                $"{part} of {title} {past}{sums}")
            {
                Undecided = $"{title}: {Wording.Rows(table.All.Count)}{all}",
            };
        }

        return Headline.Of(input.Effects, $"the table “{title}” with {Wording.Rows(table.All.Count)}{all}");
    }

    private static string FactsLine(TableContent table) => table.Words is null
        ? Wording.Rows(table.All.Count) + (table.All.Sums.IsEmpty ? "" : ", " + Sums(table.All))
        : string.Join(", ", table.Groups.Where(group => group.Count > 0).Select(group =>
            $"{(group.Option.Length == 0 ? "no verdict" : Wording.Title(group.Option))} {Wording.Rows(group.Count)}{(group.Sums.IsEmpty ? "" : " " + Sums(group))}"));

    private static ImmutableArray<CardElement> Facts(TableContent table, ImmutableArray<UnusualRow> unusual, SurfaceInput input, TableChanges? changes)
    {
        var facts = ImmutableArray.CreateBuilder<CardElement>();
        facts.Add(table.Words is null ? Plain(table, input) : ByVerdict(table));
        int doubles = unusual.Count(row => row.Kind == UnusualKind.Double);
        if (doubles > 0)
        {
            string numbers = Wording.List([.. unusual.Where(row => row.Kind == UnusualKind.Double).Select(row => row.Row + 1).Order().Take(6).Select(number => Wording.Number(number))]);
            facts.Add(CardParts.Small($"{Wording.Rows(doubles)} look like doubles: {numbers}{(doubles > 6 ? " and others" : "")}."));
        }

        if (changes is { Cells.IsEmpty: false } && input.Before is Value.Table before && new TableContent(before.Data) is { All.Sums.Length: > 0 } old && Sums(old.Ordinary) != Sums(table.Ordinary))
        {
            facts.Add(CardParts.Small($"Total of {(table.Words is null ? "all rows" : CardText.Line(Wording.Title(table.Words.Yes)))}: {Sums(table.Ordinary)}, was {Sums(old.Ordinary)}."));
        }

        return facts.ToImmutable();
    }

    private static FactSet Plain(TableContent table, SurfaceInput input)
    {
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        facts.Add(new CardFact("Rows", Wording.Number(table.All.Count)));
        foreach (string total in table.Data.Totals.Take(4))
        {
            int column = table.Data.IndexOf(total);
            IEnumerable<Value> cells = table.Data.Rows.Select(row => row[column]);
            facts.Add(new CardFact(CardText.Line(Wording.Title(total), 30), column == table.Amount
                ? Sums(table.All)
                : Wording.Number(cells.OfType<Value.Number>().Sum(number => number.Amount))));
        }

        if (table.Amount is { } amount && !table.Data.Totals.Contains(table.Data.Columns[amount].Name, StringComparer.OrdinalIgnoreCase) && !table.All.Sums.IsEmpty)
        {
            facts.Add(new CardFact(CardText.Line(Wording.Title(table.Data.Columns[amount].Name), 30), Sums(table.All)));
        }

        return new FactSet(facts.ToImmutable()) { Spacing = Spacing.Small };
    }

    private static Table ByVerdict(TableContent table)
    {
        string[] currencies = [.. table.All.Sums.Select(sum => sum.Currency)];
        string Sum(RowGroup group, string currency) => Wording.Amount(group.Sums.FirstOrDefault(sum => sum.Currency == currency)?.Amount ?? 0);
        TableRow Line(RowGroup group, string title, bool bold) =>
            CardParts.Row([title, Wording.Number(group.Count), .. currencies.Take(2).Select(currency => Sum(group, currency))], bold);
        return new Table(
            [new TableColumn(3, false), new TableColumn(1, true), .. currencies.Take(2).Select(_ => new TableColumn(2, true))],
            [
                CardParts.Head([CardText.Line(Wording.Title(table.Data.Columns[table.Verdict!.Value].Name), 30), "Rows", .. currencies.Take(2).Select(currency => currency.Length == 0 ? "Amount" : CardText.Line(currency, 5))]),
                .. table.Groups.Where(group => group.Count > 0 || table.Words!.Options.Length < 5).Take(8).Select(group => Line(group, group.Option.Length == 0 ? "No verdict" : CardText.Line(Wording.Title(group.Option), 30), false)),
                Line(table.All, "All", true),
            ])
        {
            Spacing = Spacing.Small,
        };
    }
}
