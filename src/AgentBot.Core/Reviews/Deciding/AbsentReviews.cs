using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>Open questions that wait for somebody who goes or comes back: their cards, their chats and their times follow.</summary>
public sealed class AbsentReviews(IReviewReader reviews, IRunReader runs, RunAdvancer advancer, WaitingTimes times, ReviewNotices notices)
{
    private const int Most = 500;
    private const int MostTries = 5;

    /// <param name="before">Who was who until now.</param>
    public async ValueTask MoveAsync(PersonKey person, WorkspaceKey workspace, DirectorySnapshot before, DirectorySnapshot now, CancellationToken ct)
    {
        foreach (ReviewRow review in await reviews.OpenAsync(workspace, before.KeysOf(person), null, 0, Most, ct))
        {
            await MoveAsync(review, before, now, ct);
        }
    }

    private async ValueTask MoveAsync(ReviewRow review, DirectorySnapshot before, DirectorySnapshot now, CancellationToken ct)
    {
        ReviewRow? row = review;
        for (int attempt = 0; attempt < MostTries && row is { IsOpen: true } && await runs.FindAsync(row.Run, ct) is { } run; attempt++)
        {
            ImmutableArray<Seat> changed = Changed(row, before, now);
            if (changed.IsEmpty)
            {
                return;
            }

            ReviewRow moved = times.Reckon(QuestionPlaces.WithChats(run, row, now));
            Seat[] substitutes = [.. changed.Where(seat => seat.Kind == SeatKind.Substitute)];
            AdvanceResult result = await advancer.ApplyAsync(
                run.Id,
                new Advance(new RunEvent.ReviewMoved(moved))
                {
                    Along = [.. substitutes.SelectMany(seat => notices.StandsIn(run, moved, seat, now))],
                    Audit = [.. changed.Select(seat => AuditEntry.Of(seat.Kind == SeatKind.Substitute ? "review.substituted" : "review.returned", AuditEntry.Host, row.Id.Value, run.Id).Saying("of", now.NameOf(seat.Of)).Saying("by", now.NameOf(seat.Holder)))],
                },
                ct);
            if (result is not AdvanceResult.No { Reason: NoReason.ReviewMoved })
            {
                return;
            }

            row = await reviews.FindAsync(row.Id, row.Revision, ct);
        }
    }

    /// <summary>Seats that are in other hands than before.</summary>
    private static ImmutableArray<Seat> Changed(ReviewRow review, DirectorySnapshot before, DirectorySnapshot now)
    {
        Seat[] old = [.. DecidingRule.Of(review, before).Stages.SelectMany(stage => stage.Seats)];
        return [.. DecidingRule.Of(review, now).Stages.SelectMany(stage => stage.Seats).Where(seat => old.FirstOrDefault(one => one.Of == seat.Of) is { } was && (was.Holder != seat.Holder || was.Until != seat.Until)).DistinctBy(seat => seat.Of)];
    }
}
