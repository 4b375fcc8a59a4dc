using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs;

/// <summary>What the machine answers: everything to write, or why the event changes nothing.</summary>
public abstract record Transition
{
    private Transition()
    {
    }

    /// <param name="Changes">The header's compare-and-set first.</param>
    public sealed record To(RunRow Run, ImmutableArray<Change> Changes, ImmutableArray<AuditEntry> Audit) : Transition;

    /// <summary>The event no longer fits: its round is over, the step has ended, the run has ended.</summary>
    public sealed record No(NoReason Reason) : Transition;
}

public enum NoReason
{
    RunEnded,
    StaleRound,
    StaleAttempt,
    StepEnded,
    NotAtWork,
    ReviewClosed,

    /// <summary>Somebody else's approval was counted meanwhile: decide again on what stands now.</summary>
    ReviewMoved,
    EffectEnded,
    NotPaused,
    AlreadyPaused,
    NothingToDo,
}
