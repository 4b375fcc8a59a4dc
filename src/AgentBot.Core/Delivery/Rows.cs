using System.Text.Json.Serialization;

namespace AgentBot.Core.Delivery;

/// <summary>Remembers the answer to a delivery for 48 hours, so that a redelivery gets the same one and starts nothing.</summary>
/// <param name="Key">"app|workspace|kind|natural id".</param>
/// <param name="Answer">What the platform got, as JSON.</param>
public sealed record ReceiptRow(string Key, WorkspaceKey Workspace, string Answer, DateTimeOffset At);

/// <summary>Something that leaves once and must never be repeated.</summary>
public sealed record EffectRow
{
    public required EffectId Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required RunId Run { get; init; }

    public required string Step { get; init; }

    public required int Round { get; init; }

    /// <summary>Where effects keep their order: channel and thread, or the target itself.</summary>
    public required string Conversation { get; init; }

    /// <summary>JSON of <see cref="Publishing.EffectTarget"/>.</summary>
    public required string Target { get; init; }

    /// <summary>What goes out: the artifact by its digest.</summary>
    public required Artifacts.ArtifactRef Artifact { get; init; }

    /// <summary>Same for every retry of the run, unique in the store: the second insert of the same key is refused.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The review whose approval lets it out; null with an explicit no-review rule.</summary>
    public ReviewId? Review { get; init; }

    public int ReviewRevision { get; init; }

    /// <summary>What the approval bound; recomputed before sending.</summary>
    public Digest Binding { get; init; } = Digest.None;

    public EffectState State { get; init; } = EffectState.Pending;

    public int Attempts { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>Link or reference to what was made there; empty until Sent.</summary>
    public string Reference { get; init; } = "";

    public string Failure { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long RowVersion { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<EffectState>))]
public enum EffectState
{
    Pending,
    Sending,
    Sent,
    Unknown,
    Dead,

    /// <summary>The run was cancelled or the approval voided before it left.</summary>
    Withdrawn,
}

/// <summary>A chat message that shows the latest state of something and may be redrawn at any time.</summary>
public sealed record ViewRow
{
    public required WorkspaceKey Workspace { get; init; }

    /// <summary>Channel key, a "#", and the thread ("" for the channel itself).</summary>
    public required string Conversation { get; init; }

    /// <summary>What it shows: "run:&lt;id&gt;", "review:&lt;id&gt;:&lt;revision&gt;", "notice:&lt;id&gt;".</summary>
    public required string Purpose { get; init; }

    public long Wanted { get; init; }

    public long Sent { get; init; }

    /// <summary>The platform's reference to the posted message; empty until posted.</summary>
    public string Message { get; init; } = "";

    /// <summary>The post was begun and its reference is not known yet: look for it by its own metadata before posting again.</summary>
    public bool Posting { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public string Failure { get; init; } = "";

    /// <summary>
    /// Purpose of the message in the same conversation that lists this among others, because much came at once; empty where it
    /// is a message of its own. <see cref="Message"/> is that message's reference then, and its thread is this one's.
    /// </summary>
    public string Roundup { get; init; } = "";
}
