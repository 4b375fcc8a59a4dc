using System.Text.Json.Serialization;
using AgentBot.Core.Artifacts;

namespace AgentBot.Core.Reviews;

/// <summary>An open question about one artifact hash. One row per revision; the id is the same for all revisions of a run's step.</summary>
public sealed record ReviewRow
{
    public required ReviewId Id { get; init; }

    /// <summary>Counts from 1; a request for changes, an edit or a void opens the next.</summary>
    public required int Revision { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required ChannelKey Channel { get; init; }

    public required RunId Run { get; init; }

    public required string Step { get; init; }

    public required int Round { get; init; }

    /// <summary>Empty where the run has one review, else "a", "b", …: "4211b".</summary>
    public string Letter { get; init; } = "";

    public required ArtifactRef Artifact { get; init; }

    /// <summary>Hash over artifact, target, arguments, template version and policy: what a decision approves.</summary>
    public required Digest Binding { get; init; }

    /// <summary>Resolved policy as JSON of <see cref="ReviewPolicy"/>.</summary>
    public required string Policy { get; init; }

    public ReviewState State { get; init; } = ReviewState.Open;

    public required PersonKey Requester { get; init; }

    /// <inheritdoc cref="Runs.RunRow.CausedBy"/>
    public PersonKeys CausedBy { get; init; } = PersonKeys.None;

    /// <summary>How many requests for changes this review has had.</summary>
    public int ChangesUsed { get; init; }

    /// <summary>Why this revision exists: the note of the request for changes, or a sentence of the host.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The artifact of the revision before this one; None for the first.</summary>
    public Digest Before { get; init; } = Digest.None;

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public PersonKey? ClosedBy { get; init; }

    /// <summary>Until when an approval may be used.</summary>
    public DateTimeOffset? ApprovalValidUntil { get; init; }

    /// <summary>How far it is decided, as JSON of <see cref="Deciding.ReviewProgress"/>; empty where nothing happened yet.</summary>
    public string Progress { get; init; } = "";

    public long RowVersion { get; init; }

    [JsonIgnore]
    public bool IsOpen => State == ReviewState.Open;

    /// <summary>What an approval lets out: what was shown, or the rows of it that were approved.</summary>
    [JsonIgnore]
    public ArtifactRef Leaving => RowsDecided?.Artifact ?? Artifact;

    /// <summary><see cref="Binding"/> of <see cref="Leaving"/>.</summary>
    [JsonIgnore]
    public Digest LeavingBinding => RowsDecided?.Binding ?? Binding;

    [JsonIgnore]
    private Deciding.RowsDecided? RowsDecided => Deciding.ReviewProgress.Read(Progress).Rows;
}

[JsonConverter(typeof(JsonStringEnumConverter<ReviewState>))]
public enum ReviewState
{
    Open,
    Approved,
    Rejected,
    ChangesRequested,
    Expired,
    Superseded,
    Voided,
    Withdrawn,
    Cancelled,
}

[JsonConverter(typeof(JsonStringEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    Approve,
    Reject,
    RequestChanges,
    Edit,

    /// <summary>Lets rows of a table out one by one. Where single rows go back it is <see cref="RequestChanges"/>, where all are refused <see cref="Reject"/>.</summary>
    Rows,
    Withdraw,

    /// <summary>The consent that it leaves a private channel: <see cref="Deciding.Consent"/>.</summary>
    Declassify,
}

/// <summary>What one person said about one revision. Append-only; unique on (review, revision, person, kind, content hash).</summary>
public sealed record DecisionRow
{
    public required ReviewId Review { get; init; }

    public required int Revision { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required PersonKey Person { get; init; }

    public required DecisionKind Kind { get; init; }

    /// <summary>The artifact that was shown when the person decided.</summary>
    public required Digest Shown { get; init; }

    /// <summary>Hash of the note, marks and edited content together.</summary>
    public required Digest Content { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Keys that the note is about; empty for all.</summary>
    public IReadOnlyList<string> Marked { get; init; } = [];

    /// <summary>The artifact that the edit made, or the choices of a table that was decided row by row; None otherwise.</summary>
    public Digest Edited { get; init; } = Digest.None;

    /// <summary>The batch in which it was approved together with others; empty for one decided singly.</summary>
    public string Together { get; init; } = "";

    public required DateTimeOffset At { get; init; }
}
