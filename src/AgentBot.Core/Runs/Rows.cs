using System.Text.Json.Serialization;
using AgentBot.Core.Artifacts;

namespace AgentBot.Core.Runs;

/// <summary>The header of a run: the versioned aggregate. Everything that changes the run's course bumps <see cref="RowVersion"/>.</summary>
public sealed record RunRow
{
    public required RunId Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    /// <summary>The one number people see, counted per workspace; 0 until the store has given it at insert.</summary>
    public long Number { get; init; }

    public required ChannelKey Channel { get; init; }

    /// <summary>The conversation thread inside the channel; the root message's key.</summary>
    public required string Thread { get; init; }

    public required string Template { get; init; }

    public required Digest TemplateVersion { get; init; }

    public required PersonKey Requester { get; init; }

    /// <summary>
    /// Whose doing began it, where that is not the requester's: who wrote the message, dropped the file or asked for the run before
    /// it. Where a review excludes the requester, it excludes them too.
    /// </summary>
    public PersonKeys CausedBy { get; init; } = PersonKeys.None;

    /// <summary>How it began, for "by schedule, every Monday 09:00"; empty for a command.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>What the run is about in a few words, for example "October 2026 · expenses.csv".</summary>
    public string About { get; init; } = "";

    public RunId? Parent { get; init; }

    public string? ParentStep { get; init; }

    public int ParentRound { get; init; }

    /// <summary>The item of the parent's for_each that this child works for, or the call of an agent that it asks about; empty otherwise.</summary>
    public string ParentItem { get; init; } = "";

    /// <summary>The remark that a parent's reviewer made about this child's result, handed to its agents: JSON of <see cref="Revision"/>; empty for none.</summary>
    public string Remark { get; init; } = "";

    public required RunId Root { get; init; }

    public int Depth { get; init; }

    /// <summary>The run that this one repeats, linked by <c>retry</c>.</summary>
    public RunId? RetryOf { get; init; }

    /// <summary>The first run of a chain of retries; keys of outside effects are taken from it.</summary>
    public required RunId First { get; init; }

    /// <summary>A record of the inputs, canonical JSON.</summary>
    public required string Inputs { get; init; }

    /// <summary>Channels and people named by the template, resolved when the run started; JSON of <see cref="ResolvedNames"/>.</summary>
    public required string Resolved { get; init; }

    public RunStatus Status { get; init; } = RunStatus.Running;

    public bool Paused { get; init; }

    /// <summary>Why it waits in line before it begins to cost anything, a plain sentence; empty where it does not. Such a run is paused by AgentBot, not by a person.</summary>
    public string Held { get; init; } = "";

    /// <summary>It was in line and went on: it is not held again.</summary>
    public bool LetGo { get; init; }

    /// <summary>Which model its agents are given in place of their own, since a person chose to finish cheaply; empty for their own.</summary>
    public string Alias { get; init; } = "";

    public PersonKey? CancelledBy { get; init; }

    /// <summary>One plain sentence about how it ended or what it waits for; empty while it works.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Attempted dry run: nothing is published, reviews are shown but not asked.</summary>
    public bool DryRun { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Working time so far, summed over steps; waiting for people is not in it.</summary>
    public TimeSpan Worked { get; init; }

    public long RowVersion { get; init; }

    [JsonIgnore]
    public bool IsTerminal => EndedAt is not null;
}

[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    Running,
    AwaitingReview,
    Publishing,
    Paused,
    Unknown,
    Done,
    Cancelled,
    Failed,
    Rejected,
    Expired,
}

[JsonConverter(typeof(JsonStringEnumConverter<StepStatus>))]
public enum StepStatus
{
    Pending,
    Ready,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Skipped,
    Cancelled,
    Unknown,
}

public enum WaitReason
{
    None,
    Review,
    Child,
    Time,
    Budget,
    Person,
    Items,

    /// <summary>It failed and the step that stands in for it works.</summary>
    StandIn,

    /// <summary>The system that asked hands in the next round.</summary>
    Asker,
}

/// <summary>Names one step instance. Item "" is the step itself; attempt counts from 1, round from 1.</summary>
public readonly record struct StepKey(RunId Run, string Step, int Round, string Item, int Attempt);

/// <summary>One instance of a step. A step with for_each has one row for itself (item "") and one for each item.</summary>
public sealed record StepRow
{
    public required RunId Run { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required string Step { get; init; }

    public required int Round { get; init; }

    public string Item { get; init; } = "";

    public int Attempt { get; init; } = 1;

    /// <summary>Place of an item in its list, from 0; -1 for the step itself.</summary>
    public int Ordinal { get; init; } = -1;

    public StepStatus Status { get; init; } = StepStatus.Pending;

    public WaitReason Waiting { get; init; }

    /// <summary>The frozen item, canonical JSON; empty for the step itself.</summary>
    public string ItemInput { get; init; } = "";

    /// <summary>What the resolved input hashes to; equal in the next round means the result is carried.</summary>
    public Digest InputDigest { get; init; } = Digest.None;

    /// <summary>The artifact of the step; None for items, whose small output is in <see cref="Output"/>.</summary>
    public Digest Artifact { get; init; } = Digest.None;

    public ArtifactType ArtifactType { get; init; } = ArtifactType.Value;

    public long ArtifactLength { get; init; }

    /// <summary>The typed output of an item, canonical JSON; for the step itself empty, its output is the artifact.</summary>
    public string Output { get; init; } = "";

    /// <summary>The round whose result stands here without having run again; 0 for none.</summary>
    public int CarriedFrom { get; init; }

    /// <summary>A plain sentence; empty unless Failed, Unknown or skipped by a failure.</summary>
    public string Failure { get; init; } = "";

    public FailureKind FailureKind { get; init; }

    /// <summary>Of a step that waits because a pot has not enough left: JSON of <see cref="Budgets.Shortage"/>; empty otherwise.</summary>
    public string Shortage { get; init; } = "";

    public int ItemsTotal { get; init; }

    public int ItemsOpen { get; init; }

    public int ItemsFailed { get; init; }

    public ReviewId? Review { get; init; }

    public RunId? Child { get; init; }

    public EffectId? Effect { get; init; }

    /// <summary>The remark that opened this round at this step: JSON of <see cref="Revision"/>; empty for none.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The agent could not apply the remark, which therefore uses up no round.</summary>
    public bool RemarkUnread { get; init; }

    /// <summary>For a review that was rejected or expired and a child that did not end in Done: the word the run takes over. Null otherwise.</summary>
    public RunStatus? EndWord { get; init; }

    /// <summary>Notes of the agent for people, for example "no rule matched"; JSON array of text.</summary>
    public string Notes { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long RowVersion { get; init; }

    [JsonIgnore]
    public StepKey Key => new(Run, Step, Round, Item, Attempt);

    [JsonIgnore]
    public bool HasEnded => Status is StepStatus.Succeeded or StepStatus.Failed or StepStatus.Skipped or StepStatus.Cancelled;
}

[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    None,

    /// <summary>May go away by itself: a provider that is busy, a network fault.</summary>
    Transient,

    /// <summary>The same input will fail again: a missing column, a wrong file.</summary>
    Permanent,
    Refused,
    Truncated,
    BrokenOutput,
    TimedOut,
    OverLimit,

    /// <summary>The provider of a model wants to be paid first: nothing works until a person has seen to it, so a person is asked.</summary>
    NoMoney,

    /// <summary>A pot of money or tokens has not enough left for the next call: nothing of it is asked until a person has chosen how to go on.</summary>
    OverBudget,

    /// <summary>It brought the process down three times and was set aside.</summary>
    SetAside,
    ItemsFailed,

    /// <summary>People said no to what it asked. A result, not an error.</summary>
    Declined,
}

/// <summary>What a remark hands to the agent that made the part.</summary>
/// <param name="Marked">Keys of the items or rows that the remark is about; empty for all.</param>
/// <param name="Previous">The digest of what the reviewer saw, edited or not.</param>
public sealed record Revision(string Note, IReadOnlyList<string> Marked, Digest Previous, PersonKey By, ReviewId Review);

/// <summary>The names a template uses, as they stood when the run started.</summary>
/// <param name="Questions">Where the question of a review step stands beside the run's own thread, by the step's id; null for nowhere.</param>
public sealed record ResolvedNames(
    IReadOnlyDictionary<string, ChannelKey> Channels,
    IReadOnlyDictionary<string, IReadOnlyList<PersonKey>> Principals,
    IReadOnlyDictionary<string, IReadOnlyList<ChannelKey>>? Questions = null)
{
    /// <summary>Before they were looked up.</summary>
    public static readonly ResolvedNames None = new(new Dictionary<string, ChannelKey>(), new Dictionary<string, IReadOnlyList<PersonKey>>());
}
