using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;

namespace AgentBot.Core.Runs;

/// <summary>
/// The aggregate the machine decides on: the header and, for every step, its current row (latest round, latest attempt, no
/// items), with the open reviews, the effects that have not ended and the children that still run.
/// </summary>
public sealed record RunState(
    RunRow Run,
    ImmutableArray<StepRow> Steps,
    ImmutableArray<ReviewRow> Reviews,
    ImmutableArray<EffectRow> Effects,
    ImmutableArray<RunRow> Children)
{
    public StepRow? Step(string id) => Steps.FirstOrDefault(step => step.Step == id);

    /// <summary>The newest revision of the review of a step; null before it first opened.</summary>
    public ReviewRow? ReviewOf(string step) => Reviews.LastOrDefault(review => review.Step == step);
}
