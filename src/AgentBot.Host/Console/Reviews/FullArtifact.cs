using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>The whole of what a review is about.</summary>
/// <param name="View">For showing it; with what changed since the revision before.</param>
/// <param name="Content">The value itself, for editing.</param>
public sealed record FullArtifact(Artifact Artifact, Value Content, FullView View, ArtifactKind Surface);

/// <summary>Reads artifacts of reviews under the channel that owns them.</summary>
public sealed class FullArtifacts(ConsoleReads reads)
{
    /// <summary>Null when the bytes are no longer kept or are no value.</summary>
    public async ValueTask<FullArtifact?> FindAsync(ReviewRow review, RunRow run, WorkflowSpec? workflow, Viewer viewer, CancellationToken ct)
    {
        if (await reads.Artifacts.FindAsync(run.Channel, review.Artifact.Content, ct) is not { } artifact || Read(artifact) is not { } content)
        {
            return null;
        }

        Artifact? before = review.Before.IsNone ? null : await reads.Artifacts.FindAsync(run.Channel, review.Before, ct);
        ArtifactKind surface = ReviewSurfaces.For(review.Artifact.Type, content);
        var input = new SurfaceInput
        {
            Content = content,
            Before = before is null ? null : Read(before),
            TemplateTitle = RunTitle.Bare(run, workflow),
            Effects = PlannedEffects.None,
            Clock = new CardClock(viewer.Person.TimeZone, viewer.Now),
            Room = CardRoom.Console,
        };
        return new FullArtifact(artifact, content, surface.Full(input), surface);
    }

    private static Value? Read(Artifact artifact)
    {
        try
        {
            return ValueJson.Read(artifact.Bytes.Span);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
