using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Opens a review as a row and forgets about it: waiting costs no thread and no memory.</summary>
public sealed class ReviewWork(IReviewReader reviews, IArtifactReader artifacts, EditCarrying edits, WaitingTimes times, IDirectory directory, IdSource ids, TimeProvider time)
{
    public async ValueTask<StepResult> DoAsync(StepContext context, CancellationToken ct)
    {
        var spec = (StepSpec.Review)context.Spec;
        StepRow row = context.Row;
        if (context.State.Step(spec.Of) is not { Status: StepStatus.Succeeded } made)
        {
            return new StepResult(new RunEvent.StepNotNeeded(row.Step, row.Round, row.Attempt));
        }

        if (context.Run.DryRun)
        {
            return DryRun(context);
        }

        ReviewRow? before = row.Review is { } id ? await reviews.FindAsync(id, ct) : null;
        CarriedEdit shown = await edits.ApplyAsync(context.Run, new ArtifactRef(made.ArtifactType, made.Artifact, made.ArtifactLength), before, ct);
        ReviewPolicy policy = PolicyOf(spec, context.Graph.Spec.Limits);
        IReadOnlyList<NumberReading> numbers = policy.Also is null ? [] : Thresholds.Read(policy, await ContentAsync(context.Run, shown, ct));
        DirectorySnapshot people = directory.Latest;
        Digest binding = ReviewBinding.Of(context.Run, context.Graph, spec.Id, shown.Artifact, policy, numbers, people);
        DateTimeOffset now = time.GetUtcNow();
        if (before is { State: ReviewState.Approved } && before.Binding == binding && before.ApprovalValidUntil > now)
        {
            Artifact output = Artifact.Of(ArtifactType.Value, ReviewBinding.Output(before.Leaving, spec.Of, refused: false, before.ClosedBy, ""));
            return new StepResult(new RunEvent.ReviewKept(row.Step, row.Round, row.Attempt, before, output.Ref))
            {
                Along = [new Change.PutArtifact(context.Run.Channel, output, context.Run.Id, now)],
            };
        }

        ImmutableArray<Consent> consents = Consents.Of(context.Run, context.Graph, spec.Id, people);
        var review = new ReviewRow
        {
            Id = before?.Id ?? ids.NextReview(),
            Revision = (before?.Revision ?? 0) + 1,
            Workspace = context.Run.Workspace,
            Channel = context.Run.Channel,
            Run = context.Run.Id,
            Step = spec.Id,
            Round = row.Round,
            Letter = LetterOf(context.Graph.Spec, spec),
            Artifact = shown.Artifact,
            Binding = binding,
            Policy = ReviewPolicies.Write(policy),
            Requester = context.Run.Requester,
            CausedBy = context.Run.CausedBy,
            ChangesUsed = ChangesUsed(context, spec, before),
            Reason = Reason(context, spec, before, shown),
            Before = before?.Artifact.Content ?? Digest.None,
            OpenedAt = now,
            ExpiresAt = spec.Policy.Expires is { } expires ? now + expires : null,
            Progress = ReviewProgress.Write(ReviewProgress.Nothing with { Numbers = numbers.Count == 0 ? null : numbers, Editor = EditorOf(shown, before), Handovers = HandedOver(before), Consents = consents.IsEmpty ? null : consents }),
        };
        review = times.Reckon(QuestionPlaces.WithChats(context.Run, review, people));
        return new StepResult(new RunEvent.ReviewOpened(row.Step, row.Round, row.Attempt, review)) { Along = shown.Along };
    }

    public static ReviewPolicy PolicyOf(StepSpec.Review spec, LimitsSpec limits) => ReviewPolicy.Of(spec.Policy, limits.Rounds);

    private async ValueTask<Value> ContentAsync(RunRow run, CarriedEdit shown, CancellationToken ct) =>
        shown.Along.OfType<Change.PutArtifact>().FirstOrDefault(put => put.Artifact.Ref.Content == shown.Artifact.Content)?.Artifact
            is { } made ? ValueJson.Read(made.Bytes.Span)
            : await artifacts.FindAsync(run.Channel, shown.Artifact.Content, ct) is { } stored ? ValueJson.Read(stored.Bytes.Span)
            : throw new InvalidOperationException($"The content {shown.Artifact.Content.Short} under review is missing.");

    // What a reviewer handed over is the question, not one round of it.
    private static IReadOnlyList<Handover>? HandedOver(ReviewRow? before) => before is null ? null : ReviewProgress.Read(before.Progress).Handovers;

    // The same bytes asked about again are still by who wrote them.
    private static PersonKey? EditorOf(CarriedEdit shown, ReviewRow? before) =>
        shown.Author ?? (before is not null && before.Artifact.Content == shown.Artifact.Content ? ReviewProgress.Read(before.Progress).Editor : null);

    // A remark that the agent could not read used up no round.
    private static int ChangesUsed(StepContext context, StepSpec.Review spec, ReviewRow? before)
    {
        if (before is null)
        {
            return 0;
        }

        bool counted = before.State == ReviewState.ChangesRequested && context.State.Step(spec.OnChanges) is { RemarkUnread: false };
        return before.ChangesUsed + (counted ? 1 : 0);
    }

    private static string Reason(StepContext context, StepSpec.Review spec, ReviewRow? before, CarriedEdit shown)
    {
        if (before is null)
        {
            return "";
        }

        string why = before.State == ReviewState.ChangesRequested && context.State.Step(spec.OnChanges) is { Revision.Length: > 0 } target
            ? System.Text.Json.JsonSerializer.Deserialize(target.Revision, StoreJson.Default.Revision)!.Note
            : context.Row.Failure;
        return shown.Replaced.Length == 0 ? why : $"{why}\n{shown.Replaced}".TrimStart('\n');
    }

    private static string LetterOf(WorkflowSpec workflow, StepSpec.Review spec)
    {
        string[] reviews = [.. workflow.Steps.OfType<StepSpec.Review>().Select(step => step.Id)];
        return reviews.Length == 1 ? "" : ((char)('a' + Array.IndexOf(reviews, spec.Id))).ToString();
    }

    // Nobody is asked: what a reviewer would see is shown to the person who asked, and everything behind it is left out.
    private StepResult DryRun(StepContext context) =>
        new(new RunEvent.StepNotNeeded(context.Row.Step, context.Row.Round, context.Row.Attempt))
        {
            Along = [new Change.WantView(Delivery.Conversations.RootOf(context.Run), Delivery.Purposes.DryRun(context.Run.Id), time.GetUtcNow())],
        };
}
