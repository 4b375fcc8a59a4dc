using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Host.Publishing;

/// <summary>Reads what stands beside a publication and draws it.</summary>
public sealed class PublishedDrawing(DrawingReads reads)
{
    public async ValueTask<Card> DrawAsync(EffectRow effect, Artifact artifact, CancellationToken ct)
    {
        RunRow run = (await reads.Runs.FindAsync(effect.Run, ct))!;
        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        ImmutableArray<string> approvers = [];
        string path = "";
        if (effect.Review is { } review)
        {
            approvers = [.. (await reads.Reviews.DecisionsAsync(review, ct)).Where(decision => Stands(decision, artifact)).Select(decision => reads.NameOf(decision.Person)).Distinct()];
            path = CardPath.ReviewInFull(review, effect.ReviewRevision);
        }

        var facts = new PublishedFacts(graph.Spec.Title, run.About, run.Number, approvers, path, reads.ClockOf(run));
        return PublishedCard.Of(artifact.Ref.Type, ValueJson.Read(artifact.Bytes.Span), facts);
    }

    private static bool Stands(DecisionRow decision, Artifact artifact) =>
        (decision.Kind == DecisionKind.Approve && decision.Shown == artifact.Ref.Content) || (decision.Kind == DecisionKind.Edit && decision.Edited == artifact.Ref.Content);
}
