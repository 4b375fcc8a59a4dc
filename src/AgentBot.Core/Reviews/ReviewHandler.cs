using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Commands;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews;

/// <summary>
/// Takes a decision: guard, what was shown, policy, machine, one commit. The loser of a race is told who was first; a
/// decision about something else than what stands now is refused with a way to it.
/// </summary>
public sealed class ReviewHandler(RunFinder finder, RunAdvancer advancer, ReviewAnswers answers, RejectionsFirst rejections, Counting counting, ReviewNotices notices, ReviewReads reads)
{
    private const int MostTries = 20;

    public async ValueTask<Reply> DecideAsync(Inbound inbound, DecisionRequest request, CancellationToken ct)
    {
        Result<FoundReview> found = await finder.ReviewAsync(request.Caller, request.Review, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        if (await Stale(found.Value, request, ct) is { } stale)
        {
            return new Reply.Refused(stale);
        }

        return await DecideAsync(inbound, found.Value, request, ct);
    }

    /// <summary>For a typed decision: it is about the newest revision, which is what the card shows.</summary>
    public ValueTask<Reply> DecideTypedAsync(Inbound inbound, FoundReview found, DecisionKind kind, string note, ImmutableArray<string> marked, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        var request = new DecisionRequest(inbound.Caller, review.Id, review.Revision, review.Artifact.Content.Value[..16], kind, note, marked, null, false, inbound.Along) { MarkedByNumber = true };
        return DecideAsync(inbound, found, request, ct);
    }

    private async ValueTask<Reply> DecideAsync(Inbound inbound, FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        if (Guard.Check(request.Caller.Person, ActOf(request), found.Subject, found.Of.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        request = await WithKeysAsync(found, request, ct);
        using IDisposable intent = rejections.Announce(found.Review, request.Kind);
        if (request.Kind is DecisionKind.Approve || request.ThenApprove)
        {
            await rejections.LetThemPassAsync(found.Review, ct);
            if (await NotOpened(found, request, ct) is { } unread)
            {
                return new Reply.Refused(unread);
            }

            if (await UnreadyAsync(found, request, ct) is { } unready)
            {
                return new Reply.Refused(unready);
            }
        }

        return await DecideUntilKeptAsync(inbound, found, request, ct);
    }

    // Rows named in the remark itself count as marked, through whatever door it came.
    private async ValueTask<DecisionRequest> WithKeysAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        bool named = request.Kind == DecisionKind.RequestChanges && request.Marked.IsDefaultOrEmpty;
        ImmutableArray<string> numbers = named
            ? [.. CommandParser.RowsIn(request.Note).Select(row => row.ToString(System.Globalization.CultureInfo.InvariantCulture))]
            : request.Marked;
        return named || request.MarkedByNumber
            ? request with { Marked = await MarkedRows.KeysAsync(reads.Artifacts, found.Review, numbers, ct), MarkedByNumber = false }
            : request;
    }

    // Somebody else's approval may be counted between the reading and the commit; then it is decided again.
    private async ValueTask<Reply> DecideUntilKeptAsync(Inbound inbound, FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            Result<Decided> decided = await DecideAsync(found, request, ct);
            if (decided.IsRefused)
            {
                return new Reply.Refused(decided.Refusal!);
            }

            if (await KeepAsync(inbound, found, request, decided.Value, ct) is { } reply)
            {
                return reply;
            }

            found = found with { Review = (await reads.Reviews.FindAsync(found.Review.Id, found.Review.Revision, ct))! };
        }

        return new Reply.Refused(new Refusal(RefusalKind.Busy, "Nothing was decided.", "Many people decide on this at once.", "Try again."));
    }

    private async ValueTask<Reply?> KeepAsync(Inbound inbound, FoundReview found, DecisionRequest request, Decided decided, CancellationToken ct)
    {
        reads.CrashPoints.Reach(CrashPoint.DecisionTaken);
        ReviewRow review = found.Review;
        var answer = new ReceiptAnswer("decided", decided.Sentence, true, null, ReviewTimes.Subject(review));
        AdvanceResult result = await advancer.ApplyAsync(
            review.Run,
            new Advance(decided.Happened)
            {
                Receipt = inbound.Receipt(answer),
                Along = [new Change.InsertDecision(decided.Row), .. decided.Along, .. inbound.Along],
                Audit = [AuditOf(found, request, decided.Row)],
            },
            ct);
        switch (result)
        {
            case AdvanceResult.Done:
                inbound.Kept();
                reads.CrashPoints.Reach(CrashPoint.DecisionCommitted);
                return await answers.AfterAsync(review, decided.Sentence, ct);
            case AdvanceResult.Duplicate duplicate:
                inbound.Kept();
                return await answers.RepeatAsync(duplicate.Answer, ct);
            case AdvanceResult.No { Reason: NoReason.ReviewMoved }:
                return null;
            case AdvanceResult.Lost { Change: Change.InsertDecision }:
                return new Reply.Refused(new Refusal(RefusalKind.TooLate, "You have decided this already.", "Your click changed nothing.", "Nothing to do."));
            default:
                return new Reply.Refused(await answers.TooLateAsync(review.Id, ct));
        }
    }

    private async ValueTask<Result<Decided>> DecideAsync(FoundReview found, DecisionRequest request, CancellationToken ct) => request.Kind switch
    {
        DecisionKind.Approve => await ApproveAsync(found, request, ct),
        DecisionKind.Reject => Reject(found, request),
        DecisionKind.RequestChanges => RequestChanges(found, request),
        DecisionKind.Edit => await EditAsync(found, request, ct),
        DecisionKind.Withdraw => new Decided(new RunEvent.ReviewWithdrawn(found.Review, request.Caller.Person), Row(found.Review, request, Digest.None), [], "Withdrawn. Nothing is posted."),
        _ => new Refusal(RefusalKind.BadInput, "This question cannot be answered that way.", "", "Use the buttons of its card."),
    };

    private async ValueTask<Result<Decided>> ApproveAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (!review.IsOpen)
        {
            return await answers.TooLateAsync(review.Id, ct);
        }

        DecisionRow row = Row(review, request, Digest.None);
        Result<Counted> counted = await counting.CountAsync(found, request.Caller.Person, ct);
        if (counted.IsRefused)
        {
            // Between the reading of the row and of its decisions somebody else may have decided: they are named then.
            return await reads.Reviews.FindAsync(review.Id, review.Revision, ct) is { IsOpen: false } ? await answers.TooLateAsync(review.Id, ct) : counted.Refusal!;
        }

        if (!counted.Value.After.IsComplete)
        {
            return new Decided(
                new RunEvent.ReviewCounted(counted.Value.Row, request.Caller.Person),
                row,
                counted.Value.EndsAStep ? notices.NextStep(found, counted.Value, request.Caller.Person) : [],
                $"Your approval counts. It waits for {Waits(counted.Value, found)}.");
        }

        Artifact output = Output(found, review.Artifact, refused: false, request);
        return new Decided(new RunEvent.ReviewApproved(counted.Value.Row, request.Caller.Person, output.Ref), row, [Put(found, output)], "Approved.");
    }

    private static string Waits(Counted counted, FoundReview found) => (counted.EndsAStep, counted.After.Now!.Missing) switch
    {
        (true, _) => DecidersWords.Of(counted.After.Now!, found.Of.People),
        (false, 1) => "one more person",
        (false, var missing) => $"{missing} more people",
    };

    private Result<Decided> Reject(FoundReview found, DecisionRequest request)
    {
        if (request.Note.Length == 0)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was rejected.", "", "Say why in a sentence; the person who asked reads it.");
        }

        Artifact output = Output(found, found.Review.Artifact, refused: true, request);
        DecisionRow row = Row(found.Review, request, Digest.None);
        return new Decided(new RunEvent.ReviewRejected(found.Review, request.Caller.Person, request.Note, output.Ref), row, [Put(found, output)], "Rejected.");
    }

    private Result<Decided> RequestChanges(FoundReview found, DecisionRequest request)
    {
        ReviewRow review = found.Review;
        int limit = ReviewPolicies.Read(review.Policy).Rounds;
        if (request.Note.Length == 0)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was sent back.", "", "Say what should change; the agent gets exactly these words.");
        }

        if (review.ChangesUsed >= limit)
        {
            return new Refusal(
                RefusalKind.TooLate,
                $"It was sent back {limit} {(limit == 1 ? "time" : "times")} already, which is its limit.",
                "",
                "Edit it yourself, approve or reject it.");
        }

        var revision = new Revision(request.Note, [.. request.Marked], review.Artifact.Content, request.Caller.Person, review.Id);
        DecisionRow row = Row(review, request, Digest.None);
        return new Decided(new RunEvent.ChangesRequested(review, revision), row, [], "Sent back. The next round comes as a new card.");
    }

    private async ValueTask<Result<Decided>> EditAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (request.Edited is not { } edited)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was changed.", "The edited text is missing.", "Open Edit and try again.");
        }

        if (!review.IsOpen)
        {
            return await answers.TooLateAsync(review.Id, ct);
        }

        Artifact artifact = Artifact.Of(review.Artifact.Type, edited, request.Caller.Person, review.Artifact.Content);
        if (artifact.Ref.Content == review.Artifact.Content)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was changed.", "Your version is the same as the one shown.", "Approve it, or change something.");
        }

        ReviewRow next = NextOf(found, request, artifact.Ref, edited);
        bool approves = request.ThenApprove && counting.Count(next, request.Caller.Person, found.Of.People) is { After.IsComplete: true };
        if (request.ThenApprove && !approves)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was changed.", "You may edit this, but your approval alone does not decide it.", "Save your version; it is approved as a new one.");
        }

        next = approves ? counting.Count(next, request.Caller.Person, found.Of.People)!.Row : next;
        Artifact? output = approves ? Output(found, artifact.Ref, refused: false, request) : null;
        return new Decided(
            new RunEvent.ReviewEdited(review, next, request.Caller.Person, output?.Ref),
            Row(review, request, artifact.Ref.Content),
            output is null ? [Put(found, artifact)] : [Put(found, artifact), Put(found, output)],
            approves ? "Approved with your changes." : "Your version is saved and waits for a decision.");
    }

    /// <summary>The revision that shows a person's version: every approval of the one before is void, and its numbers are read anew.</summary>
    private ReviewRow NextOf(FoundReview found, DecisionRequest request, ArtifactRef artifact, Values.Value edited)
    {
        ReviewRow review = found.Review;
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        IReadOnlyList<NumberReading> numbers = Thresholds.Read(policy, edited);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        var next = review with
        {
            Revision = review.Revision + 1,
            Artifact = artifact,
            Binding = ReviewBinding.Of(found.Run, found.Of.Graph, review.Step, artifact, policy, numbers),
            Before = review.Artifact.Content,
            Reason = request.Note,
            OpenedAt = reads.Now,
            Progress = ReviewProgress.Write(ReviewProgress.Nothing with
            {
                Numbers = numbers.Count == 0 ? null : numbers,
                Editor = request.Caller.Person,
                Handovers = progress.Handovers,
                Places = progress.Places,
            }),
            RowVersion = 0,
        };
        return counting.Reckon(QuestionPlaces.WithChats(found.Run, next, found.Of.People));
    }

    private async ValueTask<Refusal?> Stale(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (request.Revision != review.Revision)
        {
            return ReviewAnswers.Replaced(found, request.Revision);
        }

        if (!review.Artifact.Content.Value.StartsWith(request.Shown, StringComparison.Ordinal) || request.Shown.Length < 16)
        {
            return new Refusal(RefusalKind.Changed, "This button does not belong to what stands here now.", "Your click changed nothing.", "Use the newest card.");
        }

        bool mayOverturn = review.State == ReviewState.Approved && request.Kind == DecisionKind.Reject;
        return review.IsOpen || mayOverturn ? null : await answers.TooLateAsync(review.Id, ct);
    }

    private async ValueTask<Refusal?> NotOpened(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        if (request.Kind == DecisionKind.Edit || !await answers.IsCutAsync(found, ct))
        {
            return null;
        }

        // Who wrote this revision had all of it before them.
        if (Approvals.Editor(await reads.Reviews.DecisionsAsync(found.Review.Id, ct), found.Review.Artifact.Content) is { } editor && found.Of.People.Current(editor) == request.Caller.Person)
        {
            return null;
        }

        return await reads.Reviews.OpenedAtAsync(found.Review.Id, found.Review.Revision, request.Caller.Person, ct) is null
            ? new Refusal(RefusalKind.NotOpened, "Not all of it is on this card.", "Nothing was decided yet.", "Open the whole once, then approve.")
            : null;
    }

    // A decision among several is one only with a choice in it, whether it was shown with one or edited into having one.
    private async ValueTask<Refusal?> UnreadyAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ArtifactType type = found.Review.Artifact.Type;
        if (!ReviewSurfaces.MayBeUnready(type))
        {
            return null;
        }

        Value? content = request.Edited ?? (await reads.Artifacts.FindAsync(found.Review.Channel, found.Review.Artifact.Content, ct) is { } kept ? ValueJson.Read(kept.Bytes.Span) : null);
        return content is null ? null : ReviewSurfaces.For(type, content).Unready(content);
    }

    private static Act ActOf(DecisionRequest request) => request.Kind switch
    {
        DecisionKind.Edit => Act.Edit,
        DecisionKind.Withdraw => Act.Withdraw,
        DecisionKind.Reject => Act.Reject,
        _ => Act.Decide,
    };

    private static Artifact Output(FoundReview found, ArtifactRef artifact, bool refused, DecisionRequest request) =>
        Artifact.Of(ArtifactType.Value, ReviewBinding.Output(artifact, found.Review.Step, refused, request.Caller.Person, request.Note));

    private Change.PutArtifact Put(FoundReview found, Artifact artifact) => new(found.Run.Channel, artifact, found.Run.Id, reads.Now);

    private DecisionRow Row(ReviewRow review, DecisionRequest request, Digest edited) => new()
    {
        Review = review.Id,
        Revision = review.Revision,
        Workspace = review.Workspace,
        Person = request.Caller.Person,
        Kind = request.Kind,
        Shown = review.Artifact.Content,
        Content = Digest.OfText($"{request.Note}\n{string.Join(',', request.Marked)}\n{edited}"),
        Note = request.Note,
        Marked = [.. request.Marked],
        Edited = edited,
        At = reads.Now,
    };

    private static AuditEntry AuditOf(FoundReview found, DecisionRequest request, DecisionRow row)
    {
        string verb = $"review.{request.Kind.ToString().ToLowerInvariant()}";
        AuditEntry entry = AuditEntry.Of(verb, request.Caller.Person.Value, found.Review.Id.Value, found.Run.Id)
            .With("shown", row.Shown)
            .With("binding", found.Review.Binding)
            .Saying("note", request.Note);
        return row.Edited.IsNone ? entry : entry.With("edited", row.Edited);
    }

    private sealed record Decided(RunEvent Happened, DecisionRow Row, ImmutableArray<Change> Along, string Sentence);
}

/// <summary>The reads of the review room, and its clock.</summary>
public sealed record ReviewReads(IReviewReader Reviews, IArtifactReader Artifacts, ICrashPoints CrashPoints, TimeProvider Time)
{
    public DateTimeOffset Now => Time.GetUtcNow();
}
