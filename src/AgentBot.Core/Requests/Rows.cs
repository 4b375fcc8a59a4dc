using System.Text.Json.Serialization;

namespace AgentBot.Core.Requests;

/// <summary>One request of another program and the run that came of it. Never changes; kept as long as the run.</summary>
public sealed record RequestRow
{
    public required PersonKey System { get; init; }

    /// <summary>As that system calls it.</summary>
    public required string Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required RunId Run { get; init; }

    /// <summary>Of the bytes as they came.</summary>
    public required Digest Received { get; init; }

    /// <summary>Where it wants to be told; empty for where the settings say.</summary>
    public string Callback { get; init; } = "";

    public required DateTimeOffset At { get; init; }
}

/// <summary>What a system is told of one round: the very bytes that are signed, the same however often it asks.</summary>
public sealed record IssuedDecision
{
    public required ReviewId Review { get; init; }

    /// <summary>Counts what the system handed in, from 1.</summary>
    public required int Round { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required DecisionOutcome Outcome { get; init; }

    /// <summary>A document of the schema review.decision/1.</summary>
    public required string Document { get; init; }

    /// <summary>Of the document's bytes.</summary>
    public required Digest Digest { get; init; }

    public required DateTimeOffset At { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<DecisionOutcome>))]
public enum DecisionOutcome
{
    Approved,
    Rejected,
    ChangesRequested,
    Expired,

    /// <summary>By the system that asked.</summary>
    Withdrawn,

    /// <summary>A person stopped the run.</summary>
    Cancelled,
}
