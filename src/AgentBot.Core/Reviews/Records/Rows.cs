namespace AgentBot.Core.Reviews.Records;

/// <summary>Somebody opened the whole of what one revision asked about; kept with the review.</summary>
public sealed record OpeningRow(ReviewId Review, int Revision, PersonKey Person, DateTimeOffset At);

/// <summary>One decision of one person, with what is known around it; read from rows that are kept anyway.</summary>
/// <param name="AskedAt">When that revision was asked.</param>
/// <param name="OpenedAt">When the person opened the whole of it; null where they never did.</param>
/// <param name="Others">What others said of the same revision.</param>
/// <param name="Together">The batch in which it was decided; empty for one decided singly.</param>
public sealed record RecordedDecision(
    ReviewId Review, int Revision, RunId Run, string Template, ChannelKey Channel, DecisionKind Kind, DateTimeOffset At, DateTimeOffset AskedAt, DateTimeOffset? OpenedAt, IReadOnlyList<DecisionKind> Others, string Together);
