using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Publishing;

public abstract record EffectCheck
{
    private EffectCheck()
    {
    }

    public sealed record Good(Artifact Artifact) : EffectCheck;

    /// <summary>What would leave is not what was approved: ask anew.</summary>
    public sealed record Void(string Sentence) : EffectCheck;

    /// <summary>It cannot be known now; never yes.</summary>
    public sealed record Wait(string Sentence) : EffectCheck;
}

/// <summary>
/// Before anything leaves: the stored bytes still hash to what was shown, the binding recomputes to the same, the approval is
/// in force, and everybody who gave it still may.
/// </summary>
public sealed class EffectChecks(IArtifactReader artifacts, IReviewReader reviews, RowChecks rows, ClosureCache closures, IDirectory directory, TimeProvider time)
{
    /// <summary>Oldest allowed list of people behind an effect.</summary>
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    public async ValueTask<EffectCheck> CheckAsync(RunRow run, EffectRow effect, CancellationToken ct)
    {
        try
        {
            return await CompareAsync(run, effect, ct);
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            // A row that is damaged so that it says nothing any more is no approval either.
            return new EffectCheck.Void("What is kept of the approval cannot be read any more. Nothing was sent.");
        }
    }

    private async ValueTask<EffectCheck> CompareAsync(RunRow run, EffectRow effect, CancellationToken ct)
    {
        Artifact? artifact;
        try
        {
            artifact = await artifacts.FindAsync(run.Channel, effect.Artifact.Content, ct);
        }
        catch (DamagedArtifactException)
        {
            artifact = null;
        }

        if (artifact is null || Digest.OfBytes(artifact.Bytes.Span) != effect.Artifact.Content)
        {
            return new EffectCheck.Void("The stored content is no longer what was approved. Nothing was sent.");
        }

        artifact = artifact with { Ref = effect.Artifact };
        if (effect.Review is not { } id)
        {
            return new EffectCheck.Good(artifact);
        }

        if (await reviews.FindAsync(id, ct) is not { State: ReviewState.Approved } review || review.Revision != effect.ReviewRevision)
        {
            return new EffectCheck.Void("The approval behind it is no longer in force. Nothing was sent.");
        }

        if (review.ApprovalValidUntil <= time.GetUtcNow())
        {
            return new EffectCheck.Void("The approval was not used in time. Nothing was sent.");
        }

        var (closure, graph) = await closures.OfAsync(run.TemplateVersion, ct);
        if (Difference(run, effect, review, closure, graph, artifact) is { } difference)
        {
            return new EffectCheck.Void(difference);
        }

        if (await rows.DifferenceAsync(run, graph, review, artifact, ct) is { } rowDifference)
        {
            return new EffectCheck.Void(rowDifference);
        }

        return await DecidersAsync(review, artifact, ct);
    }

    private static string? Difference(RunRow run, EffectRow effect, ReviewRow review, Templates.TemplateClosure closure, WorkflowGraph graph, Artifact artifact)
    {
        if (ClosureCache.Pin(closure).Version != run.TemplateVersion)
        {
            return "The template of this run was altered after the approval. Nothing was sent.";
        }

        ReviewPolicy policy = ReviewWork.PolicyOf((StepSpec.Review)graph.Step(review.Step), graph.Spec.Limits);
        ArtifactRef leaving = review.Leaving;
        Digest now = ReviewBinding.Of(run, graph, review.Step, leaving, policy, policy.Also is null ? [] : Thresholds.Read(policy, ValueJson.Read(artifact.Bytes.Span)));
        if (ReviewPolicies.Write(policy) != review.Policy)
        {
            return "The rule of who decides was altered after it was asked. Nothing was sent.";
        }

        bool sameTarget = ReviewBinding.Targets(run, graph, review.Step).Any(pair => pair.Step.Id == effect.Step && ReviewBinding.Write(pair.Target) == effect.Target);
        bool sameContent = effect.Artifact.Content == leaving.Content && effect.Artifact.Type == leaving.Type;
        bool same = now == effect.Binding && now == review.LeavingBinding && sameContent && sameTarget;
        return same ? null : "Something changed between the approval and the sending. Nothing was sent.";
    }

    private async ValueTask<EffectCheck> DecidersAsync(ReviewRow review, Artifact artifact, CancellationToken ct)
    {
        if (await directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return new EffectCheck.Wait("AgentBot cannot reach the list of people; it sends as soon as it can.");
        }

        // An approval counts only where the append-only decisions tell of it as well.
        IReadOnlyList<DecisionRow> decisions = await reviews.DecisionsAsync(review.Id, ct);
        ImmutableArray<PersonKey> behind = Approvals.Of(decisions, review.Artifact.Content);
        ReviewProgress progress = ReviewProgress.Of(review, decisions);
        progress = progress with { Approvals = [.. progress.Given.Where(approval => behind.Contains(approval.Person))] };
        return DecidingRule.Of(review, progress, people).IsComplete
            ? new EffectCheck.Good(artifact)
            : new EffectCheck.Void("Somebody who approved it may no longer decide here. Nothing was sent.");
    }
}
