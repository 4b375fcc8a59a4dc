using System.Text.Json.Serialization;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>A drill that was drawn for one person when they decided a real review, which is done and unaffected.</summary>
public sealed record DrillRow
{
    /// <summary>The review that it repeats with a mistake, and its revision.</summary>
    public required ReviewId Of { get; init; }

    public required int Revision { get; init; }

    public required PersonKey Person { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    /// <summary>Channel and template of the review that it repeats.</summary>
    public required ChannelKey Channel { get; init; }

    public required string Template { get; init; }

    public required DateTimeOffset DrawnAt { get; init; }

    public DrillState State { get; init; } = DrillState.Drawn;

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The run whose only duty is to ask it; null before.</summary>
    public RunId? Run { get; init; }

    /// <summary>JSON of <see cref="PlantedMistake"/>; empty before it is asked.</summary>
    public string Mistake { get; init; } = "";

    public DateTimeOffset? EndedAt { get; init; }

    public long RowVersion { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<DrillState>))]
public enum DrillState
{
    Drawn,

    /// <summary>It waits for an answer, or ended without one: that counts neither way.</summary>
    Asked,

    Found,

    Missed,

    /// <summary>It was not asked: nothing could be planted, or the person could not be asked.</summary>
    Dropped,
}

/// <summary>Who takes part in drills, how often, and what is kept out; nobody unless an operator says so.</summary>
/// <param name="OneIn">One in so many decisions is followed by a drill; 0 for none.</param>
/// <param name="People">People and groups by name.</param>
/// <param name="Except">Templates by name and channels with their sign: "payroll", "#board".</param>
public sealed record DrillSettings(int OneIn, IReadOnlyList<string> People, IReadOnlyList<string> Except)
{
    public static readonly DrillSettings Off = new(0, [], []);

    public bool IsOn => OneIn > 0 && People.Count > 0;
}
