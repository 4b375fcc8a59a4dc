using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

public static partial class RowsCard
{
    /// <summary>In the form of one row: the choice that takes the choice back.</summary>
    public const string NoChoiceWord = "none";

    /// <summary>A form holds so many fields at most, and in each so many characters.</summary>
    private const int MostCells = 40;
    private const int LongestCell = 3_000;
    private const int LongOfOneLine = 80;

    /// <summary>In characters: what a person copies at once.</summary>
    private const int MostHandedOut = 12_000;

    /// <summary>One row by itself: its choice, words about it, and its cells for whoever may edit.</summary>
    /// <param name="typed">What stood in the fields before a mistake.</param>
    /// <param name="wrong">The mistake; null for none.</param>
    public static Card One(RowSheet sheet, RowLine line, RowsPlace place, IReadOnlyDictionary<string, string>? typed = null, Refusal? wrong = null)
    {
        ActionRef at = Ref(sheet, place with { Row = line.Number });
        string amount = line.Amount is { } money ? $"**{Wording.Money(money.Amount, CardText.Line(money.Currency, 5))}** · " : "";
        string said = string.Join(" · ", Said(line).Concat(Mine(line)));
        int[] cells = sheet.MayEdit ? [.. Enumerable.Range(0, sheet.Table.Data.Columns.Length).Where(column => IsOffered(sheet, line, column)).Take(MostCells)] : [];
        int hidden = sheet.MayEdit ? sheet.Table.Data.Columns.Length - cells.Length : 0;
        return new Card
        {
            FallbackText = CardText.PlainLine($"Row {line.Number} of {sheet.Title}, run {sheet.Label}.", 300),
            Body =
            [
                .. Wrong(wrong),
                CardParts.Question(string.Create(CultureInfo.InvariantCulture, $"Row {line.Number}")),
                new TextBlock(amount + (line.Label.Length == 0 ? "empty" : CardText.Line(line.Label, LongestRow))) { Spacing = Spacing.Small },
                .. said.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Subtle(said)],
                Choice(sheet, line, typed),
                new InputText(CardInput.OneRowNote, "Note (optional)")
                {
                    Value = typed?.GetValueOrDefault(CardInput.OneRowNote) is { } words ? Text(words) : Text(line.Choice?.Note ?? ""),
                    Placeholder = sheet.GoesTo.Length > 0 ? CardText.PlainLine($"Why it is refused, or what {sheet.GoesTo} should change in it.", 140) : "Why it is refused.",
                    Multiline = true,
                    MaxLength = RowChoice.LongestNote,
                },
                .. cells.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Origin("Cells", "where you change one, the row leaves with your change"), .. cells.Select(column => Cell(sheet, line, column, typed))],
                .. hidden == 0 ? Array.Empty<CardElement>() : [CardParts.Subtle($"{Wording.Count(hidden, "cell does", "cells do")} not fit a form. Change {(hidden == 1 ? "it" : "them")} in a spreadsheet.")],
            ],
            Actions =
            [
                new Execute(CardVerb.RowsKeep, at) { Title = "Keep this row", Style = ActionStyle.Positive },
                new Execute(CardVerb.RowsShow, Ref(sheet, place with { Row = 0 })) { Title = "Back to the rows" },
            ],
        };
    }

    /// <summary>Rows that are copied into a spreadsheet and pasted back from it: where no file can be handed out and in.</summary>
    /// <param name="place">Its row is the first of those shown.</param>
    public static Card Paste(RowSheet sheet, RowsPlace place, string? typed = null, Refusal? wrong = null)
    {
        int all = sheet.Table.Data.Rows.Length, first = Math.Clamp(place.Row, 1, Math.Max(all, 1));
        (string rows, int last) = HandedOut(sheet, first);
        return new Card
        {
            FallbackText = CardText.PlainLine($"The rows of {sheet.Title}, run {sheet.Label}, for a spreadsheet.", 300),
            Body =
            [
                .. Wrong(wrong),
                CardParts.Question("Decide in a spreadsheet"),
                new TextBlock("Copy everything in the field into an empty spreadsheet. Write approve, refuse, edit or return into “your decision”; what you change in a cell counts with edit. Then copy all of it, with the headings, and paste it over what stands in the field.") { Spacing = Spacing.Small },
                new InputText(CardInput.Pasted, string.Create(CultureInfo.InvariantCulture, $"Rows {first} to {last} of {all}"))
                {
                    Value = Tabbed(typed ?? rows),
                    Placeholder = "Paste the rows here, with their headings",
                    Multiline = true,
                },
                CardParts.Subtle("Rows that you leave out stay as they are. Nothing is decided until you hand your choices in."),
            ],
            Actions =
            [
                new Execute(CardVerb.RowsPaste, Ref(sheet, place with { Row = first })) { Title = "Read these rows", Style = ActionStyle.Positive },
                .. last < all ? [new Execute(CardVerb.RowsFile, Ref(sheet, place with { Row = last + 1 })) { Title = "Next rows" }] : Array.Empty<CardAction>(),
                new Execute(CardVerb.RowsShow, Ref(sheet, place with { Row = 0 })) { Title = "Back to the rows" },
            ],
        };
    }

    /// <summary>What came back as a file is that person's draft now: its totals, and the way on.</summary>
    /// <param name="said">What was read.</param>
    public static Card Taken(RowSheet sheet, string file, string said)
    {
        ActionRef at = Ref(sheet, new RowsPlace(sheet.Shown, RowView.All, 1));
        return new Card
        {
            FallbackText = CardText.PlainLine($"{said} {sheet.Totals}, run {sheet.Label}.", 300),
            Body =
            [
                CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", "Nothing is decided"),
                CardParts.Question(CardText.Line($"{CardText.PlainLine(file, 60)} is read", CardParts.LongestQuestion)),
                CardParts.Subtle($"{CardText.Line(sheet.Title, 80)} · run {sheet.Label}"),
                new TextBlock(CardText.Line(said, 300)),
                CardParts.Origin("Your choices", "computed by AgentBot"),
                RowTotals.Table(sheet.Table.Data, sheet.Result),
                .. sheet.Others.Select(other => CardParts.Small(CardText.Line(other + " What was refused stays out.", 300))),
                .. Against(sheet),
                new TextBlock(Follows(sheet)),
            ],
            Actions =
            [
                new Execute(CardVerb.RowsTotals, at) { Title = sheet.IsComplete ? "Hand in…" : "Go on…", Style = ActionStyle.Positive },
                new Execute(CardVerb.Rows, at) { Title = "Row by row…" },
            ],
        };
    }

    private static IEnumerable<CardElement> Wrong(Refusal? wrong) => wrong is null ? []
        : wrong.Why.Contains('\n', StringComparison.Ordinal) ? [Attention($"{wrong.What} {wrong.Next}"), .. RefusalCard.Reasons(wrong)]
        : [Attention(wrong.ToString())];

    private static TextBlock Attention(string text) => new(CardText.Line(text, 400)) { Color = TextColor.Attention };

    private static InputChoiceSet Choice(RowSheet sheet, RowLine line, IReadOnlyDictionary<string, string>? typed)
    {
        bool mayReturn = sheet.GoesTo.Length > 0 || line.Choice is { Answer: RowAnswer.Return };
        RowAnswer[] offered = [RowAnswer.Approve, RowAnswer.Refuse, .. mayReturn ? [RowAnswer.Return] : Array.Empty<RowAnswer>()];
        string now = line.Choice is { } choice ? RowChoices.WordOf(choice.Answer == RowAnswer.Edit ? RowAnswer.Approve : choice.Answer) : NoChoiceWord;
        return new InputChoiceSet(
            CardInput.OneRow,
            "Your choice",
            [.. offered.Select(answer => new CardChoice(TitleOf(answer), RowChoices.WordOf(answer))), new CardChoice(NoChoice, NoChoiceWord)])
        {
            Value = typed?.GetValueOrDefault(CardInput.OneRow) is { Length: > 0 } word ? word : now,
        };
    }

    private static Value Now(RowSheet sheet, RowLine line, int column) =>
        line.Choice is { Answer: RowAnswer.Edit } choice && RowRule.Edited(sheet.Table.Data, line.Row, choice) is { IsRefused: false, Value: var cells } ? cells[column] : sheet.Table.Data.Rows[line.Row][column];

    private static bool IsOffered(RowSheet sheet, RowLine line, int column) =>
        CellText.IsEditable(sheet.Table.Data.Rows[line.Row][column]) && CellText.Write(Now(sheet, line, column)).Length <= LongestCell;

    private static CardElement Cell(RowSheet sheet, RowLine line, int column, IReadOnlyDictionary<string, string>? typed)
    {
        Column of = sheet.Table.Data.Columns[column];
        string name = CellName(column);
        string label = CardText.PlainLine(Wording.Title(of.Name), 60);
        string text = typed?.GetValueOrDefault(name) ?? CellText.Write(Now(sheet, line, column));
        FieldType type = of.Type is FieldType.Any ? EditReader.TypeOf(sheet.Table.Data.Rows[line.Row][column]) ?? new FieldType.Text() : of.Type;
        return type switch
        {
            FieldType.Choice { Of.Length: > 1 } choice when text.Length == 0 || choice.Of.Contains(text) => Options(name, label, choice.Of.Select(option => new CardChoice(CardText.PlainLine(Wording.Title(option), 75), option)), text),
            FieldType.Boolean when text is "" or "yes" or "no" => Options(name, label, [new CardChoice("Yes", "yes"), new CardChoice("No", "no")], text),
            FieldType.Date when text.Length == 0 || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => new InputDate(name, label) { Value = text.Length == 0 ? null : text },
            FieldType.Number when text.Length == 0 => new InputNumber(name, label),
            FieldType.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) => new InputNumber(name, label) { Value = number },
            FieldType.List => new InputText(name, label + ", one on each line") { Value = Text(text), Multiline = true, MaxLength = LongestCell },
            _ => new InputText(name, label)
            {
                Value = Text(text),
                Placeholder = type is FieldType.Money ? "for example EUR 100" : null,
                Multiline = text.Length > LongOfOneLine || text.Contains('\n', StringComparison.Ordinal),
                MaxLength = LongestCell,
            },
        };
    }

    internal static string CellName(int column) => string.Create(CultureInfo.InvariantCulture, $"{CardInput.Cell}{column + 1}");

    private static InputChoiceSet Options(string name, string label, IEnumerable<CardChoice> choices, string text) => new(name, label, [.. choices]) { Value = text.Length == 0 ? null : text, Placeholder = "Empty" };

    private static string? Text(string text) => text.Length == 0 ? null : CardText.Visible(text);

    // Cells of a spreadsheet are parted by tabs, which stay.
    private static string Tabbed(string text) => string.Join('\t', text.Split('\t').Select(CardText.Visible));

    private static (string Rows, int Last) HandedOut(RowSheet sheet, int first)
    {
        TableData table = sheet.Table.Data;
        string Written(int rows) => RowsFile.WriteTabs(table, sheet.Choices, sheet.Review, Enumerable.Range(first - 1, rows));
        int most = table.Rows.Length - first + 1, fits = 1;
        for (int step = most; step > 0; step /= 2)
        {
            while (fits + step <= most && Written(fits + step).Length <= MostHandedOut)
            {
                fits += step;
            }
        }

        return (Written(Math.Min(fits, most)), first - 1 + Math.Min(fits, most));
    }
}
