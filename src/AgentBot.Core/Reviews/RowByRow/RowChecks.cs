using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// Before rows leave: the rows that people let out are computed once more, from the table that was shown and the append-only
/// decisions, and everybody whom their numbers ask for was asked.
/// </summary>
public sealed class RowChecks(RowReads rows)
{
    private const string Other = "These are not the rows that were approved. Nothing was sent.";

    /// <summary>A sentence where something else would leave; null where it is what was approved, or was not decided row by row.</summary>
    public async ValueTask<string?> DifferenceAsync(RunRow run, WorkflowGraph graph, ReviewRow review, Artifact leaving, DirectorySnapshot people, CancellationToken ct)
    {
        bool isPart = review.Leaving.Content != review.Artifact.Content;
        if (review.Artifact.Type != ArtifactType.Table || (!isPart && !await rows.IsByRowsAsync(review, ct)))
        {
            return isPart ? Other : null;
        }

        if (await rows.ShownAsync(review, ct) is not { } shown)
        {
            return "The table that was shown is no longer what it was. Nothing was sent.";
        }

        ReviewPolicy policy = ReviewWork.PolicyOf((StepSpec.Review)graph.Step(review.Step), graph.Spec.Limits);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        IReadOnlyList<NumberReading> before = policy.Also is null ? [] : Thresholds.Read(policy, new Value.Table(shown));
        IReadOnlyList<NumberReading> now = policy.Also is null ? [] : Thresholds.Read(policy, ValueJson.Read(leaving.Bytes.Span));
        bool isAsked = now.Select((reading, i) => !reading.Holds || Thresholds.IsAsked(progress, i)).All(asked => asked);
        bool isShown = Thresholds.AreSame(progress.Numbers, before) && ReviewBinding.Of(run, graph, review.Step, review.Artifact, policy, before, people) == review.Binding;
        if (!isAsked || !isShown)
        {
            return "Something changed between the approval and the sending. Nothing was sent.";
        }

        RowChoices together = RowChoices.Together(shown, [.. (await rows.SubmittedAsync(review, shown, ct)).Select(submission => submission.Choices)]);
        Result<RowResult> applied = RowRule.Apply(shown, together);
        return applied is { IsRefused: false, Value.LeavesAny: true } && Artifact.Of(ArtifactType.Table, new Value.Table(applied.Value.Leaving)).Ref.Content == leaving.Ref.Content ? null : Other;
    }
}
