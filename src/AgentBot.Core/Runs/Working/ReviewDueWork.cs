using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs.Working;

/// <summary>What time does to an open review: a reminder, then its end. Nobody answering never means yes.</summary>
public sealed class ReviewDueWork(IReviewReader reviews, ICommitter committer, RunAdvancer advancer, IdSource ids, TimeProvider time)
{
    public async ValueTask DoAsync(StepContext context, CancellationToken ct)
    {
        WorkRow work = context.Work;
        (ReviewId id, int revision) = ReviewTimes.ParseSubject(work.Subject);
        DateTimeOffset now = time.GetUtcNow();
        if (await reviews.FindAsync(id, revision, ct) is not { IsOpen: true } review)
        {
            await committer.CommitAsync(new Commit { Workspace = work.Workspace, Changes = [new Change.FinishWork(work.Id, work.LeaseToken)] }, ct);
            return;
        }

        if (review.ExpiresAt <= now)
        {
            Artifact output = Artifact.Of(ArtifactType.Value, ReviewBinding.Output(review.Artifact, review.Step, refused: true, null, "Nobody decided in time."));
            await advancer.ApplyAsync(
                review.Run,
                new Advance(new RunEvent.ReviewExpired(review, output.Ref))
                {
                    Work = work,
                    Along = [new Change.PutArtifact(context.Run.Channel, output, context.Run.Id, now)],
                },
                ct);
            return;
        }

        await RemindAsync(context, review, now, ct);
    }

    private async ValueTask RemindAsync(StepContext context, ReviewRow review, DateTimeOffset now, CancellationToken ct)
    {
        WorkRow work = context.Work;
        var changes = new List<Change>
        {
            new Change.FinishWork(work.Id, work.LeaseToken),
        };
        string[] places = [.. QuestionPlaces.Conversations(context.Run, review.Step)];
        changes.AddRange(places.Select(place => new Change.WantView(place, Purposes.Reminder(review.Id, review.Revision), now)));
        if (ReviewTimes.EscalatesAt(review) <= now)
        {
            review = WithDeputy(review);
            changes.Add(new Change.UpdateReview(review));
            changes.AddRange(places.Select(place => new Change.WantView(place, Purposes.Review(review.Id, review.Revision), now)));
        }

        if (ReviewTimes.NextDue(review, now) is { } next)
        {
            changes.Add(new Change.InsertWork(work with { Id = ids.NextWork(), DueAt = next, Crashes = 0, Tries = 0, LeaseToken = "", LeaseUntil = default }));
        }

        await committer.CommitAsync(new Commit { Workspace = work.Workspace, Changes = [.. changes] }, ct);
    }

    // From now on the deputy may decide as well. What an approval binds is the template's policy, which names the deputy already.
    private static ReviewRow WithDeputy(ReviewRow review)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        return review with { Policy = ReviewPolicies.Write(policy with { Reviewers = [.. policy.Reviewers, policy.EscalateTo!] }) };
    }
}
