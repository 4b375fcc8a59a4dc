using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// Makes somebody's draft one decision. Any row that goes back is a request for changes and nothing leaves; no row left is a
/// rejection; otherwise it counts as a yes, and with the last yes needed exactly those rows leave that nobody refused.
/// </summary>
public sealed class RowDeciding(WholeApproval whole, RowReads rows, ReadingFirst reading, ReviewAnswers answers, DecisionWriting writing)
{
    private static readonly Refusal NoTable = new(RefusalKind.BadInput, "This is not decided row by row.", "", "Use the buttons of its card.");

    /// <summary>Of the draft that stands; <see cref="DecisionRequest.Choices"/> names the one whose totals the person saw.</summary>
    internal async ValueTask<Result<Decided>> DecideAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (!review.IsOpen)
        {
            return await answers.TooLateAsync(review.Id, ct);
        }

        if (await rows.ShownAsync(review, ct) is not { } shown)
        {
            return NoTable;
        }

        RowChoices mine = (await rows.DraftAsync(review, shown, request.Caller.Person, found.Of.People, ct)).Choices;
        if (Incomplete(mine, shown, request) is { } incomplete)
        {
            return incomplete;
        }

        Result<RowResult> result = RowRule.Apply(shown, mine);
        if (result.Refusal is { } misfit)
        {
            return misfit;
        }

        if (!result.Value.Edited.IsEmpty && Guard.Check(request.Caller.Person, Act.Edit, found.Subject, found.Of.People) is { } mayNotEdit)
        {
            return mayNotEdit;
        }

        var handedIn = new HandedIn(found, request, shown, mine, result.Value);
        return !result.Value.Returned.IsEmpty ? SendBack(handedIn)
            : await UnreadAsync(handedIn, ct) is { } unread ? unread
            : await CountAsync(handedIn, ct);
    }

    /// <summary>
    /// A plain yes to a table of which somebody has decided rows: it lets out what nobody refused. Null where it is a yes to
    /// everything, as on any other card.
    /// </summary>
    internal async ValueTask<Result<Decided>?> ApproveAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        if (await rows.ShownAsync(found.Review, ct) is not { } shown)
        {
            return null;
        }

        RowChoices draft = (await rows.DraftAsync(found.Review, shown, request.Caller.Person, found.Of.People, ct)).Choices;
        int otherwise = draft.ByKey.Values.Count(choice => choice.Answer != RowAnswer.Approve);
        if (otherwise > 0)
        {
            return new Refusal(
                RefusalKind.BadInput,
                $"You have marked {Cards.Wording.Rows(otherwise)} otherwise than Approve.",
                "Nothing was decided: this button approves every row.",
                "Hand in your choices, or clear them first.");
        }

        IReadOnlyList<RowSubmission> before = await rows.SubmittedAsync(found.Review, shown, ct);
        if (before.All(submission => submission.Kind == DecisionKind.Approve))
        {
            return null;
        }

        RowChoices all = RowChoices.Approving(shown);
        return await CountAsync(new HandedIn(found, request, shown, all, RowRule.Apply(shown, all).Value), ct);
    }

    /// <summary>
    /// The consent that a table leaves of which somebody has decided rows: exactly what they let out, also what the one who consents
    /// had refused of it before. Null where everybody approved all of it.
    /// </summary>
    internal async ValueTask<Result<Decided>?> ConsentAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        if (await rows.ShownAsync(found.Review, ct) is not { } shown)
        {
            return null;
        }

        IReadOnlyList<RowSubmission> before = await rows.SubmittedAsync(found.Review, shown, ct);
        if (before.All(submission => submission.Kind == DecisionKind.Approve))
        {
            return null;
        }

        Result<RowResult> applied = RowRule.Apply(shown, RowChoices.Together(shown, [.. before.Select(submission => submission.Choices)]));
        RowChoices nothing = RowChoices.Approving(shown);
        return applied.Refusal is { } misfit ? misfit : await CountAsync(new HandedIn(found, request, shown, nothing, RowRule.Apply(shown, nothing).Value), applied.Value, ct);
    }

    private static Refusal? Incomplete(RowChoices mine, TableData shown, DecisionRequest request)
    {
        if (request.Choices.Length > 0 && !mine.Digest.Value.StartsWith(request.Choices, StringComparison.Ordinal))
        {
            return new Refusal(RefusalKind.Changed, "Your choices are not the ones whose totals you saw.", "Nothing was decided.", "Look at the totals again, then hand them in.");
        }

        int without = Enumerable.Range(0, shown.Rows.Length).Count(row => mine.Of(shown.KeyOf(row)) is null);
        return without == 0 ? null : new Refusal(
            RefusalKind.BadInput,
            $"{Cards.Wording.Rows(without)} {(without == 1 ? "has" : "have")} no choice yet.",
            "Nothing was decided.",
            "Mark them, or approve the rest.");
    }

    // Whoever marked each row by itself had each before them; the rest of a cut table has to be opened.
    private async ValueTask<Refusal?> UnreadAsync(HandedIn given, CancellationToken ct) =>
        given.Mine.ByKey.Values.Any(choice => choice is { ByRest: true, LetsOut: true }) ? await reading.CheckAsync(given.Found, given.Person, ct) : null;

    private Result<Decided> SendBack(HandedIn given)
    {
        ReviewRow review = given.Found.Review;
        int limit = ReviewPolicies.Read(review.Policy).Rounds;
        if (review.ChangesUsed >= limit)
        {
            return new Refusal(
                RefusalKind.TooLate,
                $"It was sent back {limit} {(limit == 1 ? "time" : "times")} already, which is its limit.",
                "Nothing was decided; your choices are kept.",
                "Approve, change or refuse these rows instead.");
        }

        int[] silent = given.Request.Note.Length > 0 ? [] : [.. given.Result.Returned.Where(row => given.NoteOf(row).Length == 0)];
        if (silent.Length > 0)
        {
            return new Refusal(
                RefusalKind.BadInput,
                $"Nothing was sent back: nobody says what should change in row {silent[0] + 1}{(silent.Length > 1 ? $" and {silent.Length - 1} more" : "")}.",
                "",
                "Say it in a sentence; the agent gets exactly these words.");
        }

        string[] words = [.. new[] { given.Request.Note }.Where(note => note.Length > 0), .. given.Result.Returned.Where(row => given.NoteOf(row).Length > 0).Select(row => $"Row {row + 1}: {given.NoteOf(row)}")];
        DecisionRequest asked = given.Request with
        {
            Kind = DecisionKind.RequestChanges,
            Note = string.Join('\n', words),
            Marked = [.. given.Result.Returned.Select(given.Shown.KeyOf)],
        };
        var revision = new Revision(asked.Note, [.. asked.Marked], review.Artifact.Content, given.Person, review.Id);
        Artifact choices = given.Choices();
        return new Decided(
            new RunEvent.ChangesRequested(review, revision),
            writing.Row(review, asked, choices.Ref.Content),
            [writing.Put(given.Found, choices), given.Drop],
            $"{Cards.Wording.Rows(given.Result.Returned.Length)} sent back. Nothing leaves; your other choices stand ready where the next round has the same rows.");
    }

    private async ValueTask<Result<Decided>> CountAsync(HandedIn given, CancellationToken ct)
    {
        ReviewRow review = given.Found.Review;
        RowSubmission[] others = [.. (await rows.SubmittedAsync(review, given.Shown, ct)).Where(submission => submission.Person != given.Person)];
        if (!given.Result.Edited.IsEmpty && (others.Length > 0 || !DecidingRule.EditorMayApprove(given.Person, review, given.Found.Of.People)))
        {
            return SaveVersion(given);
        }

        RowChoices together = RowChoices.Together(given.Shown, [.. others.Select(submission => submission.Choices), given.Mine]);
        Result<RowResult> applied = RowRule.Apply(given.Shown, together);
        return applied.Refusal is { } misfit ? misfit
            : applied.Value.Leaving.Rows.IsEmpty ? Reject(given)
            : await CountAsync(given, applied.Value, ct);
    }

    private Result<Decided> Reject(HandedIn given)
    {
        string[] said = [.. given.Result.Refused.Where(row => given.NoteOf(row).Length > 0).Take(10).Select(row => $"Row {row + 1}: {given.NoteOf(row)}")];
        string note = given.Request.Note.Length > 0 ? given.Request.Note : string.Join('\n', said);
        if (note.Length == 0)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was decided: no row is left, which rejects the whole.", "", "Say why in a sentence; the person who asked reads it.");
        }

        DecisionRequest refused = given.Request with { Kind = DecisionKind.Reject, Note = note };
        Artifact output = DecisionWriting.Output(given.Found, given.Found.Review.Artifact, refused: true, refused);
        Artifact choices = given.Choices();
        return new Decided(
            new RunEvent.ReviewRejected(given.Found.Review, given.Person, note, output.Ref),
            writing.Row(given.Found.Review, refused, choices.Ref.Content),
            [writing.Put(given.Found, output), writing.Put(given.Found, choices), given.Drop],
            "Rejected: no row was approved. Nothing leaves.");
    }

    // Who changes cells does not outvote the others: they decide about the changed table, and the draft waits there too.
    private Result<Decided> SaveVersion(HandedIn given)
    {
        RowChoices edits = new(RowChoices.Approving(given.Shown).ByKey.SetItems(given.Mine.ByKey.Where(pair => pair.Value.Answer == RowAnswer.Edit)));
        Result<RowResult> changed = RowRule.Apply(given.Shown, edits);
        if (changed.Refusal is { } misfit)
        {
            return misfit;
        }

        ReviewRow review = given.Found.Review;
        DecisionRequest edited = given.Request with { Kind = DecisionKind.Edit };
        var table = new Value.Table(changed.Value.Leaving);
        Artifact artifact = Artifact.Of(ArtifactType.Table, table, given.Person, review.Artifact.Content);
        if (artifact.Ref.Content == review.Artifact.Content)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was changed.", "The changed cells are the same as the ones shown.", "Approve these rows, or change something.");
        }

        return new Decided(
            new RunEvent.ReviewEdited(review, writing.NextOf(given.Found, edited, artifact.Ref, table), given.Person, null),
            writing.Row(review, edited, artifact.Ref.Content),
            [writing.Put(given.Found, artifact)],
            "Your changes are saved as a new version, which waits for a decision. Your other choices stand ready there.");
    }

    private async ValueTask<Result<Decided>> CountAsync(HandedIn given, RowResult together, CancellationToken ct)
    {
        ReviewRow review = given.Found.Review;
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        var leaving = new Value.Table(together.Leaving);
        IReadOnlyList<NumberReading> numbers = policy.Also is null ? [] : Thresholds.Read(policy, leaving);
        FoundReview found = given.Found with { Review = WithLater(review, numbers) };
        bool consents = given.Request.Kind == DecisionKind.Declassify;
        if (Guard.Check(given.Person, consents ? Act.Declassify : Act.Decide, found.Subject, found.Of.People) is { } refusal)
        {
            return refusal;
        }

        Result<Counted> counted = await whole.CountAsync(found, given.Request, ct);
        if (counted.Refusal is { } uncounted)
        {
            return uncounted;
        }

        bool isPlain = consents || given.Request.Kind == DecisionKind.Approve;
        Artifact? choices = isPlain ? null : given.Choices();
        DecisionRow row = writing.Row(review, given.Request, choices?.Ref.Content ?? Digest.None);
        ImmutableArray<Change> along = choices is null ? [] : [writing.Put(given.Found, choices), given.Drop];
        if (!counted.Value.After.IsComplete)
        {
            if (!given.Result.Edited.IsEmpty)
            {
                // What the others would approve they have to see first.
                return SaveVersion(given);
            }

            return whole.Waiting(found, given.Request, counted.Value, row, along, consents ? "Your consent counts." : isPlain ? "Your approval counts." : $"Your choices count: {RowWords.Counts(given.Result)}.");
        }

        Artifact released = Artifact.Of(ArtifactType.Table, leaving, given.Person, review.Artifact.Content);
        ReviewRow done = counted.Value.Row;
        if (released.Ref.Content != review.Artifact.Content)
        {
            Digest binding = ReviewBinding.Of(found.Run, found.Of.Graph, review.Step, released.Ref, policy, numbers, found.Of.People);
            done = done with { Progress = ReviewProgress.Write(ReviewProgress.Read(done.Progress) with { Rows = new RowsDecided(released.Ref, binding) }) };
        }

        Artifact output = DecisionWriting.Output(found, done.Leaving, refused: false, given.Request);
        return new Decided(
            new RunEvent.ReviewApproved(done, given.Person, output.Ref),
            row,
            [.. along, writing.Put(found, released), writing.Put(found, output)],
            $"{CapitalCounts(together)}.");
    }

    private static string CapitalCounts(RowResult together) => Cards.CardParts.FirstUpper(RowWords.Counts(together));

    // Rows of earlier versions kept no progress; what was counted there is told by the decisions when this one is counted.
    private static ReviewRow WithLater(ReviewRow review, IReadOnlyList<NumberReading> leaving)
    {
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        ReviewProgress later = Thresholds.WithLater(progress, leaving);
        return ReferenceEquals(later, progress) ? review : review with { Progress = ReviewProgress.Write(later) };
    }

    /// <param name="Mine">The person's own choices; <paramref name="Result"/> is what they alone would let out.</param>
    private sealed record HandedIn(FoundReview Found, DecisionRequest Request, TableData Shown, RowChoices Mine, RowResult Result)
    {
        public PersonKey Person => Request.Caller.Person;

        /// <summary>The draft has become a decision.</summary>
        public Change Drop => new Change.DropRowDrafts(Found.Review.Id, Found.Review.Revision, Person);

        public string NoteOf(int row) => Mine.Of(Shown.KeyOf(row))?.Note ?? "";

        public Artifact Choices() => Artifact.Of(ArtifactType.Value, Mine.ToValue(), Person, Found.Review.Artifact.Content);
    }
}
