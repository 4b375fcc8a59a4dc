using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews;

namespace AgentBot.Storage.Rows;

internal static class ReviewRows
{
    public static readonly Table Reviews = new(
        "reviews",
        "id, revision, workspace, channel, run, step, round, letter, requester, before, opened_at, caused_by",
        "artifact_type, artifact, artifact_length, binding, policy, state, changes_used, reason, expires_at, closed_at, closed_by, approval_valid_until, progress, row_version, deadline, audience");

    public static readonly Table Decisions = new(
        "decisions",
        "review, revision, workspace, person, kind, shown, content, note, marked, edited, at, together",
        "");

    /// <summary>Sorts behind every deadline: reviews without one.</summary>
    public const long NoDeadline = long.MaxValue;

    public static void WriteFixed(IParameters to, ReviewRow row)
    {
        to.Key(row.Id);
        to.Number(row.Revision);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Key(row.Run);
        to.Text(row.Step);
        to.Number(row.Round);
        to.Text(row.Letter);
        to.Key(row.Requester);
        to.Key(row.Before);
        to.Time(row.OpenedAt);
        to.Key(row.CausedBy);
    }

    public static void WriteChanging(IParameters to, ReviewRow row, long version, long audience)
    {
        to.Word(row.Artifact.Type);
        to.Key(row.Artifact.Content);
        to.Number(row.Artifact.Length);
        to.Key(row.Binding);
        to.Text(row.Policy);
        to.Word(row.State);
        to.Number(row.ChangesUsed);
        to.Text(row.Reason);
        to.Time(row.ExpiresAt);
        to.Time(row.ClosedAt);
        to.Key(row.ClosedBy);
        to.Time(row.ApprovalValidUntil);
        to.Text(row.Progress);
        to.Number(version);
        to.Number(row.ExpiresAt is { } expires ? Values.Micros(expires) : NoDeadline);
        to.Number(audience);
    }

    public static ReviewRow ReadReview(IFields from) => new()
    {
        Id = from.Key<ReviewId>(),
        Revision = from.Whole(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Run = from.Key<RunId>(),
        Step = from.Text(),
        Round = from.Whole(),
        Letter = from.Text(),
        Requester = from.Key<PersonKey>(),
        Before = from.Key<Digest>(),
        OpenedAt = from.Time(),
        CausedBy = from.Key<PersonKeys>(),
        Artifact = new ArtifactRef(from.Word<ArtifactType>(), from.Key<Digest>(), from.Number()),
        Binding = from.Key<Digest>(),
        Policy = from.Text(),
        State = from.Word<ReviewState>(),
        ChangesUsed = from.Whole(),
        Reason = from.Text(),
        ExpiresAt = from.TimeOrNull(),
        ClosedAt = from.TimeOrNull(),
        ClosedBy = from.KeyOrNull<PersonKey>(),
        ApprovalValidUntil = from.TimeOrNull(),
        Progress = from.Text(),
        RowVersion = from.Number(),
    };

    public static void Write(IParameters to, DecisionRow row)
    {
        to.Key(row.Review);
        to.Number(row.Revision);
        to.Key(row.Workspace);
        to.Key(row.Person);
        to.Word(row.Kind);
        to.Key(row.Shown);
        to.Key(row.Content);
        to.Text(row.Note);
        to.Text(JsonSerializer.Serialize(row.Marked, StoreJson.Default.IReadOnlyListString));
        to.Key(row.Edited);
        to.Time(row.At);
        to.Text(row.Together);
    }

    public static DecisionRow ReadDecision(IFields from) => new()
    {
        Review = from.Key<ReviewId>(),
        Revision = from.Whole(),
        Workspace = from.Key<WorkspaceKey>(),
        Person = from.Key<PersonKey>(),
        Kind = from.Word<DecisionKind>(),
        Shown = from.Key<Digest>(),
        Content = from.Key<Digest>(),
        Note = from.Text(),
        Marked = JsonSerializer.Deserialize(from.Text(), StoreJson.Default.IReadOnlyListString) ?? [],
        Edited = from.Key<Digest>(),
        At = from.Time(),
        Together = from.Text(),
    };
}
