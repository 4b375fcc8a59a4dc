using System.Text;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>
/// What a decision approves, as one hash: the artifact, everything behind the review that would leave with its target and
/// arguments and readers, the template version and the policy. Recomputed before an effect; any difference voids the approval.
/// </summary>
public static class ReviewBinding
{
    /// <param name="numbers">What the policy's thresholds say of the artifact's bytes; nothing for a policy without.</param>
    /// <param name="people">Who reads where, as it is when this is computed.</param>
    public static Digest Of(RunRow run, WorkflowGraph graph, string reviewStep, ArtifactRef artifact, ReviewPolicy policy, IReadOnlyList<NumberReading> numbers, DirectorySnapshot people)
    {
        var text = new StringBuilder()
            .Append("artifact ").Append(artifact.Type).Append(' ').Append(artifact.Content.Value).Append('\n')
            .Append("template ").Append(run.TemplateVersion.Value).Append('\n')
            .Append("policy ").Append(ReviewPolicies.Write(policy)).Append('\n');
        foreach (NumberReading reading in numbers)
        {
            text.Append("number ").Append(reading.Holds ? "asks " : "does not ask ").Append(reading.Words).Append('\n');
        }

        foreach ((StepSpec.Publish step, EffectTarget target) in Targets(run, graph, reviewStep))
        {
            text.Append("effect ").Append(step.Id).Append(' ').Append(step.Content.Source).Append(' ').Append(Write(target)).Append('\n');
        }

        return Digest.OfText(text.Append(Reaches.Bound(Reaches.Of(run, graph, reviewStep, people))).ToString());
    }

    /// <summary>Where an approval of this review leads.</summary>
    public static IEnumerable<(StepSpec.Publish Step, EffectTarget Target)> Targets(RunRow run, WorkflowGraph graph, string reviewStep) =>
        graph.Spec.Steps.OfType<StepSpec.Publish>()
            .Where(step => step.ApprovedBy == reviewStep)
            .Select(step => (step, PublishTargets.Resolve(step.To, run)));

    public static string Write(EffectTarget target) => JsonSerializer.Serialize(target, StoreJson.Default.EffectTarget);

    public static EffectTarget Read(string json) => JsonSerializer.Deserialize(json, StoreJson.Default.EffectTarget)!;

    /// <summary>The output of a review step: what was approved, or why nothing was.</summary>
    public static Value.Record Output(ArtifactRef artifact, string step, bool refused, PersonKey? by, string note) => new(
    [
        new Field("artifact", RunScopes.Reference(artifact, step)),
        new Field("refused", new Value.Boolean(refused)),
        new Field("by", by is { } person ? new Value.User(person) : Value.Missing.Instance),
        new Field("note", new Value.Text(note)),
    ]);
}
