using System.Text.Json.Serialization;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews;

/// <summary>Who may decide this review, as the template says it.</summary>
/// <remarks>
/// What may be missing has a default: nulls are not written, and a reader demands every parameter that has none. So rows of
/// earlier versions are read, and a policy that says nothing new has the bytes that it always had.
/// </remarks>
/// <param name="Reviewers">Names as the template has them ("@finance-leads"), for showing and for asking the directory again.</param>
public sealed record ReviewPolicy(
    IReadOnlyList<Principal> Reviewers,
    int Quorum,
    bool NotRequester,
    IReadOnlyList<Principal> Editors,
    int Rounds,
    TimeSpan Validity,
    TimeSpan? Remind = null,
    TimeSpan? EscalateAfter = null,
    Principal? EscalateTo = null)
{
    /// <inheritdoc cref="ReviewPolicySpec.All"/>
    public bool? All { get; init; }

    /// <inheritdoc cref="ReviewPolicySpec.Sequence"/>
    public IReadOnlyList<StageSpec>? Sequence { get; init; }

    /// <inheritdoc cref="ReviewPolicySpec.Also"/>
    public IReadOnlyList<ThresholdSpec>? Also { get; init; }

    /// <inheritdoc cref="ReviewPolicySpec.NotEditor"/>
    public bool? NotEditor { get; init; }

    /// <inheritdoc cref="ReviewPolicySpec.Delegate"/>
    public bool? Delegate { get; init; }

    /// <inheritdoc cref="ReviewPolicySpec.RemindsInWorkingTime"/>
    public bool? RemindsInWorkingTime { get; init; }

    /// <inheritdoc cref="ReviewPolicySpec.Ladder"/>
    public IReadOnlyList<RungSpec>? Ladder { get; init; }

    [JsonIgnore]
    public bool MayDelegate => Delegate != false;

    /// <summary>The ladder, in order. Rows of earlier versions added who was asked last to the reviewers instead.</summary>
    [JsonIgnore]
    public IReadOnlyList<RungSpec> Rungs => Ladder
        ?? (EscalateAfter is { } after && EscalateTo is { } to && !Reviewers.Contains(to) ? [new RungSpec(after, to)] : []);

    /// <summary>The steps that everybody can foresee; those of a number come behind them.</summary>
    [JsonIgnore]
    public IReadOnlyList<StageSpec> Stages => Sequence ?? [new StageSpec([.. Reviewers], Quorum, All)];

    public static ReviewPolicy Of(ReviewPolicySpec spec, int rounds) => new(
        spec.Reviewers, spec.Quorum, spec.NotRequester, spec.Editors, rounds, spec.Validity, spec.Remind, spec.EscalateAfter, spec.EscalateTo)
    {
        All = spec.All,
        Sequence = spec.Sequence,
        Also = spec.Also,
        NotEditor = spec.NotEditor,
        Delegate = spec.Delegate,
        RemindsInWorkingTime = spec.RemindsInWorkingTime,
        Ladder = spec.Ladder,
    };
}
