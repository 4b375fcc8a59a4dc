using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
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

    /// <summary>It may not leave at all, whoever is asked: or what was approved is not there any more.</summary>
    public sealed record Never(string Sentence) : EffectCheck;

    /// <summary>It cannot be known now; never yes.</summary>
    public sealed record Wait(string Sentence) : EffectCheck;
}

/// <summary>
/// Before anything leaves: the stored bytes still hash to what was shown, the binding recomputes to the same, the approval is
/// in force, everybody who gave it still may, and nobody reads it there who was not told of.
/// </summary>
public sealed class EffectChecks(IArtifactReader artifacts, IReviewReader reviews, RowChecks rows, ClosureCache closures, IRetiredVersions retired, IDirectory directory, ToolChecks tools, TimeProvider time)
{
    private const string Changed = "Something changed between the approval and the sending. Nothing was sent.";

    /// <summary>Oldest allowed list of people behind an effect.</summary>
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    public async ValueTask<EffectCheck> CheckAsync(RunRow run, EffectRow effect, CancellationToken ct)
    {
        try
        {
            EffectCheck check = await CompareAsync(run, effect, ct);
            return check is EffectCheck.Good good && ReviewBinding.Read(effect.Target) is EffectTarget.Tool tool ? await tools.CheckAsync(run, effect, tool, good.Artifact, ct) ?? check : check;
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
        var (closure, graph) = await closures.OfAsync(run.TemplateVersion, ct);
        if (ClosureCache.Pin(closure).Version != run.TemplateVersion)
        {
            return new EffectCheck.Void("The template of this run was altered after the approval. Nothing was sent.");
        }

        if (retired.Has(run.TemplateVersion))
        {
            return new EffectCheck.Never("An operator has taken this version of the template out of use. Nothing was sent: start it anew with a newer one.");
        }

        EffectTarget? target = TargetOf(run, graph, effect.Step);
        if (target is null || ReviewBinding.Write(target) != effect.Target)
        {
            return new EffectCheck.Void(Changed);
        }

        ReviewRow? review = effect.Review is { } id ? await reviews.FindAsync(id, ct) : null;
        if (effect.Review is not null && (review is not { State: ReviewState.Approved } || review.Revision != effect.ReviewRevision))
        {
            return new EffectCheck.Void("The approval behind it is no longer in force. Nothing was sent.");
        }

        if (review?.ApprovalValidUntil <= time.GetUtcNow())
        {
            return new EffectCheck.Void("The approval was not used in time. Nothing was sent.");
        }

        if (await PeopleAsync(run, target, ct) is not { } people)
        {
            return new EffectCheck.Wait("AgentBot cannot reach the list of people; it sends as soon as it can.");
        }

        if (Reaches.Of(run, (StepSpec.Publish)graph.Step(effect.Step), target, people) is { } reach && Unspoken(reach) is { } unspoken)
        {
            return unspoken;
        }

        return review is null ? new EffectCheck.Good(artifact) : await ApprovedAsync(run, effect, review, graph, artifact, people, ct);
    }

    private async ValueTask<EffectCheck> ApprovedAsync(RunRow run, EffectRow effect, ReviewRow review, WorkflowGraph graph, Artifact artifact, DirectorySnapshot people, CancellationToken ct)
    {
        if (Difference(run, effect, review, graph, artifact, people) is { } difference)
        {
            return new EffectCheck.Void(difference);
        }

        if (await rows.DifferenceAsync(run, graph, review, artifact, people, ct) is { } rowDifference)
        {
            return new EffectCheck.Void(rowDifference);
        }

        return await DecidersAsync(run, graph, review, artifact, people, ct);
    }

    private static string? Difference(RunRow run, EffectRow effect, ReviewRow review, WorkflowGraph graph, Artifact artifact, DirectorySnapshot people)
    {
        ReviewPolicy policy = ReviewWork.PolicyOf((StepSpec.Review)graph.Step(review.Step), graph.Spec.Limits);
        ArtifactRef leaving = review.Leaving;
        Digest now = ReviewBinding.Of(run, graph, review.Step, leaving, policy, policy.Also is null ? [] : Thresholds.Read(policy, ValueJson.Read(artifact.Bytes.Span)), people);
        if (ReviewPolicies.Write(policy) != review.Policy)
        {
            return "The rule of who decides was altered after it was asked. Nothing was sent.";
        }

        if (now != effect.Binding && Reaches.Bound(Reaches.Of(run, graph, review.Step, people)) is { Length: > 0 })
        {
            return "Who reads what leaves is not what it was when it was approved. Nothing was sent.";
        }

        bool sameStep = ReviewBinding.Targets(run, graph, review.Step).Any(pair => pair.Step.Id == effect.Step);
        bool sameContent = effect.Artifact.Content == leaving.Content && effect.Artifact.Type == leaving.Type;
        bool same = now == effect.Binding && now == review.LeavingBinding && sameContent && sameStep;
        return same ? null : Changed;
    }

    private static EffectTarget? TargetOf(RunRow run, WorkflowGraph graph, string step) =>
        graph.Step(step) is StepSpec.Publish publish ? PublishTargets.Resolve(publish.To, run) : null;

    // What leaves for another place is judged by who reads both now, so the platform is asked about both.
    private async ValueTask<DirectorySnapshot?> PeopleAsync(RunRow run, EffectTarget target, CancellationToken ct)
    {
        if (target is EffectTarget.Channel channel && channel.Key != run.Channel && await directory.SnapshotAsync(FreshEnough, channel.Key, run.Requester, ct) is null)
        {
            return null;
        }

        return target is EffectTarget.Channel or EffectTarget.Direct
            ? await directory.SnapshotAsync(FreshEnough, run.Channel, run.Requester, ct)
            : await directory.SnapshotAsync(FreshEnough, ct);
    }

    // No approval of the content lets it out of a private place for which the template names nobody who could agree to that.
    private static EffectCheck? Unspoken(Reach reach) => reach switch
    {
        { IsUnknown: true } => new EffectCheck.Wait("AgentBot cannot find out who reads the place where it was made; it sends as soon as it can."),
        { IsWider: true, Step.Declassify: null } => new EffectCheck.Never("The place where it was made is private, and more people read where it would go. Nothing was sent: its template names nobody who may let it leave."),
        _ => null,
    };

    private async ValueTask<EffectCheck> DecidersAsync(RunRow run, WorkflowGraph graph, ReviewRow review, Artifact artifact, DirectorySnapshot people, CancellationToken ct)
    {
        // An approval counts only where the append-only decisions tell of it as well, and what has to be agreed to is computed anew.
        IReadOnlyList<DecisionRow> decisions = await reviews.DecisionsAsync(review.Id, ct);
        ImmutableArray<PersonKey> behind = Approvals.Of(decisions, review.Artifact.Content);
        ImmutableArray<PersonKey> consents = Approvals.Consents(decisions, review.Artifact.Content);
        ReviewProgress progress = Consents.With(ReviewProgress.Of(review, decisions), Consents.Of(run, graph, review.Step, people));
        progress = progress with { Approvals = [.. progress.Given.Where(approval => (approval.Consents == true ? consents : behind).Contains(approval.Person))] };
        return DecidingRule.Of(review, progress, people).IsComplete
            ? new EffectCheck.Good(artifact)
            : new EffectCheck.Void("Somebody who approved it may no longer decide here. Nothing was sent.");
    }
}
