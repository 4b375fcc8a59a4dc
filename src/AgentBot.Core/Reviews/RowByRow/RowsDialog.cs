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
public sealed class RowsDialog(IRowDesk desk, IConversation conversation, ReviewReads reads, ICommitter committer)
{
    /// <summary>Whether this press belongs here.</summary>
    public static bool Knows(string verb) => verb is CardVerb.Rows or CardVerb.RowsNext or CardVerb.RowsBack or CardVerb.RowsShow or CardVerb.RowsRest or CardVerb.RowsProposed or CardVerb.RowsTotals or CardVerb.RowsSubmit;

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

        if (verb == CardVerb.RowsSubmit)
        {
            return await SubmitAsync(caller, before, kept.Value, place, inputs, along, ct);
        }

        RowMark? mark = verb switch
        {
            CardVerb.RowsRest => new RowMark.Rest(RowAnswer.Approve),
            CardVerb.RowsProposed => new RowMark.Proposed(),
            _ => null,
        };
        RowSheet sheet = kept.Value;
        if (mark is not null)
        {
            Result<RowsMarked> marked = await desk.MarkAsync(new RowsRequest(caller, id, at.Revision, place.Shown, mark), ct);
            if (marked.IsRefused)
            {
                return new RowsStep.No(marked.Refusal!);
            }

            sheet = marked.Value.Sheet;
        }

        return verb is CardVerb.RowsTotals or CardVerb.RowsRest ? new RowsStep.Shown(RowsCard.Totals(sheet, place)) : new RowsStep.Shown(await PageAsync(caller, sheet, Turned(place, verb, inputs), ct));
    }

    private static RowsPlace Turned(RowsPlace place, string verb, IReadOnlyDictionary<string, string> inputs) => verb switch
    {
        CardVerb.RowsNext => place with { Page = place.Page + 1 },
        CardVerb.RowsBack => place with { Page = Math.Max(1, place.Page - 1), Draft = "" },
        CardVerb.RowsShow when int.TryParse(inputs.GetValueOrDefault(CardInput.View, ""), NumberStyles.None, CultureInfo.InvariantCulture, out int view) && Enum.IsDefined((RowView)view) =>
            place with { View = (RowView)view, Page = 1 },
        _ => place,
    };

    // Who has come to the last page of all rows has been given every one of them.
    private async ValueTask<Card> PageAsync(Caller caller, RowSheet sheet, RowsPlace place, CancellationToken ct)
    {
        RowPage page = sheet.Page(place.View, place.Page);
        if (page.View == RowView.All && page.Page == page.Pages)
        {
            var read = new Change.MarkOpened(sheet.Review.Id, sheet.Review.Revision, caller.Person, reads.Now);
            await committer.CommitAsync(new Commit { Workspace = sheet.Review.Workspace, Changes = [read] }, ct);
        }

        return RowsCard.Page(sheet, page);
    }

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

        Result<RowsMarked> marked = await desk.MarkAsync(new RowsRequest(caller, sheet.Review.Id, sheet.Review.Revision, place.Shown, new RowMark.Set(settings.ToImmutable())), ct);
        return marked.IsRefused ? marked.Refusal! : marked.Value.Sheet;
    }

    // The notes that came with this press belong to the choices whose totals were seen; anything else that changed does not.
    private async ValueTask<RowsStep> SubmitAsync(Caller caller, RowSheet before, RowSheet now, RowsPlace place, IReadOnlyDictionary<string, string> inputs, ImmutableArray<Change> along, CancellationToken ct)
    {
        if (before.Draft != place.Draft)
        {
            return new RowsStep.Shown(RowsCard.Totals(now, place));
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
    public sealed record Shown(Card Card) : RowsStep;

    public sealed record No(Refusal Refusal) : RowsStep;

    /// <summary>The choices were handed in; a refusal leaves the draft as it was.</summary>
    public sealed record Done(Reply Reply) : RowsStep;
}
