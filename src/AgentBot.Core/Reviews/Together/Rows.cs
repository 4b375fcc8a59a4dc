using System.Text.Json.Serialization;

namespace AgentBot.Core.Reviews.Together;

/// <summary>
/// Reviews that one person was offered to approve together, with those among them that have to be read and decided singly first.
/// The draw is kept before anybody sees it: asking again shows the same.
/// </summary>
public sealed record BatchRow
{
    public required string Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required PersonKey Person { get; init; }

    /// <summary>What its members have in common: see <see cref="Likeness"/>.</summary>
    public required string Kin { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<BatchMember> Members { get; init; }

    public BatchState State { get; init; } = BatchState.Open;

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long RowVersion { get; init; }

    /// <summary>Names the whole of what is approved: the button carries its beginning.</summary>
    [JsonIgnore]
    public Digest Shown => Digest.OfText(string.Join('\n', Members.Select(member => $"{member.Review}.{member.Revision} {member.Binding} {member.Artifact} {(member.IsSpot ? "singly" : "together")}")));

    [JsonIgnore]
    public IEnumerable<BatchMember> Spots => Members.Where(member => member.IsSpot);

    [JsonIgnore]
    public IEnumerable<BatchMember> Others => Members.Where(member => !member.IsSpot);
}

/// <param name="Binding">As the review was bound when the batch was made.</param>
/// <param name="Artifact">The bytes that it showed then.</param>
/// <param name="IsSpot">It must be opened in full and decided singly before the others may be approved together.</param>
public sealed record BatchMember(ReviewId Review, int Revision, Digest Binding, Digest Artifact, bool IsSpot);

[JsonConverter(typeof(JsonStringEnumConverter<BatchState>))]
public enum BatchState
{
    Open,

    /// <summary>The others were approved together.</summary>
    Approved,

    /// <summary>A spot check was answered with something else than a yes: the others are decided one by one.</summary>
    Stopped,

    /// <summary>Nothing of it waits any more.</summary>
    Over,
}
