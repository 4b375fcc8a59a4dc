using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;

namespace AgentBot.Storage.Rows;

/// <summary>Runs, their steps and their work as rows. The order of calls is the order of the columns.</summary>
internal static class RunRows
{
    public static readonly Table Runs = new(
        "runs",
        "id, workspace, number, channel, template, template_version, requester, started_by, parent, parent_step, parent_round, parent_item, remark, root, depth, retry_of, first, inputs, dry_run, created_at, caused_by",
        "thread, about, resolved, status, paused, cancelled_by, outcome, worked, changed_at, ended_at, held, let_go, alias, row_version");

    public static readonly Table Steps = new(
        "steps",
        "run, workspace, step, round, item, attempt, ordinal, item_input",
        "status, waiting, input_digest, artifact, artifact_type, artifact_length, output, carried_from, failure, failure_kind, items_total, items_open, items_failed, review, child, effect, revision, notes, remark_unread, end_word, started_at, ended_at, shortage, row_version");

    public static readonly Table Work = new(
        "work",
        "id, workspace, kind, run, step, round, attempt, subject",
        "due_at, tries, crashes, lease_token, lease_until, lease_boot");

    public static void WriteFixed(IParameters to, RunRow row, long number)
    {
        to.Key(row.Id);
        to.Key(row.Workspace);
        to.Number(number);
        to.Key(row.Channel);
        to.Text(row.Template);
        to.Key(row.TemplateVersion);
        to.Key(row.Requester);
        to.Text(row.StartedBy);
        to.Key(row.Parent);
        to.Text(row.ParentStep);
        to.Number(row.ParentRound);
        to.Text(row.ParentItem);
        to.Text(row.Remark);
        to.Key(row.Root);
        to.Number(row.Depth);
        to.Key(row.RetryOf);
        to.Key(row.First);
        to.Text(row.Inputs);
        to.Flag(row.DryRun);
        to.Time(row.CreatedAt);
        to.Key(row.CausedBy);
    }

    public static void WriteChanging(IParameters to, RunRow row, long version)
    {
        to.Text(row.Thread);
        to.Text(row.About);
        to.Text(row.Resolved);
        to.Word(row.Status);
        to.Flag(row.Paused);
        to.Key(row.CancelledBy);
        to.Text(row.Outcome);
        to.Span(row.Worked);
        to.Time(row.ChangedAt);
        to.Time(row.EndedAt);
        to.Text(row.Held);
        to.Flag(row.LetGo);
        to.Text(row.Alias);
        to.Number(version);
    }

    public static RunRow ReadRun(IFields from) => new()
    {
        Id = from.Key<RunId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Number = from.Number(),
        Channel = from.Key<ChannelKey>(),
        Template = from.Text(),
        TemplateVersion = from.Key<Digest>(),
        Requester = from.Key<PersonKey>(),
        StartedBy = from.Text(),
        Parent = from.KeyOrNull<RunId>(),
        ParentStep = from.TextOrNull(),
        ParentRound = from.Whole(),
        ParentItem = from.Text(),
        Remark = from.Text(),
        Root = from.Key<RunId>(),
        Depth = from.Whole(),
        RetryOf = from.KeyOrNull<RunId>(),
        First = from.Key<RunId>(),
        Inputs = from.Text(),
        DryRun = from.Flag(),
        CreatedAt = from.Time(),
        CausedBy = from.Key<PersonKeys>(),
        Thread = from.Text(),
        About = from.Text(),
        Resolved = from.Text(),
        Status = from.Word<RunStatus>(),
        Paused = from.Flag(),
        CancelledBy = from.KeyOrNull<PersonKey>(),
        Outcome = from.Text(),
        Worked = from.Span(),
        ChangedAt = from.Time(),
        EndedAt = from.TimeOrNull(),
        Held = from.Text(),
        LetGo = from.Flag(),
        Alias = from.Text(),
        RowVersion = from.Number(),
    };

    public static void WriteFixed(IParameters to, StepRow row)
    {
        to.Key(row.Run);
        to.Key(row.Workspace);
        to.Text(row.Step);
        to.Number(row.Round);
        to.Text(row.Item);
        to.Number(row.Attempt);
        to.Number(row.Ordinal);
        to.Text(row.ItemInput);
    }

    public static void WriteChanging(IParameters to, StepRow row, long version)
    {
        to.Word(row.Status);
        to.Word(row.Waiting);
        to.Key(row.InputDigest);
        to.Key(row.Artifact);
        to.Word(row.ArtifactType);
        to.Number(row.ArtifactLength);
        to.Text(row.Output);
        to.Number(row.CarriedFrom);
        to.Text(row.Failure);
        to.Word(row.FailureKind);
        to.Number(row.ItemsTotal);
        to.Number(row.ItemsOpen);
        to.Number(row.ItemsFailed);
        to.Key(row.Review);
        to.Key(row.Child);
        to.Key(row.Effect);
        to.Text(row.Revision);
        to.Text(row.Notes);
        to.Flag(row.RemarkUnread);
        to.Word(row.EndWord);
        to.Time(row.StartedAt);
        to.Time(row.EndedAt);
        to.Text(row.Shortage);
        to.Number(version);
    }

    /// <summary>In the order of the primary key.</summary>
    public static void WriteKey(IParameters to, StepKey key)
    {
        to.Key(key.Run);
        to.Text(key.Item);
        to.Text(key.Step);
        to.Number(key.Round);
        to.Number(key.Attempt);
    }

    public static StepRow ReadStep(IFields from) => new()
    {
        Run = from.Key<RunId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Step = from.Text(),
        Round = from.Whole(),
        Item = from.Text(),
        Attempt = from.Whole(),
        Ordinal = from.Whole(),
        ItemInput = from.Text(),
        Status = from.Word<StepStatus>(),
        Waiting = from.Word<WaitReason>(),
        InputDigest = from.Key<Digest>(),
        Artifact = from.Key<Digest>(),
        ArtifactType = from.Word<ArtifactType>(),
        ArtifactLength = from.Number(),
        Output = from.Text(),
        CarriedFrom = from.Whole(),
        Failure = from.Text(),
        FailureKind = from.Word<FailureKind>(),
        ItemsTotal = from.Whole(),
        ItemsOpen = from.Whole(),
        ItemsFailed = from.Whole(),
        Review = from.KeyOrNull<ReviewId>(),
        Child = from.KeyOrNull<RunId>(),
        Effect = from.KeyOrNull<EffectId>(),
        Revision = from.Text(),
        Notes = from.Text(),
        RemarkUnread = from.Flag(),
        EndWord = from.WordOrNull<RunStatus>(),
        StartedAt = from.TimeOrNull(),
        EndedAt = from.TimeOrNull(),
        Shortage = from.Text(),
        RowVersion = from.Number(),
    };

    /// <param name="boot">Whose lease it is, where the row bears one.</param>
    public static void Write(IParameters to, WorkRow row, string boot)
    {
        to.Key(row.Id);
        to.Key(row.Workspace);
        to.Word(row.Kind);
        to.Key(row.Run);
        to.Text(row.Step);
        to.Number(row.Round);
        to.Number(row.Attempt);
        to.Text(row.Subject);
        to.Time(row.DueAt);
        to.Number(row.Tries);
        to.Number(row.Crashes);
        to.Text(row.LeaseToken);
        to.Time(row.LeaseToken.Length > 0 ? row.LeaseUntil : DateTimeOffset.UnixEpoch);
        to.Text(row.LeaseToken.Length > 0 ? boot : "");
    }

    public static WorkRow ReadWork(IFields from) => new()
    {
        Id = from.Key<WorkId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Kind = from.Word<WorkKind>(),
        Run = from.Key<RunId>(),
        Step = from.Text(),
        Round = from.Whole(),
        Attempt = from.Whole(),
        Subject = from.Text(),
        DueAt = from.Time(),
        Tries = from.Whole(),
        Crashes = from.Whole(),
        LeaseToken = from.Text(),
        LeaseUntil = from.Time(),
    };
}
