using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;

namespace AgentBot.Core.Reviews.Together;

/// <summary>How much harm a wrong yes can do.</summary>
public enum RiskLevel
{
    /// <summary>It stays in the channel of the run, and nothing in it is unusual.</summary>
    Low,

    /// <summary>Other people of the house get it, or something in it wants a second look.</summary>
    Medium,

    /// <summary>It leaves the house, moves money or writes to people.</summary>
    High,
}

/// <summary>
/// The one notion of risk: what lists show, and what keeps a review out of every group. Pure; whatever it is not told counts
/// against a review.
/// </summary>
/// <param name="Why">Behind "because": "something in it is unusual"; empty for low risk.</param>
public sealed record Risk(RiskLevel Level, string Why)
{
    /// <summary>Types whose approval moves no money, writes to nobody outside and is no choice among several.</summary>
    private static readonly ArtifactType[] Harmless = [ArtifactType.Document, ArtifactType.Message, ArtifactType.Table, ArtifactType.Record];

    public static Risk Of(LikenessFacts facts)
    {
        Risk place = OfPlace(facts);
        Risk type = facts.Review.Artifact.Type switch
        {
            ArtifactType.Payment => new Risk(RiskLevel.High, "it is an order to pay"),
            ArtifactType.Email => new Risk(RiskLevel.High, "it is a mail to people"),
            var other when !Harmless.Contains(other) => new Risk(RiskLevel.Medium, "of this type each is decided by itself"),
            _ => Low,
        };
        Risk content = WhyLookTwice(facts) is { } why ? new Risk(RiskLevel.Medium, why) : Low;
        return new[] { type, place, content }.MaxBy(risk => risk.Level)!;
    }

    private static Risk Low { get; } = new(RiskLevel.Low, "");

    private static Risk OfPlace(LikenessFacts facts)
    {
        if (facts.Targets is not { IsDefault: false } targets)
        {
            return new Risk(RiskLevel.Medium, "it is not known where it goes");
        }

        RiskLevel farthest = targets.Select(target => OfTarget(target, facts.Run)).DefaultIfEmpty(RiskLevel.Low).Max();
        return farthest switch
        {
            RiskLevel.Low => Low,
            RiskLevel.Medium => new Risk(farthest, "it leaves the channel of its run"),
            _ => new Risk(farthest, "it leaves AgentBot for another program"),
        };
    }

    private static RiskLevel OfTarget(EffectTarget target, RunRow run) => target switch
    {
        EffectTarget.Thread thread when thread.Key == run.Channel => RiskLevel.Low,
        EffectTarget.Channel channel when channel.Key == run.Channel => RiskLevel.Low,
        EffectTarget.Thread or EffectTarget.Channel or EffectTarget.Direct or EffectTarget.File => RiskLevel.Medium,
        _ => RiskLevel.High,
    };

    private static string? WhyLookTwice(LikenessFacts facts) =>
        CrossesNumber(facts.Review) ? "one of its numbers is over a threshold"
        : facts.Unusual is not 0 ? "something in it is unusual"
        : facts.Warning is not "" ? "something in it has to be looked at first"
        : facts.Notes is not 0 ? "there are notes about it"
        : facts.Failed is not 0 ? "something was left out of it"
        : facts.Unsourced is not 0 ? "something in it has no source"
        : null;

    // A reading that is not there was not made: it counts as over the threshold.
    private static bool CrossesNumber(ReviewRow review)
    {
        IReadOnlyList<NumberReading>? numbers = ReviewProgress.Read(review.Progress).Numbers;
        return ReviewPolicies.Read(review.Policy).Also is { Count: > 0 } also && also.Where((_, at) => numbers?.ElementAtOrDefault(at)?.Holds != false).Any();
    }
}
