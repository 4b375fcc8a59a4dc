using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Host.Publishing;

/// <summary>Reads what stands beside a publication and draws it.</summary>
public sealed class PublishedDrawing(DrawingReads reads)
{
    /// <summary>The same from the kept bytes; null where they can no longer be read.</summary>
    public async ValueTask<(Card Card, ImmutableArray<ChatFile> Files)?> DrawAsync(EffectRow effect, CancellationToken ct)
    {
        RunRow run = (await reads.Runs.FindAsync(effect.Run, ct))!;
        try
        {
            return await reads.Artifacts.FindAsync(run.Channel, effect.Artifact.Content, ct) is { } artifact ? await DrawAsync(effect, artifact, ct) : null;
        }
        catch (DamagedArtifactException)
        {
            return null;
        }
    }

    /// <returns>The card, and where it shows only a part the whole as a file.</returns>
    public async ValueTask<(Card Card, ImmutableArray<ChatFile> Files)> DrawAsync(EffectRow effect, Artifact artifact, CancellationToken ct)
    {
        RunRow run = (await reads.Runs.FindAsync(effect.Run, ct))!;
        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        ImmutableArray<string> approvers = [];
        string path = "", editor = "";
        if (effect.Review is { } review)
        {
            IReadOnlyList<DecisionRow> decisions = await reads.Reviews.DecisionsAsync(review, ct);
            approvers = [.. Approvals.Of(decisions, artifact.Ref.Content).Select(reads.NameOf)];
            editor = Approvals.Editor(decisions, artifact.Ref.Content) is { } person ? reads.NameOf(person) : "";
            path = CardPath.ReviewInFull(review, effect.ReviewRevision);
        }

        var facts = new PublishedFacts(graph.Spec.Title, run.About, run.Number, approvers, path, reads.ClockOf(run)) { EditedBy = editor };
        Value content = ValueJson.Read(artifact.Bytes.Span);
        return (
            PublishedCard.Of(artifact.Ref.Type, content, facts),
            PublishedCard.IsCut(artifact.Ref.Type, content, facts) ? [ReturnedFile.Publish(artifact.Ref.Type, content, run.Number)] : []);
    }
}
