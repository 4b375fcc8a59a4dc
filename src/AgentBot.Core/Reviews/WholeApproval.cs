using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;

namespace AgentBot.Core.Reviews;

/// <summary>A yes to everything that was shown: counted, and where it is the last one needed, the end of the question.</summary>
public sealed class WholeApproval(Counting counting, ReviewAnswers answers, ReviewNotices notices, DecisionWriting writing, ReviewReads reads)
{
    internal async ValueTask<Result<Decided>> ApproveAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        DecisionRow row = writing.Row(review, request, Digest.None);
        Result<Counted> counted = await CountAsync(found, request, ct);
        if (counted.IsRefused)
        {
            return counted.Refusal!;
        }

        if (!counted.Value.After.IsComplete)
        {
            return Waiting(found, request, counted.Value, row, [], request.Kind == DecisionKind.Declassify ? "Your consent counts." : "Your approval counts.");
        }

        Artifact output = DecisionWriting.Output(found, review.Artifact, refused: false, request);
        return new Decided(new RunEvent.ReviewApproved(counted.Value.Row, request.Caller.Person, output.Ref), row, [writing.Put(found, output)], request.Kind == DecisionKind.Declassify ? "It may leave now." : "Approved.");
    }

    internal async ValueTask<Result<Counted>> CountAsync(FoundReview found, DecisionRequest request, CancellationToken ct)
    {
        Result<Counted> counted = await counting.CountAsync(found, request.Caller.Person, request.Kind == DecisionKind.Declassify, ct);
        ReviewRow review = found.Review;

        // Between the reading of the row and of its decisions somebody else may have decided: they are named then.
        return counted.IsRefused && await reads.Reviews.FindAsync(review.Id, review.Revision, ct) is { IsOpen: false } ? await answers.TooLateAsync(review.Id, ct) : counted;
    }

    /// <summary>One of several that are needed.</summary>
    internal Decided Waiting(FoundReview found, DecisionRequest request, Counted counted, DecisionRow row, IEnumerable<Storing.Change> along, string sentence) => new(
        new RunEvent.ReviewCounted(counted.Row, request.Caller.Person),
        row,
        [.. along, .. counted.EndsAStep ? notices.NextStep(found, counted, request.Caller.Person) : []],
        $"{sentence} It waits for {Waits(counted, found)}.");

    private static string Waits(Counted counted, FoundReview found) => counted.After.AsksConsent
        ? $"{DecidersWords.Of(counted.After.Now!, found.Of.People)}, who can let it leave where it was made"
        : WaitsForYes(counted, found);

    private static string WaitsForYes(Counted counted, FoundReview found) => (counted.EndsAStep, counted.After.Now!.Missing) switch
    {
        (true, _) => DecidersWords.Of(counted.After.Now!, found.Of.People),
        (false, 1) => "one more person",
        (false, var missing) => $"{missing} more people",
    };
}
