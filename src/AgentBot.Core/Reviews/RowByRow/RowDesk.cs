using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Policy;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// Where a person goes through the rows of a table: the same for every platform, through the one guard. What is marked here is that
/// person's draft until they hand it in.
/// </summary>
public interface IRowDesk
{
    /// <summary>The table with the person's choices. A reader who may not decide it gets none.</summary>
    ValueTask<Result<RowSheet>> OpenAsync(Caller caller, ReviewId id, int revision, CancellationToken ct);

    /// <summary>Changes the person's own draft.</summary>
    ValueTask<Result<RowsMarked>> MarkAsync(RowsRequest request, CancellationToken ct);
}

/// <inheritdoc cref="IRowDesk"/>
public sealed class RowDesk(RunFinder finder, ReviewAnswers answers, RowReads rows, ReviewFactsReader facts, LastApprovedReader approved, ReviewReads reads, ICommitter committer) : IRowDesk
{
    private const int MostTries = 10;

    public async ValueTask<Result<RowSheet>> OpenAsync(Caller caller, ReviewId id, int revision, CancellationToken ct)
    {
        Result<Seated> seated = await SeatAsync(caller, id, revision, null, ct);
        return seated.IsRefused ? seated.Refusal! : await SheetAsync(seated.Value, ct);
    }

    public async ValueTask<Result<RowsMarked>> MarkAsync(RowsRequest request, CancellationToken ct)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            Result<Seated> seated = await SeatAsync(request.Caller, request.Review, request.Revision, request.Shown, ct);
            if (seated.IsRefused)
            {
                return seated.Refusal!;
            }

            Seated at = seated.Value;
            Result<Marked> marked = RowMarking.Apply(at.Shown, at.Draft.Choices, request.Mark, at.Found.Review);
            if (marked.IsRefused)
            {
                return marked.Refusal!;
            }

            RowChoices now = marked.Value.Choices;
            bool edits = now.ByKey.Any(pair => pair.Value.Answer == RowAnswer.Edit && at.Draft.Choices.Of(pair.Key)?.Answer != RowAnswer.Edit);
            if (edits && Guard.Check(request.Caller.Person, Act.Edit, at.Found.Subject, at.Found.Of.People) is { } mayNotEdit)
            {
                return mayNotEdit;
            }

            if (await KeepAsync(at, now, request.Caller, ct))
            {
                return new RowsMarked(await SheetAsync(at with { Draft = at.Draft with { Choices = now } }, ct), marked.Value.Sentence);
            }
        }

        return new Refusal(RefusalKind.Busy, "Your choices were not kept.", "They changed in several places at once.", "Try again.");
    }

    private async ValueTask<bool> KeepAsync(Seated at, RowChoices now, Caller caller, CancellationToken ct)
    {
        if (at.Draft.Version is not null && now.Digest == at.Draft.Choices.Digest)
        {
            return true;
        }

        ReviewRow review = at.Found.Review;
        var row = new RowDraftRow
        {
            Review = review.Id,
            Revision = review.Revision,
            Workspace = review.Workspace,
            Person = caller.Person,
            Shown = review.Artifact.Content,
            Choices = now.Write(),
            At = reads.Now,
            RowVersion = at.Draft.Version ?? 0,
        };
        return await committer.CommitAsync(new Commit { Workspace = review.Workspace, Changes = [new Change.PutRowDraft(row)] }, ct) is CommitResult.Done;
    }

    private async ValueTask<Result<Seated>> SeatAsync(Caller caller, ReviewId id, int revision, string? shownPrefix, CancellationToken ct)
    {
        Result<FoundReview> found = await finder.ReviewAsync(caller, id, ct);
        if (found.IsRefused)
        {
            return found.Refusal!;
        }

        ReviewRow review = found.Value.Review;
        Refusal? refusal = review.Revision != revision ? ReviewAnswers.Replaced(found.Value, revision)
            : !review.IsOpen ? await answers.TooLateAsync(id, ct)
            : shownPrefix is not null && (shownPrefix.Length < 16 || !review.Artifact.Content.Value.StartsWith(shownPrefix, StringComparison.Ordinal))
                ? new Refusal(RefusalKind.Changed, "This does not belong to what stands here now.", "Nothing was marked.", "Use the newest card.")
            : shownPrefix is not null && caller.OnlyLooks is { } limit ? limit
            : Guard.Check(caller.Person, Act.Decide, found.Value.Subject, found.Value.Of.People);
        if (refusal is not null)
        {
            return refusal;
        }

        return await rows.ShownAsync(review, ct) is not { } shown ? new Refusal(RefusalKind.BadInput, "This is not decided row by row.", "", "Use the buttons of its card.")
            : new Seated(found.Value, caller.Person, shown, await rows.DraftAsync(review, shown, caller.Person, found.Value.Of.People, ct));
    }

    private async ValueTask<RowSheet> SheetAsync(Seated at, CancellationToken ct)
    {
        ReviewRow review = at.Found.Review;
        ReviewFacts read = await facts.ReadAsync(review, ct);
        var table = new TableContent(at.Shown);
        bool mayGoBack = review.ChangesUsed < read.Rounds && read.RemarkGoesTo.Length > 0;
        return new RowSheet
        {
            Review = review,
            Table = table,
            Label = read.Label,
            Title = at.Shown.Title.Trim().Length > 0 ? at.Shown.Title : read.TemplateTitle,
            Choices = at.Draft.Choices,
            Lines = RowOrder.Of(table, await BeforeAsync(at, read, ct), read.Limits, at.Draft.Choices, read.Clock),
            Result = RowRule.Apply(at.Shown, at.Draft.Choices).Match(result => result, _ => RowRule.Apply(at.Shown, RowChoices.None).Value),
            Others = await OthersAsync(at, ct),
            GoesTo = mayGoBack ? read.RemarkGoesTo : "",
            MayEdit = Guard.Check(at.Person, Act.Edit, at.Found.Subject, at.Found.Of.People) is null,
            Clock = read.Clock,
        };
    }

    // The round before; in the first round what the same schedule had approved the last time, where rows can be told apart by more than their number.
    private async ValueTask<TableData?> BeforeAsync(Seated at, ReviewFacts read, CancellationToken ct) =>
        read.Before is Value.Table before ? before.Data
        : at.Found.Review.Revision == 1 && !at.Shown.Keys.IsDefaultOrEmpty && await approved.FindAsync(at.Found.Run, at.Found.Review, ct) is { Content: Value.Table last } ? last.Data
        : null;

    private async ValueTask<ImmutableArray<string>> OthersAsync(Seated at, CancellationToken ct) =>
    [
        .. (await rows.SubmittedAsync(at.Found.Review, at.Shown, ct))
            .Where(submission => submission.Kind == DecisionKind.Rows)
            .Select(submission => RowWords.Said(at.Found.Of.People.NameOf(submission.Person), at.Shown, submission.Choices)),
    ];

    private sealed record Seated(FoundReview Found, PersonKey Person, TableData Shown, StandingDraft Draft);
}
