using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.Local;

/// <summary>Reads runs and reviews for a terminal. Asks the guard like every other door.</summary>
public sealed class LocalRuns(IRunReader runs, IReviewReader reviews, IDeliveryReader delivery, IArtifactReader artifacts, ClosureCache closures, SourceReader sources, IDirectory directory)
{
    public async ValueTask<LocalRun?> FindAsync(WorkspaceKey workspace, long number, PersonKey reader, CancellationToken ct)
    {
        if (await runs.FindByNumberAsync(workspace, number, ct) is not { } run
            || Guard.Check(reader, Act.See, new GuardSubject(run.Channel, run), directory.Latest) is not null
            || await runs.LoadAsync(run.Id, ct) is not { } state)
        {
            return null;
        }

        IReadOnlyList<EffectRow> effects = await delivery.EffectsAsync(run.Id, ct);
        return new LocalRun(
            run.Number,
            run.Template,
            Words.Of(state.Run),
            state.Run.IsTerminal,
            state.Run.Outcome,
            [.. state.Steps.Select(step => new LocalStep(step.Step, step.Round, Words.Of(step), step.ItemsTotal, step.ItemsOpen, step.Failure))],
            [.. state.Reviews.Where(review => review.IsOpen).Select(review => Show(state.Run, review))],
            [.. effects.Select(effect => new LocalEffect(Words.Of(effect.Target), effect.State.ToString().ToLowerInvariant(), effect.Reference, effect.Failure))]);
    }

    public async ValueTask<LocalArtifact?> OpenAsync(ReviewId id, int revision, PersonKey reader, CancellationToken ct)
    {
        if (await FindReviewAsync(id, revision, reader, ct) is not { } review || await artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is not { } artifact)
        {
            return null;
        }

        Digest content = review.Artifact.Content;
        string text = ArtifactText.Of(artifact, directory.Latest.NameOf);
        bool hasPicture = review.Artifact.Type == ArtifactType.Image;
        return new LocalArtifact(
            review.Artifact.Type.ToString().ToLowerInvariant(),
            content.Short,
            content.Value[..16],
            hasPicture ? $"{text}\nThe picture itself is not shown here. Look at it and approve in the console or in a chat.\n" : text,
            hasPicture)
        {
            Leaves = await LeavesAsync(review, ct),
            Unknown = await UnknownAsync(review, artifact, ct),
        };
    }

    /// <summary>The review as this person may see it; null otherwise.</summary>
    public async ValueTask<ReviewRow?> FindReviewAsync(ReviewId id, int revision, PersonKey reader, CancellationToken ct) =>
        await reviews.FindAsync(id, revision, ct) is { } review && Guard.Check(reader, Act.See, new GuardSubject(review.Channel, null, review), directory.Latest) is null
            ? review
            : null;

    private async ValueTask<IReadOnlyList<string>> UnknownAsync(ReviewRow review, Artifact artifact, CancellationToken ct) =>
        await runs.FindAsync(review.Run, ct) is { } run && artifact.Ref.Type != ArtifactType.File
            ? ReviewCard.UnknownSentences(await sources.UnknownAsync(run, review, ValueJson.Read(artifact.Bytes.Span), ct))
            : [];

    private async ValueTask<IReadOnlyList<string>> LeavesAsync(ReviewRow review, CancellationToken ct)
    {
        if (await runs.FindAsync(review.Run, ct) is not { } run)
        {
            return [];
        }

        var (_, graph) = await closures.OfAsync(run.TemplateVersion, ct);
        return [.. LeavingReader.Read(run, graph, review.Step, directory.Latest).Select(leaving => leaving.Sentence.Replace("\\", "", StringComparison.Ordinal))];
    }

    private LocalReview Show(RunRow run, ReviewRow review) => new(
        review.Id.Value,
        $"{run.Number}{review.Letter}",
        review.Revision,
        [.. directory.Latest.People.Values.Where(person => Guard.MayDecide(person.Key, review, directory.Latest)).Select(person => person.Key.Value)],
        DecidingRule.Of(review, directory.Latest).AsksConsent);

    /// <summary>The same words as on the cards.</summary>
    private static class Words
    {
        public static string Of(RunRow run) => run.Status switch
        {
            RunStatus.Running => "working",
            RunStatus.AwaitingReview => "waits for a review",
            RunStatus.Publishing => "publishing",
            RunStatus.Paused when run.Held.Length > 0 => $"in line: {run.Held}",
            RunStatus.Paused => "paused",
            RunStatus.Unknown => "outcome unknown",
            RunStatus.Done => "done",
            RunStatus.Cancelled => "cancelled",
            RunStatus.Failed => "failed",
            RunStatus.Rejected => "rejected",
            RunStatus.Expired => "expired",
        };

        public static string Of(StepRow step) => step.Status switch
        {
            StepStatus.Pending => "not begun",
            StepStatus.Ready => "in line",
            StepStatus.Running => "working",
            StepStatus.Waiting => step.Waiting switch
            {
                WaitReason.Review => "waits for a review",
                WaitReason.Child => "waits for what it began",
                WaitReason.Time => "waits for its time",
                WaitReason.Budget => "waits for money",
                WaitReason.Person => "waits for a person",
                WaitReason.StandIn => "waits for its stand-in",
                WaitReason.Asker => "waits for who asked",
                WaitReason.None or WaitReason.Items => "working",
            },
            StepStatus.Succeeded => "done",
            StepStatus.Failed => "failed",
            StepStatus.Skipped => "skipped",
            StepStatus.Cancelled => "cancelled",
            StepStatus.Unknown => "outcome unknown",
        };

        public static string Of(string target) => JsonSerializer.Deserialize(target, StoreJson.Default.EffectTarget) switch
        {
            EffectTarget.Channel channel => "#" + channel.Name,
            EffectTarget.Thread => "the thread",
            EffectTarget.Direct direct => "a direct message to " + direct.Person,
            EffectTarget.Webhook => "a webhook",
            EffectTarget.File file => "the file " + file.Path,
            EffectTarget.Asker => "who asked",
            EffectTarget.Tool tool => "the tool " + tool.Name,
            _ => "its target",
        };
    }
}
