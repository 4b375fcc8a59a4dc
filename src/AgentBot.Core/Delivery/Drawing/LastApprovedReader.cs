using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>What the same step of the same schedule had approved the last time, in this channel. What was only drafted, rejected or edited away is no last time.</summary>
public sealed class LastApprovedReader(IScheduleReader schedules, IRunReader runs, IReviewReader reviews, IArtifactReader artifacts)
{
    /// <summary>How many firings are looked back.</summary>
    private const int FarthestBack = 30;

    /// <summary>Null where no schedule began the run, or nothing was approved before it.</summary>
    public async ValueTask<LastApproved?> FindAsync(RunRow run, ReviewRow review, CancellationToken ct)
    {
        if (run.StartedBy.Length == 0 || run.Parent is not null || await schedules.FindFiringAsync(run.Id, ct) is not { } firing)
        {
            return null;
        }

        foreach (FiringRow earlier in await schedules.FiringsAsync(firing.Schedule, FarthestBack, ct))
        {
            if (earlier.Due < firing.Due && earlier.Run is { } id && await OfAsync(id, run, review, ct) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async ValueTask<LastApproved?> OfAsync(RunId id, RunRow now, ReviewRow review, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { } run || run.Channel != now.Channel || run.Template != now.Template)
        {
            return null;
        }

        ReviewRow? approved = (await reviews.OfRunAsync(id, ct)).LastOrDefault(other => other.Step == review.Step && other.State == ReviewState.Approved && other.Artifact.Type == review.Artifact.Type);
        if (approved is not { ClosedAt: { } at })
        {
            return null;
        }

        try
        {
            return await artifacts.FindAsync(now.Channel, approved.Leaving.Content, ct) is { } artifact && ValueJson.Read(artifact.Bytes.Span) is var content && ReviewSurfaces.Check(artifact.Ref.Type, content) is null
                ? new LastApproved(content, run.Number, at)
                : null;
        }
        catch (DamagedArtifactException)
        {
            return null;
        }
    }
}
