using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews;

/// <summary>Under which names a question is found by those who decide it, now or at a later step: see <see cref="Principal.Key"/>.</summary>
public static class ReviewAudience
{
    /// <summary>Each once. Who stands in for somebody who is away looks under that person's names.</summary>
    public static IEnumerable<string> Of(ReviewRow review)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        return policy.Stages.SelectMany(stage => stage.Reviewers)
            .Concat((policy.Also ?? []).Where((_, at) => Thresholds.IsAsked(progress, at)).SelectMany(also => also.Reviewers))
            .Concat(policy.Rungs.Take(progress.Climbed).Select(rung => rung.To))
            .Select(principal => principal.Key)
            .Concat(progress.HandedOver.Select(handover => handover.To.Value))
            .Distinct(StringComparer.Ordinal);
    }
}
