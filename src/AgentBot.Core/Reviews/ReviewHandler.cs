using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools.Grants;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews;

/// <summary>
/// Takes a decision: guard, what was shown, policy, machine, one commit. The loser of a race is told who was first; a
/// decision about something else than what stands now is refused with a way to it.
/// </summary>
public sealed class ReviewHandler(RunFinder finder, RunAdvancer advancer, ReviewAnswers answers, RejectionsFirst rejections, ApprovalRooms approving, DecisionWriting writing, ReviewReads reads)
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

        Result<DecisionRequest> marked = await WithKeysAsync(found, request, ct);
        if (marked.Refusal is { } unknown)
        {
            return new Reply.Refused(unknown);
        }

        request = marked.Value;
        using IDisposable intent = rejections.Announce(found.Review, request.Kind);
        if (request.Kind is DecisionKind.Approve or DecisionKind.Declassify or DecisionKind.Rows || request.ThenApprove)
        {
            await rejections.LetThemPassAsync(found.Review, ct);
            if (request.Kind is DecisionKind.Approve or DecisionKind.Declassify && await approving.Reading.CheckAsync(found, request.Caller.Person, ct) is { } unread)
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

    // Rows named in the remark itself count as marked, through whatever door it came; there a number may also be about something else.
    private async ValueTask<Result<DecisionRequest>> WithKeysAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        if (request.Kind != DecisionKind.RequestChanges)
        {
            return request with { MarkedByNumber = false };
        }

        ArtifactType type = found.Review.Artifact.Type;
        ImmutableArray<string> inWords = [.. CommandParser.RowsIn(request.Note, mails: type == ArtifactType.Email).Select(row => row.ToString(CultureInfo.InvariantCulture))];
        bool isSaid = request.Marked.IsDefaultOrEmpty || (request.MarkedByNumber && request.Marked.All(inWords.Contains));
        ImmutableArray<string> named = isSaid ? inWords : request.Marked;
        if (named.IsEmpty || (!isSaid && !request.MarkedByNumber) || await MarkedRows.TableAsync(reads.Artifacts, found.Review, ct) is not { } table)
        {
            return request with { Marked = named, MarkedByNumber = false };
        }

        if (isSaid)
        {
            named = [.. named.Where(row => MarkedRows.RowOf(table, row) >= 0)];
        }

        Result<ImmutableArray<string>> keys = MarkedRows.Keys(table, type, named);
        return keys.IsRefused ? keys.Refusal! : request with { Marked = keys.Value, MarkedByNumber = false };
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

            if (DrillKey.Is(found.Review.Requester))
            {
                decided = await approving.Drills.AnswerAsync(found, request, decided.Value, ct);
                if (decided.IsRefused)
                {
                    return new Reply.Refused(decided.Refusal!);
                }
            }

            if (request.More is { } more)
            {
                decided = await WithGrantAsync(found, request, decided.Value, more, ct);
                if (decided.IsRefused)
                {
                    return new Reply.Refused(decided.Refusal!);
                }
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
        using WorkOffer? place = reads.Taker.Offer();
        AdvanceResult result = await advancer.ApplyAsync(
            review.Run,
            new Advance(decided.Happened)
            {
                Lease = place is null ? null : () => place.Lease,
                Receipt = inbound.Receipt(answer),
                Along = [new Change.InsertDecision(decided.Row), .. decided.Along, .. approving.Drills.Beside(found, decided.Row), .. inbound.Along],
                Audit = [DecisionWriting.AuditOf(found, decided.Row), .. decided.Audit],
            },
            ct);
        switch (result)
        {
            case AdvanceResult.Done done:
                place?.Begin(done.Next);
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
        DecisionKind.Approve or DecisionKind.Declassify => await ApproveAsync(found, request, ct),
        DecisionKind.Reject => Reject(found, request),
        DecisionKind.RequestChanges => RequestChanges(found, request),
        DecisionKind.Edit => await EditAsync(found, request, ct),
        DecisionKind.Rows => await approving.Rows.DecideAsync(found, request, ct),
        DecisionKind.Withdraw => new Decided(new RunEvent.ReviewWithdrawn(found.Review, request.Caller.Person), writing.Row(found.Review, request, Digest.None), [], "Withdrawn. Nothing is posted."),
        _ => new Refusal(RefusalKind.BadInput, "This question cannot be answered that way.", "", "Use the buttons of its card."),
    };

    private async ValueTask<Result<Decided>> ApproveAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (!review.IsOpen)
        {
            return await answers.TooLateAsync(review.Id, ct);
        }

        Result<Decided>? byRows = review.Artifact.Type != ArtifactType.Table ? null
            : request.Kind == DecisionKind.Declassify ? await approving.Rows.ConsentAsync(found, request, ct)
            : await approving.Rows.ApproveAsync(found, request, ct);
        return byRows ?? await approving.Whole.ApproveAsync(found, request, ct);
    }

    // The permission stands in the same commit as the yes that it goes with, or neither does.
    private async ValueTask<Result<Decided>> WithGrantAsync(FoundReview found, DecisionRequest request, Decided decided, GrantTerms more, CancellationToken ct)
    {
        if (decided.Happened is not RunEvent.ReviewApproved)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was decided.", "Your approval alone does not decide it, so it cannot allow further calls.", "Approve this one.");
        }

        Result<GivenGrant> given = await approving.Grants.GiveAsync(found, request.Caller.Person, more, ct);
        return given.IsRefused
            ? given.Refusal!
            : decided with { Along = [.. decided.Along, new Change.InsertGrant(given.Value.Grant)], Audit = [given.Value.Audit], Sentence = given.Value.Sentence };
    }

    private Result<Decided> Reject(FoundReview found, DecisionRequest request)
    {
        if (request.Note.Length == 0)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was rejected.", "", "Say why in a sentence; the person who asked reads it.");
        }

        Artifact output = DecisionWriting.Output(found, found.Review.Artifact, refused: true, request);
        DecisionRow row = writing.Row(found.Review, request, Digest.None);
        return new Decided(new RunEvent.ReviewRejected(found.Review, request.Caller.Person, request.Note, output.Ref), row, [writing.Put(found, output)], "Rejected.");
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
        DecisionRow row = writing.Row(review, request, Digest.None);
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

        ReviewRow next = writing.NextOf(found, request, artifact.Ref, edited);
        bool approves = request.ThenApprove && approving.Counting.Count(next, request.Caller.Person, consents: false, found.Of.People) is { After.IsComplete: true };
        if (request.ThenApprove && !approves)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was changed.", "You may edit this, but your approval alone does not decide it.", "Save your version; it is approved as a new one.");
        }

        next = approves ? approving.Counting.Count(next, request.Caller.Person, consents: false, found.Of.People)!.Row : next;
        Artifact? output = approves ? DecisionWriting.Output(found, artifact.Ref, refused: false, request) : null;
        return new Decided(
            new RunEvent.ReviewEdited(review, next, request.Caller.Person, output?.Ref),
            writing.Row(review, request, artifact.Ref.Content),
            output is null ? [writing.Put(found, artifact)] : [writing.Put(found, artifact), writing.Put(found, output)],
            approves ? "Approved with your changes." : "Your version is saved and waits for a decision.");
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
        DecisionKind.Declassify => Act.Declassify,
        _ => Act.Decide,
    };
}

/// <summary>The reads of the review room, its clock, and who does what follows from a decision.</summary>
public sealed record ReviewReads(IReviewReader Reviews, IArtifactReader Artifacts, IWorkTaker Taker, ICrashPoints CrashPoints, TimeProvider Time)
{
    public DateTimeOffset Now => Time.GetUtcNow();
}

/// <summary>The rooms in which a yes is judged: of the whole, of rows, after reading, with whose it is counted, what it means of a drill, and how far it reaches beyond one call.</summary>
public sealed record ApprovalRooms(WholeApproval Whole, RowDeciding Rows, ReadingFirst Reading, Counting Counting, DrillDesk Drills, CallGrants Grants);
