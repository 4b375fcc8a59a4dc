using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Requests;

/// <summary>
/// Puts into words what a system is told, once. A no of any kind is told as soon as it is committed. A yes is told only by the
/// effect that releases it: that one has just compared the bytes, the binding and those who approved.
/// </summary>
public sealed class DecisionIssuer(IRequestReader requests, IReviewReader reviews, IRunReader runs, ICommitter committer, IDirectory directory, IAskers askers, RowReads rows, TimeProvider time)
{
    /// <returns>Null as long as the round is undecided, or approved and not released yet.</returns>
    /// <exception cref="DamagedArtifactException">The kept words are not those that were kept.</exception>
    public async ValueTask<IssuedDecision?> FindAsync(RunRow run, ReviewRow review, CancellationToken ct)
    {
        if (await requests.FindIssuedAsync(review.Id, review.Round, ct) is { } issued)
        {
            return Digest.OfText(issued.Document) == issued.Digest ? issued : throw new DamagedArtifactException(run.Channel, issued.Digest, "The words of a decision are no longer those that were kept.");
        }

        if (OutcomeOf(run, review) is not { } outcome)
        {
            return null;
        }

        IssuedDecision made = await WriteAsync(run, review, outcome, null, ct);
        await committer.CommitAsync(new Commit { Workspace = run.Workspace, Changes = [new Change.PutIssued(made)] }, ct);
        return await requests.FindIssuedAsync(review.Id, review.Round, ct);
    }

    /// <param name="artifact">The bytes that leave, just compared with what was approved.</param>
    public ValueTask<IssuedDecision> ReleaseAsync(RunRow run, ReviewRow review, Artifact artifact, CancellationToken ct) =>
        WriteAsync(run, review, DecisionOutcome.Approved, artifact, ct);

    private async ValueTask<IssuedDecision> WriteAsync(RunRow run, ReviewRow review, DecisionOutcome outcome, Artifact? approved, CancellationToken ct)
    {
        StepRow handedIn = (await runs.HistoryAsync(run.Id, ct)).Last(row => row.Step == RequestedWorkflow.ContentStep && row.Round == review.Round && row.Status == StepStatus.Succeeded);
        IReadOnlyList<DecisionRow> said = await reviews.DecisionsAsync(review.Id, ct);
        var facts = new DecisionFacts(
            run,
            review,
            outcome,
            said,
            await RowsAsync(review, outcome, said, ct),
            new ArtifactRef(handedIn.ArtifactType, handedIn.Artifact, handedIn.ArtifactLength),
            approved,
            askers.Find(run.Requester)?.Deciders ?? NamedDeciders.Nobody,
            Cards.CardPath.Run(run.Number),
            time.GetUtcNow());
        return DecisionWriter.Write(facts, directory.Latest);
    }

    /// <summary>What was said of each row, where it was decided row by row; null for one about the whole.</summary>
    private async ValueTask<RowChoices?> RowsAsync(ReviewRow review, DecisionOutcome outcome, IReadOnlyList<DecisionRow> said, CancellationToken ct)
    {
        if (await rows.ShownAsync(review, ct) is not { } shown)
        {
            return null;
        }

        if (outcome == DecisionOutcome.Approved)
        {
            return await rows.IsByRowsAsync(review, ct) ? RowChoices.Together(shown, [.. (await rows.SubmittedAsync(review, shown, ct)).Select(submission => submission.Choices)]) : null;
        }

        return said.LastOrDefault(one => one.Revision == review.Revision) is { } last ? await rows.ChoicesAsync(review, last, ct) : null;
    }

    private static DecisionOutcome Stopped(RunRow run) => run.CancelledBy == run.Requester ? DecisionOutcome.Withdrawn : DecisionOutcome.Cancelled;

    private static DecisionOutcome? OutcomeOf(RunRow run, ReviewRow review) => review.State switch
    {
        ReviewState.Rejected => DecisionOutcome.Rejected,
        ReviewState.ChangesRequested => DecisionOutcome.ChangesRequested,
        ReviewState.Expired => DecisionOutcome.Expired,
        ReviewState.Withdrawn => DecisionOutcome.Withdrawn,
        ReviewState.Cancelled => Stopped(run),

        // Approved and stopped before it was released: now it never will be.
        ReviewState.Approved or ReviewState.Voided when run.Status == RunStatus.Cancelled => Stopped(run),
        _ => null,
    };
}

/// <summary>
/// Releases what was approved to the system that asked: its words are kept with the record of the sending, in this very store, so
/// it happens once and is never unclear. Being told by a webhook follows from that and may be repeated.
/// </summary>
public sealed class DecisionSender(DecisionIssuer issuer, IRunReader runs, IReviewReader reviews, IRequestReader requests, IAskers askers, TimeProvider time) : IEffectSender
{
    public bool Handles(EffectTarget target) => target is EffectTarget.Asker;

    public bool MayRepeat(EffectTarget target) => true;

    public async ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        var asker = (EffectTarget.Asker)target;
        if (askers.Find(asker.System) is null)
        {
            return new SendOutcome.Impossible("The settings no longer name the system that asked. The operator can put it back.");
        }

        if (await requests.FindAsync(asker.System, asker.Request, ct) is not { } request || request.Run != effect.Run)
        {
            return new SendOutcome.Impossible("This is no request of that system. Nothing was released.");
        }

        RunRow run = (await runs.FindAsync(effect.Run, ct))!;
        ReviewRow review = (await reviews.FindAsync(effect.Review!.Value, effect.ReviewRevision, ct))!;
        IssuedDecision decision = await issuer.ReleaseAsync(run, review, artifact, ct);
        return new SendOutcome.Sent("") { Along = [new Change.PutIssued(decision), RequestedWorkflow.Tell(run, review, time.GetUtcNow())] };
    }
}
