using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Makes the row of something that will leave. It is sent by the effect sender, never from here.</summary>
public sealed class PublishWork(IDeliveryReader delivery, IArtifactReader artifacts, IdSource ids, TimeProvider time)
{
    public async ValueTask<StepResult> DoAsync(StepContext context, CancellationToken ct)
    {
        var spec = (StepSpec.Publish)context.Spec;
        StepRow row = context.Row;
        if (context.Run.DryRun)
        {
            return new StepResult(new RunEvent.StepNotNeeded(row.Step, row.Round, row.Attempt));
        }

        Result<Value> content = Expressions.Evaluate(spec.Content, context.Scope);
        if (content.IsRefused)
        {
            return context.Fails(FailureKind.Permanent, content.Refusal!.ToString());
        }

        ReviewRow? review = spec.ApprovedBy is { } reviewStep ? context.State.ReviewOf(reviewStep) : null;
        if (spec.ApprovedBy is not null && review is not { State: ReviewState.Approved })
        {
            return context.Fails(FailureKind.Permanent, "It was not approved, so nothing was posted.");
        }

        Artifact? artifact;
        try
        {
            artifact = await ContentAsync(context.Run, content.Value, ct);
        }
        catch (DamagedArtifactException)
        {
            return context.Fails(FailureKind.Permanent, "The stored content is no longer what was approved, so nothing was posted.");
        }

        if (artifact is null)
        {
            return context.Fails(FailureKind.Permanent, "What should be posted is no longer kept.");
        }

        if (review is not null && review.Leaving.Content != artifact.Ref.Content)
        {
            return context.Fails(FailureKind.Permanent, "The template would post something else than what was approved, so nothing was posted.");
        }

        EffectTarget target = PublishTargets.Resolve(spec.To, context.Run);
        string key = KeyOf(context.Run, spec, artifact.Ref, target);
        EffectRow? earlier = await delivery.FindEffectByKeyAsync(key, ct);
        return earlier is null or { State: EffectState.Dead }
            ? Queue(context, review, artifact, target, key, earlier)
            : Earlier(context, earlier);
    }

    /// <summary>The first run of a chain of retries gives the key, so that a retry does not repeat what has left already.</summary>
    public static string KeyOf(RunRow run, StepSpec.Publish spec, ArtifactRef artifact, EffectTarget target) =>
        Digest.OfText(target is EffectTarget.Tool tool
            ? $"{tool.Scope}\n{artifact.Content}\n{tool.Name}"
            : $"{run.First}\n{spec.Id}\n{artifact.Content}\n{ReviewBinding.Write(target)}").Value;

    public static Value.Record Output(string link) => new([new Field("link", new Value.Text(link))]);

    /// <param name="dead">One with the same key that has certainly not left and never will; it makes room.</param>
    private StepResult Queue(StepContext context, ReviewRow? review, Artifact artifact, EffectTarget target, string key, EffectRow? dead)
    {
        StepRow row = context.Row;
        DateTimeOffset now = time.GetUtcNow();
        var effect = new EffectRow
        {
            Id = ids.NextEffect(),
            Workspace = context.Run.Workspace,
            Run = context.Run.Id,
            Step = row.Step,
            Round = row.Round,
            Conversation = ConversationOf(target, key),
            Target = ReviewBinding.Write(target),
            Artifact = artifact.Ref,
            IdempotencyKey = key,
            Review = review?.Id,
            ReviewRevision = review?.Revision ?? 0,
            Binding = review?.LeavingBinding ?? Digest.None,
            DueAt = now,
            CreatedAt = now,
        };
        return new StepResult(new RunEvent.EffectQueued(row.Step, row.Round, row.Attempt, effect))
        {
            Along =
            [
                .. dead is null ? Enumerable.Empty<Change>() : [new Change.UpdateEffect(dead with { State = EffectState.Withdrawn })],
                new Change.PutArtifact(context.Run.Channel, artifact, context.Run.Id, now),
            ],

            // It leaves only after it was marked so, and that mark takes this row to the disk with it.
            Durability = Durability.ProcessEnd,
        };
    }

    // The same bytes for the same target were handled by the run that this one repeats.
    private StepResult Earlier(StepContext context, EffectRow earlier)
    {
        StepRow row = context.Row;
        if (earlier.State != EffectState.Sent)
        {
            return context.Fails(FailureKind.Permanent, "An earlier run was about to post the same, and its outcome is open. Settle that one first.");
        }

        DateTimeOffset now = time.GetUtcNow();
        Artifact output = Artifact.Of(ArtifactType.Value, Output(earlier.Reference));
        return new StepResult(new RunEvent.StepSucceeded(row.Step, row.Round, row.Attempt, output.Ref, earlier.Artifact.Content, "", false))
        {
            Along = [new Change.PutArtifact(context.Run.Channel, output, context.Run.Id, now)],
        };
    }

    private async ValueTask<Artifact?> ContentAsync(RunRow run, Value content, CancellationToken ct) =>
        RunScopes.Referenced(content) is { } reference
            ? await artifacts.FindAsync(run.Channel, reference.Content, ct) is { } found ? found with { Ref = found.Ref with { Type = reference.Type } } : null
            : Artifact.Of(ArtifactType.Message, new Value.Record([new Field("text", new Value.Text(ValueText.ForPeople(content)))]));

    private static string ConversationOf(EffectTarget target, string key) => target switch
    {
        EffectTarget.Channel channel => Conversations.InChannel(channel.Key),
        EffectTarget.Thread thread => Conversations.InThread(thread.Key, thread.Root),
        EffectTarget.Direct direct => $"direct:{direct.Platform}:{direct.Person}",
        _ => $"outside:{key}",
    };
}
