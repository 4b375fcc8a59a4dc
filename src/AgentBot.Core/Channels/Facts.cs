using System.Text.Json.Serialization;

namespace AgentBot.Core.Channels;

/// <summary>Something a channel knows, with who said it and where.</summary>
public sealed record FactRow
{
    public required FactId Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required ChannelKey Channel { get; init; }

    /// <summary>Small number people use: "forget 12"; given by the store at insert, counted per channel.</summary>
    public long Number { get; init; }

    public required string Text { get; init; }

    public required PersonKey Author { get; init; }

    /// <summary>Where it was said: a message key, a file name, a link.</summary>
    public string Source { get; init; } = "";

    public FactStatus Status { get; init; } = FactStatus.Active;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RetiredAt { get; init; }

    public PersonKey? RetiredBy { get; init; }

    public long RowVersion { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<FactStatus>))]
public enum FactStatus
{
    Proposed,
    Active,
    Disputed,
    Superseded,
    Retired,
}

/// <summary>One line of a conversation that the console keeps itself; on Slack and Teams the platform keeps them.</summary>
public sealed record MessageRow
{
    /// <summary>Unique; for a drawn view or an effect it is derived from it, so that posting twice writes once.</summary>
    public required string Key { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required ChannelKey Channel { get; init; }

    /// <summary>Key of the thread's root message; empty for a message in the channel itself.</summary>
    public string Thread { get; init; } = "";

    /// <summary>Null for AgentBot.</summary>
    public PersonKey? Author { get; init; }

    /// <summary>The only reader of a private answer; null for everybody in the channel.</summary>
    public PersonKey? OnlyFor { get; init; }

    public string Text { get; init; } = "";

    /// <summary>JSON of the card; empty for a plain message.</summary>
    public string Card { get; init; } = "";

    /// <summary>JSON array of the attached file values; empty for none.</summary>
    public string Files { get; init; } = "";

    /// <summary>What it shows, as in <see cref="Delivery.ViewRow.Purpose"/>; "effect:&lt;id&gt;" for something published; empty for talk.</summary>
    public string Purpose { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public bool Deleted { get; init; }

    public long RowVersion { get; init; }
}
