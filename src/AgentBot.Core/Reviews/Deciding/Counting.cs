using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>Counts one approval: the rule, the numbers of the stored bytes once more, and what is waited for after it.</summary>
public sealed class Counting(IReviewReader reviews, IArtifactReader artifacts, WaitingTimes times, TimeProvider time)
{
    /// <summary>The row as it is once this person's yes is counted; the guard has let it.</summary>
    public async ValueTask<Result<Counted>> CountAsync(FoundReview found, PersonKey person, bool consents, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        ReviewProgress progress = review.Progress.Length > 0 ? ReviewProgress.Read(review.Progress) : ReviewProgress.Of(review, await reviews.DecisionsAsync(review.Id, ct));
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        if (policy.Also is not null && !Thresholds.AreSame(progress.Numbers, await NumbersAsync(review, policy, ct)))
        {
            return new Refusal(RefusalKind.Changed, "What stands here is no longer what was asked about.", "Your approval was not used.", "Ask for it again.");
        }

        return Count(review with { Progress = ReviewProgress.Write(progress) }, person, consents, found.Of.People) is { } counted
            ? counted
            : new Refusal(RefusalKind.TooLate, "You have decided this already.", "Your click changed nothing.", "Nothing to do.");
    }

    /// <summary>Null where there is no seat for this person's yes.</summary>
    /// <param name="consents">It is the consent that it leaves, which is never counted as an approval, nor the other way round.</param>
    public Counted? Count(ReviewRow review, PersonKey person, bool consents, DirectorySnapshot people)
    {
        Standing before = DecidingRule.Of(review, people);
        if (before.AsksConsent != consents || DecidingRule.WhyNot(person, review, before, people) is not null || DecidingRule.SeatOf(person, before, people) is not { } seat)
        {
            return null;
        }

        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        Approval approval = seat.Approve(before) with { Person = person };
        ReviewProgress given = progress with { Approvals = [.. progress.Given, approval] };
        Standing after = DecidingRule.Of(review, given, people);
        if (after.At != before.At)
        {
            // Another step: others are waited for, so reminders and the ladder begin anew.
            given = given with { Since = time.GetUtcNow(), Rungs = null, RemindedAt = null, RemindAt = null, ClimbAt = null, AsksConsent = after.AsksConsent ? true : null };
        }

        ReviewRow counted = review with { Progress = ReviewProgress.Write(given) };
        return new Counted(after.IsComplete ? counted : times.Reckon(counted), before, DecidingRule.Of(counted, people));
    }

    /// <inheritdoc cref="WaitingTimes.Reckon"/>
    public ReviewRow Reckon(ReviewRow review) => times.Reckon(review);

    /// <summary>What the thresholds say of the bytes that stand in the store now.</summary>
    public async ValueTask<IReadOnlyList<NumberReading>> NumbersAsync(ReviewRow review, ReviewPolicy policy, CancellationToken ct) =>
        await artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is { } artifact ? Thresholds.Read(policy, ValueJson.Read(artifact.Bytes.Span)) : [];
}

/// <param name="Row">With the approval in its progress.</param>
public sealed record Counted(ReviewRow Row, Standing Before, Standing After)
{
    public bool EndsAStep => !After.IsComplete && After.At != Before.At;
}
