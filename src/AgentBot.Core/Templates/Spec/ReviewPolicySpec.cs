using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AgentBot.Core.Templates.Spec;

/// <summary>Who decides, how many of them, in which order, until when, and what then.</summary>
/// <remarks>What came later than the first version is null where a file says nothing of it, so that older closures keep their hash.</remarks>
public sealed record ReviewPolicySpec
{
    /// <summary>Empty where <see cref="Sequence"/> says who decides.</summary>
    public ImmutableArray<Principal> Reviewers { get; init; } = [];

    public int Quorum { get; init; } = 1;

    /// <summary>True where every one of them must approve; then <see cref="Quorum"/> says nothing.</summary>
    public bool? All { get; init; }

    /// <summary>Decided one after the other, in this order.</summary>
    public ImmutableArray<StageSpec>? Sequence { get; init; }

    /// <summary>Who decides as well, last, where a number of the artifact asks for it.</summary>
    public ImmutableArray<ThresholdSpec>? Also { get; init; }

    /// <summary>True where the person who asked may not decide. The default.</summary>
    public bool NotRequester { get; init; } = true;

    /// <summary>True where the person who wrote the version shown may not decide.</summary>
    public bool? NotEditor { get; init; }

    /// <summary>False where nobody may hand their part to somebody else.</summary>
    public bool? Delegate { get; init; }

    public TimeSpan? Remind { get; init; }

    /// <summary>True where <see cref="Remind"/> counts in working time.</summary>
    public bool? RemindsInWorkingTime { get; init; }

    /// <summary>The only rung of a ladder that counts in plain time; several stand in <see cref="Ladder"/>.</summary>
    public TimeSpan? EscalateAfter { get; init; }

    public Principal? EscalateTo { get; init; }

    /// <summary>Who is asked too when nobody decides, one after the other.</summary>
    public ImmutableArray<RungSpec>? Ladder { get; init; }

    public TimeSpan? Expires { get; init; }

    /// <summary>How long an approval may wait for its effect.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Who may edit; empty means every reviewer.</summary>
    public ImmutableArray<Principal> Editors { get; init; } = [];

    /// <summary>In order: the steps in which it is decided, without those that only a number asks for.</summary>
    [JsonIgnore]
    public ImmutableArray<StageSpec> Stages => Sequence ?? [new StageSpec(Reviewers, Quorum, All)];

    /// <summary>The ladder, in order.</summary>
    [JsonIgnore]
    public ImmutableArray<RungSpec> Rungs => Ladder ?? (EscalateAfter is { } after && EscalateTo is { } to ? [new RungSpec(after, to)] : []);

    /// <summary>Everybody whom the file names as one who decides, also those whom only a number asks; not those of the ladder.</summary>
    [JsonIgnore]
    public ImmutableArray<Principal> Deciders => [.. Stages.SelectMany(stage => stage.Reviewers).Concat((Also ?? []).SelectMany(also => also.Reviewers)).Distinct()];
}

/// <summary>One step of deciding: so many of these people.</summary>
/// <param name="All">True for every one of them.</param>
public sealed record StageSpec(ImmutableArray<Principal> Reviewers, int Quorum = 1, bool? All = null)
{
    [JsonIgnore]
    public bool IsAll => All == true;
}

/// <summary>People who decide as well once a number of the artifact asks for it.</summary>
/// <param name="When">As written, for <see cref="Reviews.Deciding.NumberCondition"/>: "total > 1000 EUR".</param>
/// <param name="All">True for every one of them.</param>
public sealed record ThresholdSpec(string When, ImmutableArray<Principal> Reviewers, int Quorum = 1, bool? All = null)
{
    [JsonIgnore]
    public StageSpec Stage => new(Reviewers, Quorum, All);
}

/// <summary>One rung of the ladder that is climbed while nobody decides.</summary>
/// <param name="After">Since the question, or the step of it that is waited for, was asked.</param>
/// <param name="Working">True where <paramref name="After"/> counts in the working time of those who are waited for.</param>
public sealed record RungSpec(TimeSpan After, Principal To, bool? Working = null)
{
    [JsonIgnore]
    public bool IsWorking => Working == true;
}
