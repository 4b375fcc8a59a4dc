using System.Text.Json.Serialization;

namespace AgentBot.Core.Schedules;

/// <summary>A promise to a channel: a template, run again and again by a calendar rule in its owner's name.</summary>
public sealed record ScheduleRow
{
    public required ScheduleId Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    /// <summary>Where its runs begin and where it speaks.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>Small number people use: "pause 7"; given by the store at insert, counted per channel.</summary>
    public long Number { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Template { get; init; }

    /// <summary>In whose name it starts runs: their requester.</summary>
    public required PersonKey Owner { get; init; }

    /// <summary>When and how it fires and with which inputs, as confirmed: JSON of the terms.</summary>
    public required string Terms { get; init; }

    public ScheduleStatus Status { get; init; } = ScheduleStatus.Proposed;

    /// <summary>Why it is paused, frozen or retired: a plain sentence; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who changed it last; null for AgentBot.</summary>
    public PersonKey? ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The last time of the rule that was dealt with, whatever came of it; everything up to it is done.</summary>
    public DateTimeOffset? LastDue { get; init; }

    /// <summary>The next time of the rule; null when none comes.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>
    /// When the clock has to look at it: the next due time less the time its run needs, or the end of a pause; null where
    /// nothing is to be awaited.
    /// </summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>For one that waits for something that happens: where it listens, <see cref="Triggers.Trigger.Address"/>. Empty for one with times.</summary>
    public string Listens { get; init; } = "";

    /// <summary>How many firings in a row came to nothing: could not start, failed, or were not delivered.</summary>
    public int Failures { get; init; }

    /// <summary>The trouble that was told last; empty once it works again. The same is not told twice.</summary>
    public string Told { get; init; } = "";

    /// <summary>For a proposal: the schedule that it changes once confirmed.</summary>
    public ScheduleId? Replaces { get; init; }

    public long RowVersion { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ScheduleStatus>))]
public enum ScheduleStatus
{
    /// <summary>Shown to its owner, who has not confirmed it.</summary>
    Proposed,
    Active,

    /// <summary>A person, an absence or repeated failures hold it.</summary>
    Paused,

    /// <summary>What was confirmed is no longer what would run; a person has to say how it goes on.</summary>
    Frozen,

    /// <summary>It ends here for good.</summary>
    Retired,
}

/// <summary>
/// One time of a schedule's rule, or one event that it waited for, and what came of it. Unique by schedule and time, and by schedule
/// and cause.
/// </summary>
public sealed record FiringRow
{
    public required ScheduleId Schedule { get; init; }

    /// <summary>
    /// The time of the rule, not when it was dealt with; of a run begun by hand, when that was; for an event when it happened, moved
    /// by microseconds where another one bears that time.
    /// </summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The natural id of the event; empty for a time of a rule.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What happened: JSON of <see cref="Triggers.StoredEvent"/>; empty for a time of a rule.</summary>
    public string Event { get; init; } = "";

    public required WorkspaceKey Workspace { get; init; }

    public required FiringOutcome Outcome { get; init; }

    public RunId? Run { get; init; }

    /// <summary>Why it did not start, or who began it by hand, a plain sentence; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was dealt with.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long after its time it was started; zero where it was not.</summary>
    public TimeSpan Lateness { get; init; }

    /// <summary>How its run ended; <see cref="Runs.RunStatus.Unknown"/> for one that has made its result and cannot deliver it. Null until that is noted.</summary>
    public Runs.RunStatus? End { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long RowVersion { get; init; }

    /// <summary>Its run may still end otherwise.</summary>
    [JsonIgnore]
    public bool IsOpen => Outcome == FiringOutcome.Started && (End is null or Runs.RunStatus.Unknown);
}

[JsonConverter(typeof(JsonStringEnumConverter<FiringOutcome>))]
public enum FiringOutcome
{
    Started,

    /// <summary>Its policy says that it does not run: it was missed, or an earlier run is still going on.</summary>
    Skipped,

    /// <summary>Something kept it from starting.</summary>
    CouldNotStart,

    /// <summary>It starts when the earlier run has ended.</summary>
    Queued,

    /// <summary>A person began a run between the times of the rule. It counts for no policy and no trouble.</summary>
    ByHand,
}
