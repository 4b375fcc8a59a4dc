using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// Going through rows by pages, for every chat alike: each press first keeps what was marked on the page it stands on, so that
/// turning, leaving and coming back elsewhere lose nothing.
/// </summary>
public sealed class RowsDialog(IRowDesk desk, IConversation conversation, PagesGiven given, ReviewReads reads, ICommitter committer)
{
    /// <summary>How mistakes name what was pasted.</summary>
    private const string Pasted = "What you pasted";

    /// <summary>Whether this press belongs here.</summary>
    public static bool Knows(string verb) => verb is CardVerb.Rows or CardVerb.RowsNext or CardVerb.RowsBack or CardVerb.RowsShow or CardVerb.RowsRest or CardVerb.RowsProposed or CardVerb.RowsTotals
        or CardVerb.RowsChange or CardVerb.RowsKeep or CardVerb.RowsFile or CardVerb.RowsPaste or CardVerb.RowsSubmit;

    /// <param name="inputs">What stood in the fields, by their names; what is empty stays as it was.</param>
    /// <param name="along">Kept with the decision, where this press makes one.</param>
    public async ValueTask<RowsStep> PressAsync(Caller caller, string verb, ActionRef at, IReadOnlyDictionary<string, string> inputs, ImmutableArray<Change> along, CancellationToken ct)
    {
        RowsPlace place = RowsPlace.Read(at.Shown);
        var id = new ReviewId(at.Id);
        Result<RowSheet> opened = await desk.OpenAsync(caller, id, at.Revision, ct);
        if (opened.IsRefused)
        {
            return new RowsStep.No(opened.Refusal!);
        }

        RowSheet before = opened.Value;
        Result<RowSheet> kept = await KeepAsync(caller, before, place, inputs, ct);
        if (kept.IsRefused)
        {
            return new RowsStep.No(kept.Refusal!);
        }

        RowSheet sheet = kept.Value;
        switch (verb)
        {
            case CardVerb.RowsSubmit:
                return await SubmitAsync(caller, before, sheet, place, inputs, along, ct);
            case CardVerb.RowsTotals:
                return new RowsStep.Shown(RowsCard.Totals(sheet, place), RowsPart.Totals);
            case CardVerb.RowsChange or CardVerb.RowsKeep when sheet.Lines.FirstOrDefault(line => line.Number == place.Row) is { } line:
                return verb == CardVerb.RowsChange ? new RowsStep.Shown(RowsCard.One(sheet, line, place), RowsPart.Row) : await KeepRowAsync(caller, sheet, line, place, inputs, ct);
            case CardVerb.RowsFile:
                return new RowsStep.Shown(RowsCard.Paste(sheet, place), RowsPart.File);
            case CardVerb.RowsPaste:
                return await PasteAsync(caller, sheet, place, inputs.GetValueOrDefault(CardInput.Pasted, ""), ct);
            case CardVerb.RowsRest or CardVerb.RowsProposed:
                RowMark mark = verb == CardVerb.RowsRest ? new RowMark.Rest(RowAnswer.Approve) : new RowMark.Proposed();
                Result<RowsMarked> marked = await MarkAsync(caller, sheet, place, mark, ct);
                return marked.Refusal is { } refusal ? new RowsStep.No(refusal)
                    : verb == CardVerb.RowsRest ? new RowsStep.Shown(RowsCard.Totals(marked.Value.Sheet, place), RowsPart.Totals)
                    : await PageAsync(caller, marked.Value.Sheet, place, ct);
            default:
                return await PageAsync(caller, sheet, Turned(place, verb, inputs), ct);
        }
    }

    private static RowsPlace Turned(RowsPlace place, string verb, IReadOnlyDictionary<string, string> inputs) => verb switch
    {
        CardVerb.RowsNext => place with { Page = place.Page + 1 },
        CardVerb.RowsBack => place with { Page = Math.Max(1, place.Page - 1), Draft = "" },
        CardVerb.RowsShow when int.TryParse(inputs.GetValueOrDefault(CardInput.View, ""), NumberStyles.None, CultureInfo.InvariantCulture, out int view) && Enum.IsDefined((RowView)view) =>
            place with { View = (RowView)view, Page = 1 },
        _ => place,
    };

    // Who was handed every page of all rows has been given the whole.
    private async ValueTask<RowsStep> PageAsync(Caller caller, RowSheet sheet, RowsPlace place, CancellationToken ct)
    {
        RowPage page = sheet.Page(place.View, place.Page);
        if (page.View == RowView.All && given.Give(sheet.Review.Id, sheet.Review.Revision, caller.Person, page.Page, page.Pages))
        {
            var read = new Change.MarkOpened(sheet.Review.Id, sheet.Review.Revision, caller.Person, reads.Now);
            await committer.CommitAsync(new Commit { Workspace = sheet.Review.Workspace, Changes = [read] }, ct);
        }

        return new RowsStep.Shown(RowsCard.Page(sheet, page), RowsPart.Page);
    }

    private ValueTask<Result<RowsMarked>> MarkAsync(Caller caller, RowSheet sheet, RowsPlace place, RowMark mark, CancellationToken ct) =>
        desk.MarkAsync(new RowsRequest(caller, sheet.Review.Id, sheet.Review.Revision, place.Shown, mark), ct);

    private async ValueTask<Result<RowSheet>> KeepAsync(Caller caller, RowSheet sheet, RowsPlace place, IReadOnlyDictionary<string, string> inputs, CancellationToken ct)
    {
        var settings = ImmutableArray.CreateBuilder<RowSetting>();
        foreach (RowLine line in sheet.Lines.OrderBy(line => line.Row))
        {
            string number = line.Number.ToString(CultureInfo.InvariantCulture);
            RowAnswer? answer = RowChoices.AnswerOf(inputs.GetValueOrDefault(CardInput.Row + number, ""));
            string? note = inputs.TryGetValue(CardInput.RowNote + number, out string? said) && line.Choice is not null ? said : null;
            if ((answer is not null && answer != line.Choice?.Answer) || (note is not null && note.Trim() != line.Choice!.Note))
            {
                settings.Add(new RowSetting(line.Key, answer ?? line.Choice!.Answer, note));
            }
        }

        if (settings.Count == 0)
        {
            return sheet;
        }

        Result<RowsMarked> marked = await MarkAsync(caller, sheet, place, new RowMark.Set(settings.ToImmutable()), ct);
        return marked.IsRefused ? marked.Refusal! : marked.Value.Sheet;
    }

    // A mistake leaves the form open with everything that was typed.
    private async ValueTask<RowsStep> KeepRowAsync(Caller caller, RowSheet sheet, RowLine line, RowsPlace place, IReadOnlyDictionary<string, string> inputs, CancellationToken ct)
    {
        string word = inputs.GetValueOrDefault(CardInput.OneRow, "");
        RowAnswer? answer = word == RowsCard.NoChoiceWord ? null : RowChoices.AnswerOf(word) ?? line.Choice?.Answer;
        string note = inputs.GetValueOrDefault(CardInput.OneRowNote, line.Choice?.Note ?? "").ReplaceLineEndings(" ").Trim();
        RowSetting? setting = RowEntry.Of(sheet.Table.Data, line, answer, note, column => inputs.GetValueOrDefault(RowsCard.CellName(column)));
        bool isTakenBack = word == RowsCard.NoChoiceWord && setting is null;
        if (isTakenBack && note.Length > 0 && note != line.Choice?.Note)
        {
            var alone = new Refusal(RefusalKind.BadInput, $"Row {line.Number} has a note, but no choice.", "", "Choose what happens with it, or take the note out.");
            return new RowsStep.Shown(RowsCard.One(sheet, line, place, inputs, alone), RowsPart.Row);
        }

        RowsPlace back = place with { Row = 0 };
        setting = isTakenBack && line.Choice is not null ? new RowSetting(line.Key, null) : setting;
        if (setting is null)
        {
            return await PageAsync(caller, sheet, back, ct);
        }

        Result<RowsMarked> marked = await MarkAsync(caller, sheet, place, new RowMark.Set([setting]), ct);
        return marked.Refusal is not { } wrong ? await PageAsync(caller, marked.Value.Sheet, back, ct)
            : wrong.Kind == RefusalKind.BadInput ? new RowsStep.Shown(RowsCard.One(sheet, line, place, inputs, wrong), RowsPart.Row)
            : new RowsStep.No(wrong);
    }

    private async ValueTask<RowsStep> PasteAsync(Caller caller, RowSheet sheet, RowsPlace place, string text, CancellationToken ct)
    {
        Result<RowsMarked> marked = string.IsNullOrWhiteSpace(text)
            ? new Refusal(RefusalKind.BadFile, "Nothing was pasted.", "", "Paste the rows with their headings.")
            : await MarkAsync(caller, sheet, place, new RowMark.File(Pasted, text), ct);
        return marked.Refusal is not { } wrong ? new RowsStep.Shown(RowsCard.Totals(marked.Value.Sheet, place with { Row = 0 }, marked.Value.Sentence), RowsPart.Totals)
            : wrong.Kind is RefusalKind.BadFile or RefusalKind.BadInput ? new RowsStep.Shown(RowsCard.Paste(sheet, place, text, wrong), RowsPart.File)
            : new RowsStep.No(wrong);
    }

    // The notes that came with this press belong to the choices whose totals were seen; anything else that changed does not.
    private async ValueTask<RowsStep> SubmitAsync(Caller caller, RowSheet before, RowSheet now, RowsPlace place, IReadOnlyDictionary<string, string> inputs, ImmutableArray<Change> along, CancellationToken ct)
    {
        if (before.Draft != place.Draft)
        {
            return new RowsStep.Shown(RowsCard.Totals(now, place), RowsPart.Totals);
        }

        var request = new DecisionRequest(
            caller, now.Review.Id, now.Review.Revision, place.Shown, DecisionKind.Rows, inputs.GetValueOrDefault(CardInput.Note, "").ReplaceLineEndings("\n").Trim(), [], null, false, along)
        {
            Choices = now.Draft,
        };
        return new RowsStep.Done(await conversation.DecideAsync(request, ct));
    }
}

/// <summary>What a press in the rows leads to.</summary>
public abstract record RowsStep
{
    private RowsStep()
    {
    }

    /// <summary>Takes the place of what was shown.</summary>
    public sealed record Shown(Card Card, RowsPart Part) : RowsStep;

    public sealed record No(Refusal Refusal) : RowsStep;

    /// <summary>The choices were handed in; a refusal leaves the draft as it was.</summary>
    public sealed record Done(Reply Reply) : RowsStep;
}

/// <summary>What of the rows is shown.</summary>
public enum RowsPart
{
    Page,
    Totals,

    /// <summary>The form of one row.</summary>
    Row,

    /// <summary>Rows for a spreadsheet.</summary>
    File,
}
