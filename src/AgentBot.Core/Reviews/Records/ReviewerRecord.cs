using System.Collections.Immutable;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Core.Reviews.Records;

/// <summary>What one person's decisions say about how they decide; computed from kept rows, never kept itself.</summary>
/// <param name="Latest">Newest first.</param>
public sealed record ReviewerRecord(ImmutableArray<RecordedDecision> Latest)
{
    public int Approved { get; private init; }

    /// <summary>Of those approved, how many together with others.</summary>
    public int Together { get; private init; }

    public int SentBack { get; private init; }

    public int Rejected { get; private init; }

    public int Edited { get; private init; }

    public int ByRow { get; private init; }

    /// <summary>Half of the decisions came within this time after the question; null where there are none.</summary>
    public TimeSpan? HalfWithin { get; private init; }

    /// <summary>Nine of ten came within this time.</summary>
    public TimeSpan? MostWithin { get; private init; }

    /// <summary>Decisions before which the person had opened the whole.</summary>
    public int Opened { get; private init; }

    /// <summary>Decisions about versions of which somebody else said the opposite: yes against no or back.</summary>
    public int Disputed { get; private init; }

    /// <summary>Reviews that were drawn from a group and decided.</summary>
    public int SpotChecks { get; private init; }

    /// <summary>Of those, how many were decided after opening all of it.</summary>
    public int SpotChecksRead { get; private init; }

    /// <summary>Of those, how many were rejected, sent back or changed.</summary>
    public int SpotChecksFound { get; private init; }

    /// <summary>Drills that were answered.</summary>
    public int Drills { get; init; }

    /// <summary>Of those, in how many the planted mistake was found.</summary>
    public int DrillsFound { get; init; }

    public int Count => Latest.Length;

    /// <summary>With what is known of drills; those without an answer count neither way.</summary>
    public ReviewerRecord With(IEnumerable<DrillRow> drills)
    {
        DrillRow[] answered = [.. drills.Where(drill => drill.State is DrillState.Found or DrillState.Missed)];
        return this with { Drills = answered.Length, DrillsFound = answered.Count(drill => drill.State == DrillState.Found) };
    }

    /// <param name="decisions">Newest first; those that took something back do not count.</param>
    /// <param name="batches">What the person was offered in the same time.</param>
    public static ReviewerRecord Of(IEnumerable<RecordedDecision> decisions, IEnumerable<BatchRow> batches)
    {
        ImmutableArray<RecordedDecision> all = [.. decisions.Where(decision => decision.Kind != DecisionKind.Withdraw)];
        TimeSpan[] took = [.. all.Select(decision => decision.At - decision.AskedAt).Order()];
        var byReview = all.ToLookup(decision => (decision.Review, decision.Revision));
        RecordedDecision[] spots = [.. batches.SelectMany(batch => batch.Spots.Select(spot => byReview[(spot.Review, spot.Revision)].FirstOrDefault(decision => decision.At >= batch.MadeAt))).OfType<RecordedDecision>().Distinct()];
        return new ReviewerRecord(all)
        {
            Approved = all.Count(decision => decision.Kind == DecisionKind.Approve),
            Together = all.Count(decision => decision.Together.Length > 0),
            SentBack = all.Count(decision => decision.Kind is DecisionKind.RequestChanges),
            Rejected = all.Count(decision => decision.Kind == DecisionKind.Reject),
            Edited = all.Count(decision => decision.Kind == DecisionKind.Edit),
            ByRow = all.Count(decision => decision.Kind == DecisionKind.Rows),
            HalfWithin = Within(took, 0.5),
            MostWithin = Within(took, 0.9),
            Opened = all.Count(IsRead),
            Disputed = all.Count(IsDisputed),
            SpotChecks = spots.Length,
            SpotChecksRead = spots.Count(IsRead),
            SpotChecksFound = spots.Count(decision => decision.Kind != DecisionKind.Approve),
        };
    }

    /// <summary>The person had opened the whole when they decided.</summary>
    public static bool IsRead(RecordedDecision decision) => decision.OpenedAt is { } opened && opened <= decision.At;

    /// <summary>Somebody else said the opposite of the same version.</summary>
    public static bool IsDisputed(RecordedDecision decision) => decision.Kind switch
    {
        DecisionKind.Approve => decision.Others.Any(IsNo),
        DecisionKind.Reject or DecisionKind.RequestChanges => decision.Others.Contains(DecisionKind.Approve),
        _ => false,
    };

    private static bool IsNo(DecisionKind kind) => kind is DecisionKind.Reject or DecisionKind.RequestChanges;

    // The smallest time within which that share of them lies.
    private static TimeSpan? Within(TimeSpan[] took, double share) => took.Length == 0 ? null : took[Math.Max(0, (int)Math.Ceiling(took.Length * share) - 1)];
}
