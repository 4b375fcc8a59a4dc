using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>What time does to an open review: reminders, the rungs of its ladder, then its end. Nobody answering never means yes.</summary>
public sealed class ReviewDueWork(IReviewReader reviews, ICommitter committer, RunAdvancer advancer, ReviewNotices notices, WaitingTimes times, IDirectory directory, TimeProvider time)
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

        await WaitOnAsync(context, review, now, ct);
    }

    // Also where nothing is due: the wait may have begun anew since this was queued, and the machine queues what comes next. Where
    // somebody was faster, their commit has queued it.
    private async ValueTask WaitOnAsync(StepContext context, ReviewRow review, DateTimeOffset now, CancellationToken ct)
    {
        var along = ImmutableArray.CreateBuilder<Change>();
        var audit = ImmutableArray.CreateBuilder<AuditEntry>();
        bool returns = ReviewProgress.Read(review.Progress).ReturnsAt <= now;
        bool climbs = ReviewTimes.NextRung(review) is { } due && due.At <= now;
        ReviewRow moved = review;
        if (returns)
        {
            // Whose absence is over has their part again: card, chats and times follow.
            moved = times.Reckon(QuestionPlaces.WithChats(context.Run, moved, directory.Latest));
            audit.Add(AuditEntry.Of("review.returned", AuditEntry.Host, review.Id.Value, context.Run.Id));
        }

        // After a standstill several rungs may be due at once.
        while (ReviewTimes.NextRung(moved) is { } next && next.At <= now)
        {
            moved = Climb(context.Run, moved, next.Rung, along, audit);
        }

        if (ReviewTimes.NextReminder(review) <= now)
        {
            moved = times.Reckon(moved with { Progress = ReviewProgress.Write(ReviewProgress.Read(moved.Progress) with { RemindedAt = now }) });
            along.AddRange(QuestionPlaces.Conversations(context.Run, moved).Select(place => new Change.WantView(place, Purposes.Reminder(review.Id, review.Revision), now)));
        }

        await advancer.ApplyAsync(review.Run, new Advance(new RunEvent.ReviewMoved(moved, IsShown: climbs || returns)) { Work = context.Work, Along = along.ToImmutable(), Audit = audit.ToImmutable() }, ct);
    }

    // From now on those of the rung may decide as well. What an approval binds is the template's policy, which names them already.
    private ReviewRow Climb(RunRow run, ReviewRow review, RungSpec rung, ImmutableArray<Change>.Builder along, ImmutableArray<AuditEntry>.Builder audit)
    {
        DirectorySnapshot people = directory.Latest;
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        ReviewRow climbed = review with { Progress = ReviewProgress.Write(progress with { Rungs = progress.Climbed + 1, ClimbAt = null }) };
        PersonKey[] asked = [.. (DecidingRule.Of(climbed, people).Now?.Seats ?? []).Where(seat => seat.Rung == progress.Climbed).Select(seat => seat.Holder)];
        climbed = times.Reckon(QuestionPlaces.WithChats(run, climbed, people));
        along.AddRange(notices.Climbed(run, climbed, rung, asked));
        audit.Add(AuditEntry.Of("review.escalated", AuditEntry.Host, review.Id.Value, run.Id).Saying("to", people.NameOf(rung.To)));
        return climbed;
    }
}
