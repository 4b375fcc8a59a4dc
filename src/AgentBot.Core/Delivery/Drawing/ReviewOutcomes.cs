using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>What became of the revision that a card shows; null while it waits.</summary>
public sealed class ReviewOutcomes(DrawingReads reads, RowReads rows, IDrillReader drills)
{
    public async ValueTask<ReviewOutcome?> OfAsync(ReviewRow review, CancellationToken ct)
    {
        DateTimeOffset at = review.ClosedAt ?? reads.Time.GetUtcNow();
        string by = review.ClosedBy is { } person ? reads.NameOf(person) : "";
        if (!review.IsOpen && DrillKey.Is(review.Requester) && await drills.OfRunAsync(review.Run, ct) is { Mistake.Length: > 0 } drill)
        {
            return new ReviewOutcome.Drilled(PlantedMistake.Read(drill.Mistake), drill.State switch { DrillState.Found => true, DrillState.Missed => false, _ => null }, at);
        }

        switch (review.State)
        {
            case ReviewState.Open:
                return null;
            case ReviewState.Approved:
                return await ApprovedAsync(review, at, ct);
            case ReviewState.Rejected:
                return new ReviewOutcome.Rejected(by, at, await NoteAsync(review, DecisionKind.Reject, ct));
            case ReviewState.ChangesRequested:
                ReviewRow newest = (await reads.Reviews.FindAsync(review.Id, ct))!;
                var sentBack = new ReviewOutcome.BeingRevised(by, at, await NoteAsync(review, DecisionKind.RequestChanges, ct)) { Rows = await SentBackAsync(review, ct) };
                return newest.Revision > review.Revision ? new ReviewOutcome.Superseded(newest.Revision) { SentBack = sentBack } : sentBack;
            case ReviewState.Expired:
                return new ReviewOutcome.Expired(at);
            case ReviewState.Superseded:
                return new ReviewOutcome.Superseded(review.Revision + 1, by);
            case ReviewState.Voided:
                return new ReviewOutcome.Voided(review.Revision + 1, review.Reason);
            case ReviewState.Withdrawn:
                return new ReviewOutcome.Withdrawn(by, at);
            default:
                return new ReviewOutcome.Cancelled(await StopperAsync(review, ct), at);
        }
    }

    private async ValueTask<ReviewOutcome> ApprovedAsync(ReviewRow review, DateTimeOffset at, CancellationToken ct)
    {
        ImmutableArray<PublishedEffect> published = await PublishedAsync(review, ct);
        IReadOnlyList<DecisionRow> decisions = await reads.Reviews.DecisionsAsync(review.Id, ct);
        DecisionRow? edit = decisions.LastOrDefault(decision => decision.Kind == DecisionKind.Edit && decision.Edited == review.Artifact.Content);
        bool inOneStep = edit is not null && decisions.All(decision => decision.Revision != review.Revision);
        if (inOneStep && await reads.Artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is { } artifact)
        {
            return new ReviewOutcome.EditedAndApproved(reads.NameOf(edit!.Person), at, ValueJson.Read(artifact.Bytes.Span), published);
        }

        ImmutableArray<string> by =
        [
            .. decisions
                .Where(decision => Approvals.LetsOut(decision) && decision.Revision == review.Revision)
                .Select(decision => reads.NameOf(decision.Person))
                .Distinct(),
        ];
        return new ReviewOutcome.Approved(by, at, published) { Rows = await RowsAsync(review, ct) };
    }

    private async ValueTask<RowsOutcome?> RowsAsync(ReviewRow review, CancellationToken ct)
    {
        if (review.Artifact.Type != ArtifactType.Table || !await rows.IsByRowsAsync(review, ct) || await rows.ShownAsync(review, ct) is not { } shown)
        {
            return null;
        }

        RowChoices together = RowChoices.Together(shown, [.. (await rows.SubmittedAsync(review, shown, ct)).Select(submission => submission.Choices)]);
        return RowRule.Apply(shown, together) is { IsRefused: false, Value: var result } ? new RowsOutcome(shown, result) : null;
    }

    private async ValueTask<RowsOutcome?> SentBackAsync(ReviewRow review, CancellationToken ct) =>
        (await reads.DecisionsAsync(review, ct)).LastOrDefault(decision => decision.Kind == DecisionKind.RequestChanges) is { Edited.IsNone: false } decision
        && await rows.ShownAsync(review, ct) is { } shown
        && await rows.ChoicesAsync(review, decision, ct) is { } choices
        && RowRule.Apply(shown, choices) is { IsRefused: false, Value: var result }
            ? new RowsOutcome(shown, result)
            : null;

    public async ValueTask<ImmutableArray<PublishedEffect>> PublishedAsync(ReviewRow review, CancellationToken ct) =>
        Published(review.Channel, (await reads.Delivery.EffectsAsync(review.Run, ct)).Where(effect => effect.Review == review.Id && effect.ReviewRevision == review.Revision));

    /// <param name="from">The run's own channel.</param>
    public ImmutableArray<PublishedEffect> Published(ChannelKey from, IEnumerable<EffectRow> effects) =>
    [
        .. effects
            .Where(effect => effect is { State: EffectState.Sent })
            .Select(effect => new PublishedEffect(Names.Planned(ReviewBinding.Read(effect.Target), from, reads.People), effect.EndedAt ?? effect.CreatedAt, effect.Reference)),
    ];

    private async ValueTask<string> NoteAsync(ReviewRow review, DecisionKind kind, CancellationToken ct) =>
        (await reads.DecisionsAsync(review, ct)).LastOrDefault(decision => decision.Kind == kind)?.Note ?? "";

    private async ValueTask<string> StopperAsync(ReviewRow review, CancellationToken ct) =>
        await reads.Runs.FindAsync(review.Run, ct) is { CancelledBy: { } by } ? reads.NameOf(by) : "";
}
