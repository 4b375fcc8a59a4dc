using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

// What leaves, and what became of it.
public sealed partial class RunMachine
{
    private static NoReason? EffectQueued(RunDraft draft, StepRow row, RunEvent.EffectQueued e)
    {
        // Its workflow has no step that publishes; were there one all the same, it would end here.
        if (DrillKey.Is(draft.Run.Requester))
        {
            throw new InvalidOperationException("A drill never publishes.");
        }

        draft.Set(row with
        {
            Status = StepStatus.Running,
            Waiting = WaitReason.None,
            Effect = e.Effect.Id,
            StartedAt = row.StartedAt ?? draft.Now,
            InputDigest = e.Effect.Artifact.Content,
        });
        draft.Write(new Change.InsertEffect(e.Effect));
        draft.Note(AuditEntry.Of("effect.queued", AuditEntry.Host, e.Effect.Id.Value)
            .With("artifact", e.Effect.Artifact.Content)
            .With("binding", e.Effect.Binding)
            .With("target", Digest.OfText(e.Effect.Target)));
        return null;
    }

    private static NoReason? Sent(RunDraft draft, RunEvent.EffectSent e)
    {
        if (StepOf(draft, e.Effect) is not { } row)
        {
            return NoReason.EffectEnded;
        }

        draft.Write(new Change.UpdateEffect(e.Effect with { State = EffectState.Sent, EndedAt = draft.Now, Failure = "" }));
        draft.Note(AuditEntry.Of("effect.sent", AuditEntry.Host, e.Effect.Id.Value).With("artifact", e.Effect.Artifact.Content));
        End(draft, row, draft.Now, ended => ended with
        {
            Status = StepStatus.Succeeded,
            Artifact = e.Output.Content,
            ArtifactType = e.Output.Type,
            ArtifactLength = e.Output.Length,
            Failure = "",
            FailureKind = FailureKind.None,
        });
        RedrawReview(draft, e.Effect);
        return null;
    }

    private static NoReason? Unclear(RunDraft draft, RunEvent.EffectUnclear e)
    {
        if (StepOf(draft, e.Effect) is not { } row)
        {
            return NoReason.EffectEnded;
        }

        draft.Write(new Change.UpdateEffect(e.Effect with { State = EffectState.Unknown, Failure = e.Sentence }));
        draft.Note(AuditEntry.Of("effect.unclear", AuditEntry.Host, e.Effect.Id.Value));
        draft.Set(row with { Status = StepStatus.Unknown, Failure = e.Sentence });
        draft.Write(new Change.WantView(Conversations.ThreadOf(draft.Run), Purposes.UnclearEffect(e.Effect.Id), draft.Now));
        return null;
    }

    private static NoReason? Dead(RunDraft draft, RunEvent.EffectDead e)
    {
        if (StepOf(draft, e.Effect) is not { } row)
        {
            return NoReason.EffectEnded;
        }

        draft.Write(new Change.UpdateEffect(e.Effect with { State = EffectState.Dead, Failure = e.Sentence, EndedAt = draft.Now }));
        draft.Note(AuditEntry.Of("effect.dead", AuditEntry.Host, e.Effect.Id.Value).Saying("reason", e.Sentence));
        if (draft.Run.CancelledBy is not null)
        {
            draft.Set(row with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, Failure = e.Sentence, EndedAt = draft.Now });
            return null;
        }

        StepRow failed = row with
        {
            Status = StepStatus.Failed,
            Waiting = WaitReason.None,
            Failure = e.Sentence,
            FailureKind = FailureKind.Permanent,
            EndedAt = draft.Now,
        };
        Conclude(draft, failed, draft.Spec(row.Step));
        return null;
    }

    /// <summary>Nothing leaves: the same artifact, or what it has become, is asked about anew as the next revision.</summary>
    private static NoReason? Voided(RunDraft draft, RunEvent.EffectVoided e)
    {
        if (StepOf(draft, e.Effect) is not { } row || draft.Spec(row.Step) is not StepSpec.Publish { ApprovedBy: { } reviewStep })
        {
            return NoReason.EffectEnded;
        }

        draft.Write(new Change.UpdateEffect(e.Effect with { State = EffectState.Withdrawn, Failure = e.Sentence, EndedAt = draft.Now }));
        draft.Note(AuditEntry.Of("approval.voided", AuditEntry.Host, e.Effect.Id.Value).Saying("reason", e.Sentence));
        if (draft.Run.CancelledBy is not null)
        {
            draft.Set(row with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, Failure = e.Sentence, EndedAt = draft.Now });
            return null;
        }

        draft.Set(row with { Status = StepStatus.Pending, Effect = null, StartedAt = null });

        // Where several things leave behind one review, the first that is voided has asked again for all of them.
        if (draft.State.ReviewOf(reviewStep) is { State: ReviewState.Approved } review && review.Revision == e.Effect.ReviewRevision)
        {
            draft.Write(new Change.UpdateReview(review with { State = ReviewState.Voided, ClosedAt = draft.Now, Reason = e.Sentence }));
            draft.Redraw(review);
            StepRow asked = draft[reviewStep] with { Status = StepStatus.Ready, Waiting = WaitReason.None, EndedAt = null, Failure = e.Sentence };
            draft.Set(asked);
            draft.Queue(asked, draft.Now);
        }

        return null;
    }

    /// <summary>The run was stopped between two tries: what has certainly not left never will.</summary>
    private static NoReason? Stopped(RunDraft draft, RunEvent.EffectStopped e)
    {
        if (StepOf(draft, e.Effect) is not { } row)
        {
            return NoReason.EffectEnded;
        }

        draft.Write(new Change.UpdateEffect(e.Effect with { State = EffectState.Withdrawn, EndedAt = draft.Now }));
        draft.Note(AuditEntry.Of("effect.withdrawn", AuditEntry.Host, e.Effect.Id.Value));
        draft.Set(row with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, EndedAt = draft.Now });
        RedrawReview(draft, e.Effect);
        return null;
    }

    private static NoReason? Repeated(RunDraft draft, RunEvent.EffectRepeated e)
    {
        if (StepOf(draft, e.Effect) is not { Status: StepStatus.Unknown or StepStatus.Waiting } row)
        {
            return NoReason.EffectEnded;
        }

        if (draft.Run.CancelledBy is not null)
        {
            return Stopped(draft, new RunEvent.EffectStopped(e.Effect));
        }

        draft.Write(new Change.UpdateEffect(e.Effect with { State = EffectState.Pending, DueAt = draft.Now, Attempts = 0, EndedAt = null, Failure = "" }));
        draft.Note(AuditEntry.Of("effect.repeated", e.By.Value, e.Effect.Id.Value));
        draft.Set(row with { Status = StepStatus.Running, Waiting = WaitReason.None, Failure = "", FailureKind = FailureKind.None });
        draft.Write(new Change.WantView(Conversations.ThreadOf(draft.Run), Purposes.UnclearEffect(e.Effect.Id), draft.Now));
        return null;
    }

    /// <summary>The step that this effect belongs to, if the effect is still what the event was decided on.</summary>
    private static StepRow? StepOf(RunDraft draft, EffectRow effect) =>
        draft[effect.Step] is { HasEnded: false } row && row.Effect == effect.Id && draft.State.Effects.Any(stored => stored.Id == effect.Id && stored.RowVersion == effect.RowVersion)
            ? row
            : null;

    private static bool HasBegunToLeave(RunDraft draft, string reviewStep) =>
        EffectsBehind(draft, reviewStep).Any(effect => effect.State != EffectState.Pending)
        || draft.Graph.Spec.Steps.OfType<StepSpec.Publish>().Any(step => step.ApprovedBy == reviewStep && draft[step.Id].Status == StepStatus.Succeeded);

    private static IEnumerable<EffectRow> EffectsBehind(RunDraft draft, string reviewStep)
    {
        ImmutableArray<string> members = draft.Graph.WithDescendants(reviewStep);
        return draft.State.Effects.Where(effect => members.Contains(effect.Step));
    }

    private static void TakeBackEffects(RunDraft draft, ImmutableArray<string> members)
    {
        foreach (EffectRow effect in draft.State.Effects.Where(effect => members.Contains(effect.Step) && effect.State == EffectState.Pending))
        {
            draft.Write(new Change.UpdateEffect(effect with { State = EffectState.Withdrawn, EndedAt = draft.Now }));
            draft.Set(draft[effect.Step] with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, EndedAt = draft.Now });
        }
    }

    private static void RedrawReview(RunDraft draft, EffectRow effect)
    {
        if (effect.Review is { } id && draft.Spec(effect.Step) is StepSpec.Publish { ApprovedBy: { } step } && draft.State.ReviewOf(step) is { } review && review.Id == id)
        {
            draft.Redraw(review with { Revision = effect.ReviewRevision });
        }
    }
}
