using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;

namespace AgentBot.Storage.Rows;

internal static class DeliveryRows
{
    public static readonly Table Effects = new(
        "effects",
        "id, workspace, run, step, round, conversation, target, artifact_type, artifact, artifact_length, idempotency_key, review, review_revision, created_at",
        "binding, state, attempts, due_at, reference, failure, ended_at, row_version, unfinished, boot");

    public static readonly Table Views = new(
        "views",
        "workspace, conversation, purpose, wanted",
        "sent, message, posting, attempts, due_at, failure, roundup");

    public static bool IsUnfinished(EffectState state) => state switch
    {
        EffectState.Pending or EffectState.Sending or EffectState.Unknown or EffectState.Dead => true,
        EffectState.Sent or EffectState.Withdrawn => false,
    };

    public static void WriteFixed(IParameters to, EffectRow row)
    {
        to.Key(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Run);
        to.Text(row.Step);
        to.Number(row.Round);
        to.Text(row.Conversation);
        to.Text(row.Target);
        to.Word(row.Artifact.Type);
        to.Key(row.Artifact.Content);
        to.Number(row.Artifact.Length);
        to.Text(row.IdempotencyKey);
        to.Key(row.Review);
        to.Number(row.ReviewRevision);
        to.Time(row.CreatedAt);
    }

    /// <param name="boot">The opened store that is sending: an effect found in Sending under another one was left behind.</param>
    public static void WriteChanging(IParameters to, EffectRow row, long version, string boot)
    {
        to.Key(row.Binding);
        to.Word(row.State);
        to.Number(row.Attempts);
        to.Time(row.DueAt);
        to.Text(row.Reference);
        to.Text(row.Failure);
        to.Time(row.EndedAt);
        to.Number(version);
        to.Flag(IsUnfinished(row.State));
        to.Text(row.State == EffectState.Sending ? boot : "");
    }

    public static EffectRow ReadEffect(IFields from) => new()
    {
        Id = from.Key<EffectId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Run = from.Key<RunId>(),
        Step = from.Text(),
        Round = from.Whole(),
        Conversation = from.Text(),
        Target = from.Text(),
        Artifact = new ArtifactRef(from.Word<ArtifactType>(), from.Key<Digest>(), from.Number()),
        IdempotencyKey = from.Text(),
        Review = from.KeyOrNull<ReviewId>(),
        ReviewRevision = from.Whole(),
        CreatedAt = from.Time(),
        Binding = from.Key<Digest>(),
        State = from.Word<EffectState>(),
        Attempts = from.Whole(),
        DueAt = from.Time(),
        Reference = from.Text(),
        Failure = from.Text(),
        EndedAt = from.TimeOrNull(),
        RowVersion = from.Number(),
    };

    public static void WriteChanging(IParameters to, ViewRow row)
    {
        to.Number(row.Sent);
        to.Text(row.Message);
        to.Flag(row.Posting);
        to.Number(row.Attempts);
        to.Time(row.DueAt);
        to.Text(row.Failure);
        to.Text(row.Roundup);
    }

    public static ViewRow ReadView(IFields from) => new()
    {
        Workspace = from.Key<WorkspaceKey>(),
        Conversation = from.Text(),
        Purpose = from.Text(),
        Wanted = from.Number(),
        Sent = from.Number(),
        Message = from.Text(),
        Posting = from.Flag(),
        Attempts = from.Whole(),
        DueAt = from.Time(),
        Failure = from.Text(),
        Roundup = from.Text(),
    };
}
