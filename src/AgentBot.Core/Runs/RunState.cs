using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;

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

    /// <summary>What stands once these are kept, without reading it; null where they touch more than the header and steps.</summary>
    public RunState? After(ImmutableArray<Change> kept)
    {
        RunState? after = this;
        foreach (Change change in kept)
        {
            after = after?.After(change);
        }

        return after;
    }

    private RunState? After(Change kept) => kept switch
    {
        Change.UpdateRun update => this with { Run = update.Row with { RowVersion = update.Row.RowVersion + 1 } },
        Change.UpdateStep update => WithStep(update.Row with { RowVersion = update.Row.RowVersion + 1 }),
        Change.InsertStep insert => WithStep(insert.Row),
        Change.InsertRun or Change.CloseItems or Change.InsertReview or Change.UpdateReview or Change.InsertEffect or Change.UpdateEffect => null,
        _ => this,
    };

    private RunState WithStep(StepRow row)
    {
        bool isCurrent = row.Item.Length == 0 && Step(row.Step) is { } current && (row.Round, row.Attempt).CompareTo((current.Round, current.Attempt)) >= 0;
        return isCurrent ? this with { Steps = [.. Steps.Select(step => step.Step == row.Step ? row : step)] } : this;
    }
}
