using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>Where a question stands: what is done, who is waited for now, and what comes then.</summary>
/// <param name="Stages">In order; those that a number asks for last.</param>
public sealed record Standing(ImmutableArray<StageStanding> Stages)
{
    /// <summary>The place of the step that is waited for; the count of steps once all are done.</summary>
    public int At { get; } = Stages.TakeWhile(stage => stage.IsDone).Count();

    public bool IsComplete => At == Stages.Length;

    /// <summary>The step that is waited for; null once all are done.</summary>
    public StageStanding? Now => IsComplete ? null : Stages[At];

    public IEnumerable<StageStanding> Done => Stages.Take(At);

    public IEnumerable<StageStanding> Then => Stages.Skip(At + 1);

    /// <summary>How many approvals are needed in all, and how many of them are there: "1 of 2".</summary>
    public int Needed => Stages.Sum(stage => stage.Needed);

    /// <summary>The content is approved, and what is waited for is the consent that it leaves.</summary>
    public bool AsksConsent => Now is { IsConsent: true };

    public int Given => Stages.Sum(stage => Math.Min(stage.Needed, stage.Approvals.Length));

    /// <summary>How many more approvals the question needs.</summary>
    public int Missing => Needed - Given;
}

/// <summary>One step of deciding as it stands.</summary>
/// <param name="Seats">Whose approval counts here, in the order of the policy.</param>
/// <param name="Approvals">Those that count; of people who may still decide.</param>
/// <param name="Because">Why this step is asked: "the total 1,240.00 EUR is over 1,000.00 EUR"; empty where the policy asks it always.</param>
public sealed record StageStanding(StageSpec Spec, int Needed, ImmutableArray<Seat> Seats, ImmutableArray<Approval> Approvals, string Because)
{
    /// <summary>What is asked is not the content but whether it may leave: <see cref="Consent"/>.</summary>
    public bool IsConsent { get; init; }

    public bool IsDone => Approvals.Length >= Needed;

    public int Missing => Math.Max(0, Needed - Approvals.Length);
}

/// <summary>The right to approve once in one step.</summary>
/// <param name="Of">Whose it is by the policy or the ladder.</param>
/// <param name="Holder">Who has it now: the same person, or who stands in.</param>
public sealed record Seat(PersonKey Of, PersonKey Holder, SeatKind Kind)
{
    /// <summary>Until when the person is away, where a substitute holds it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The rung of the ladder that made it, counting from 0.</summary>
    public int? Rung { get; init; }

    public Approval Approve(Standing standing) => standing.AsksConsent
        ? new Approval(Holder, standing.Done.Count(stage => stage.IsConsent)) { Consents = true }
        : new Approval(Holder, standing.At, Kind is SeatKind.Handed or SeatKind.Substitute ? Of : null, Rung);
}

public enum SeatKind
{
    Own,

    /// <summary>Handed over by whose it is.</summary>
    Handed,

    /// <summary>Held by the substitute of somebody who is away.</summary>
    Substitute,

    /// <summary>Of somebody who is asked because nobody else decided.</summary>
    Rung,
}
