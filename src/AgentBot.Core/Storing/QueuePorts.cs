using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Core.Storing;

/// <summary>Reads for those who have many reviews before them.</summary>
public interface IQueueReader
{
    /// <summary>Open reviews under these names, oldest first.</summary>
    ValueTask<IReadOnlyList<ReviewRow>> WaitingAsync(QueueQuery query, CancellationToken ct);

    /// <summary>Which of them were found alike, at least two of a kind; the largest first.</summary>
    /// <param name="principals">Names as in the policy.</param>
    ValueTask<IReadOnlyList<AlikeReviews>> AlikeAsync(WorkspaceKey workspace, IReadOnlyList<string> principals, CancellationToken ct);

    /// <summary>Open reviews that nobody has compared with others yet, oldest first.</summary>
    ValueTask<IReadOnlyList<ReviewRow>> UncomparedAsync(int take, CancellationToken ct);

    ValueTask<BatchRow?> FindBatchAsync(string id, CancellationToken ct);

    /// <summary>The batch of this kin that this person was offered and that is not over.</summary>
    ValueTask<BatchRow?> OpenBatchAsync(WorkspaceKey workspace, PersonKey person, string kin, CancellationToken ct);

    /// <summary>Batches that were offered to a person since a time, newest first.</summary>
    ValueTask<IReadOnlyList<BatchRow>> BatchesAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct);

    /// <summary>Who opened the whole of which revision, in the order in which they did.</summary>
    ValueTask<IReadOnlyList<OpeningRow>> OpeningsAsync(ReviewId review, CancellationToken ct);

    /// <summary>What a person decided since a time, newest first, with what is known around it.</summary>
    ValueTask<IReadOnlyList<RecordedDecision>> DecisionsOfAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct);
}

/// <param name="Principals">Names as in the policy ("ben", "finance-leads").</param>
/// <param name="Take">At most so many, behind those that are skipped.</param>
public sealed record QueueQuery(WorkspaceKey Workspace, IReadOnlyList<string> Principals, int Skip, int Take)
{
    /// <summary>Null for all channels.</summary>
    public ChannelKey? Channel { get; init; }

    /// <summary>Only reviews of runs of this template; null for all.</summary>
    public string? Template { get; init; }

    /// <summary>Only those of one kin; null for all.</summary>
    public string? Kin { get; init; }
}

/// <param name="Kin">See <see cref="Likeness"/>.</param>
/// <param name="First">The oldest of them.</param>
public sealed record AlikeReviews(string Kin, int Count, ReviewRow First);
