using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>Where somebody stands in the rows of a table; travels in a button as a part of what it names.</summary>
/// <param name="Shown">Digest prefix of the table.</param>
/// <param name="Draft">Digest prefix of the choices whose totals are shown; empty on a page of rows.</param>
/// <param name="Row">The row whose form stands open, or the first of those handed out, from 1; 0 for none.</param>
public sealed record RowsPlace(string Shown, RowView View, int Page, string Draft = "", int Row = 0)
{
    private const char Mark = '.';

    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Shown}{Mark}{(int)View}{Mark}{Page}{Mark}{Draft}{(Row == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Mark}{Row}"))}");

    /// <summary>The first page where nothing else is said.</summary>
    public static RowsPlace Read(string written)
    {
        string[] parts = written.Split(Mark);
        return new RowsPlace(
            parts[0],
            parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int view) && Enum.IsDefined((RowView)view) ? (RowView)view : RowView.All,
            parts.Length > 2 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? Math.Max(1, page) : 1,
            parts.Length > 3 ? parts[3] : "",
            parts.Length > 4 && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : 0);
    }
}

/// <summary>A page of rows with a choice beside each, and what the choices come to: for chats. The console has a page of its own.</summary>
public static partial class RowsCard
{
    /// <summary>Rows that go back and have a field of their own for what should change.</summary>
    private const int MostNotes = 10;
    private const int LongestRow = 200;
    private const int MostCellsNamed = 3;

    /// <summary>Stands where a row has no choice.</summary>
    private const string NoChoice = "No choice yet";

    public static Card Page(RowSheet sheet, RowPage page)
    {
        ActionRef here = Ref(sheet, new RowsPlace(sheet.Shown, page.View, page.Page));
        return new Card
        {
            FallbackText = CardText.PlainLine($"Decide the rows of {sheet.Title}, run {sheet.Label}.", 300),
            Body =
            [
                new TextBlock($"**{CardText.Line(sheet.Title, 80)}** · run {sheet.Label}"),
                CardParts.Small(CardParts.FirstUpper(CardText.Line(sheet.Totals, 200)) + "."),
                .. sheet.Others.Select(said => CardParts.Small(CardText.Line(said, 300))),
                Views(sheet, page.View),
                new ActionSet([new Execute(CardVerb.RowsShow, here) { Title = "Show this view" }, new Execute(CardVerb.RowsFile, here) { Title = "Decide in a spreadsheet…" }]) { Spacing = Spacing.Small },
                .. page.Lines.IsEmpty ? [CardParts.Small("No rows here.")] : page.Lines.SelectMany(line => Row(sheet, line, here)),
                CardParts.Subtle(string.Create(CultureInfo.InvariantCulture, $"Page {page.Page} of {page.Pages}. What you mark is yours alone until you hand it in.")),
            ],
            Actions =
            [
                .. page.Page < page.Pages ? [new Execute(CardVerb.RowsNext, here) { Title = "Next rows" }] : Array.Empty<CardAction>(),
                .. page.Page > 1 ? [new Execute(CardVerb.RowsBack, here) { Title = "Earlier rows" }] : Array.Empty<CardAction>(),
                .. sheet.IsComplete || sheet.Table.Words is null ? Array.Empty<CardAction>() : [new Execute(CardVerb.RowsProposed, here) { Title = "Mark as proposed" }],
                new Execute(CardVerb.RowsTotals, here) { Title = "See the totals", Style = ActionStyle.Positive },
            ],
        };
    }

    /// <param name="said">What was done before, such as reading what came back from a spreadsheet.</param>
    public static Card Totals(RowSheet sheet, RowsPlace place, string said = "")
    {
        ActionRef at = Ref(sheet, place with { Draft = sheet.Draft });
        RowLine[] returned = [.. sheet.Of(RowView.Returned)];
        return new Card
        {
            FallbackText = CardText.PlainLine($"{sheet.Totals}, run {sheet.Label}.", 300),
            Body =
            [
                CardParts.Question(sheet.IsComplete ? "Hand in these choices?" : "Some rows have no choice yet"),
                CardParts.Subtle($"{CardText.Line(sheet.Title, 80)} · run {sheet.Label}"),
                .. said.Length == 0 ? Array.Empty<CardElement>() : [new TextBlock(CardText.Line(said, 300))],
                CardParts.Origin("Your choices", "computed by AgentBot"),
                RowTotals.Table(sheet.Table.Data, sheet.Result),
                .. sheet.Others.Select(said => CardParts.Small(CardText.Line(said + " What was refused stays out.", 300))),
                .. Against(sheet),
                new TextBlock(Follows(sheet)),
                .. sheet.IsComplete ? Words(sheet, returned) : [],
            ],
            Actions =
            [
                sheet.IsComplete ? new Execute(CardVerb.RowsSubmit, at) { Title = Submit(sheet), Style = ActionStyle.Positive } : new Execute(CardVerb.RowsRest, at) { Title = RestTitle(sheet) },
                new Execute(CardVerb.RowsBack, Ref(sheet, place with { Draft = "", Page = place.Page + 1 })) { Title = "Back to the rows" },
            ],
        };
    }

    /// <summary>"Approve the other 188 rows".</summary>
    public static string RestTitle(RowSheet sheet) => sheet.Rest.Count == 1 ? "Approve the other row" : $"Approve the other {Wording.Rows(sheet.Rest.Count)}";

    /// <summary>What the button does that hands the choices in.</summary>
    public static string Submit(RowSheet sheet)
    {
        RowGroup leaving = new TableContent(sheet.Result.Leaving).All;
        return !sheet.Result.Returned.IsEmpty ? $"Send {Wording.Rows(sheet.Result.Returned.Length)} back"
            : leaving.Count == 0 ? "Reject all rows"
            : CardText.PlainLine($"Approve {Wording.Rows(leaving.Count)}{(leaving.Sums.Length == 1 ? ", " + TableSurface.Sums(leaving) : "")}", 40);
    }

    /// <summary>What handing in leads to, in a sentence or two.</summary>
    public static string Follows(RowSheet sheet) =>
        !sheet.IsComplete ? $"{Wording.Rows(sheet.Rest.Count)}{(sheet.Rest.Sums.IsEmpty ? "" : $" ({TableSurface.Sums(sheet.Rest)})")} {(sheet.Rest.Count == 1 ? "has" : "have")} no choice yet. Mark them, or approve the rest."
        : !sheet.Result.Returned.IsEmpty && sheet.GoesTo.Length == 0 ? "Nothing can be sent back any more: the rounds are used up. Approve, change or refuse these rows."
        : !sheet.Result.Returned.IsEmpty ? $"Nothing leaves now. {CardText.Line(sheet.GoesTo, 60)} gets your words and makes the next round; your other choices stand ready where its rows are the same."
        : sheet.Result.Leaving.Rows.IsEmpty ? "No row is left, so this rejects the whole. Nothing leaves."
        : sheet.Result.Refused.IsEmpty && sheet.Result.Edited.IsEmpty ? "All rows leave as they were shown."
        : $"Exactly the approved rows leave{(sheet.Result.Edited.IsEmpty ? "" : ", with the cells you changed")}. The others stay out.";

    /// <summary>A yes where the agent says no is worth a second look.</summary>
    public static int AgainstProposal(RowSheet sheet) => sheet.Table.Words is not { } words ? 0
        : sheet.Lines.Count(line => line.Choice is { LetsOut: true } && words.Refusals.Contains(line.Option));

    private static IEnumerable<CardElement> Against(RowSheet sheet) => AgainstProposal(sheet) is > 0 and var rows
        ? [CardParts.Warning($"the agent would refuse {Wording.Rows(rows)} that you let out.")]
        : [];

    private static IEnumerable<CardElement> Words(RowSheet sheet, RowLine[] returned)
    {
        bool goesBack = returned.Length > 0;
        bool rejects = !goesBack && sheet.Result.Leaving.Rows.IsEmpty;
        yield return new InputText(CardInput.Note, goesBack ? "What should change?" : rejects ? "Why not?" : "Remark (optional)")
        {
            Placeholder = goesBack ? $"{sheet.GoesTo} gets exactly these words." : "It is kept with the decision.",
            Multiline = true,
            MaxLength = CardParts.LongestNote,
            IsRequired = rejects,
            ErrorMessage = rejects ? "Write at least one sentence." : null,
        };
        foreach (RowLine line in returned.Take(MostNotes))
        {
            yield return new InputText(RowNote(line.Number), $"Row {line.Number}: {CardText.PlainLine(line.Label, 60)}")
            {
                Value = line.Choice!.Note.Length == 0 ? null : line.Choice.Note,
                Placeholder = "What should change in this row",
                MaxLength = RowChoice.LongestNote,
            };
        }
    }

    internal static string RowNote(int number) => string.Create(CultureInfo.InvariantCulture, $"{CardInput.RowNote}{number}");

    private static InputChoiceSet Views(RowSheet sheet, RowView now) => new(
        CardInput.View,
        "Rows to show",
        [
            .. Enum.GetValues<RowView>()
                .Select(view => (view, sheet.Of(view).Length))
                .Where(pair => pair.view is RowView.All or RowView.Undecided || pair.view == now || pair.Length > 0)
                .Select(pair => new CardChoice($"{TitleOf(pair.view)} · {Wording.Number(pair.Length)}", ((int)pair.view).ToString(CultureInfo.InvariantCulture))),
        ])
    {
        Value = ((int)now).ToString(CultureInfo.InvariantCulture),
    };

    public static string TitleOf(RowView view) => view switch
    {
        RowView.ToLookAt => "To look at",
        RowView.Changed => "Changed",
        RowView.Undecided => NoChoice,
        RowView.Approved => "Approved",
        RowView.Refused => "Refused",
        RowView.Returned => "Sent back",
        RowView.Edited => "Edited",
        _ => "All",
    };

    /// <summary>What the choice of a row is called.</summary>
    public static string TitleOf(RowAnswer answer) => answer switch
    {
        RowAnswer.Approve => "Approve",
        RowAnswer.Refuse => "Refuse",
        RowAnswer.Edit => "Approve with changes",
        _ => "Send back",
    };

    private static IEnumerable<CardElement> Row(RowSheet sheet, RowLine line, ActionRef here)
    {
        string amount = line.Amount is { } money ? $"**{Wording.Money(money.Amount, CardText.Line(money.Currency, 5))}** · " : "";
        string label = line.Label.Length == 0 && amount.Length == 0 ? "empty" : amount + CardText.Line(line.Label, LongestRow);
        ActionRef row = here with { Shown = (RowsPlace.Read(here.Shown) with { Row = line.Number }).Write() };
        yield return new ColumnSet(
        [
            new CardColumn("stretch", [new TextBlock(label)]),
            new CardColumn("auto", [new ActionSet([new Execute(CardVerb.RowsChange, row) { Title = sheet.MayEdit ? "Change…" : "Add a note…" }])]),
        ])
        {
            Separator = true,
            Spacing = Spacing.Medium,
        };
        string under = string.Join(" · ", Said(line).Concat(Mine(line)));
        if (under.Length > 0)
        {
            yield return CardParts.Subtle(under) with { Spacing = Spacing.None };
        }

        RowAnswer[] offered =
        [
            RowAnswer.Approve,
            RowAnswer.Refuse,
            .. sheet.GoesTo.Length > 0 || line.Choice is { Answer: RowAnswer.Return } ? [RowAnswer.Return] : Array.Empty<RowAnswer>(),
            .. line.Choice is { Answer: RowAnswer.Edit } ? [RowAnswer.Edit] : Array.Empty<RowAnswer>(),
        ];
        yield return new InputChoiceSet(
            string.Create(CultureInfo.InvariantCulture, $"{CardInput.Row}{line.Number}"),
            string.Create(CultureInfo.InvariantCulture, $"Row {line.Number}"),
            [.. offered.Select(answer => new CardChoice(TitleOf(answer), RowChoices.WordOf(answer)))])
        {
            Value = line.Choice is null ? null : RowChoices.WordOf(line.Choice.Answer),
            Placeholder = NoChoice,
        };
    }

    /// <summary>What the agent and AgentBot say of a row.</summary>
    private static IEnumerable<string> Said(RowLine line) =>
    [
        .. line.Option.Length == 0 ? [] : new[] { $"the agent: {CardText.Line(Wording.Title(line.Option), 30)}{(line.Reason.Length == 0 ? "" : $", {CardText.Line(line.Reason, 120)}")}" },
        .. line.Looks.IsEmpty ? [] : new[] { $"AgentBot: {CardText.Line(string.Join("; ", line.Looks), 160)}" },
    ];

    /// <summary>What its reader changed in it and wrote about it.</summary>
    private static IEnumerable<string> Mine(RowLine line) =>
    [
        .. line.Choice is { Cells.IsEmpty: false } edited
            ? new[] { $"you changed {string.Join(", ", edited.Cells.Take(MostCellsNamed).Select(cell => $"{CardText.Line(Wording.Title(cell.Column), 40)} to {(cell.Now.Length == 0 ? "nothing" : CardText.Quote(cell.Now, 60))}"))}{(edited.Cells.Length > MostCellsNamed ? $" and {edited.Cells.Length - MostCellsNamed} more" : "")}" }
            : [],
        .. line.Choice is { Note.Length: > 0 } said ? new[] { $"you: {CardText.Line(said.Note, 100)}" } : [],
    ];

    private static ActionRef Ref(RowSheet sheet, RowsPlace place) => new(CardRef.Review, sheet.Review.Id.Value, sheet.Review.Revision, place.Write());
}
