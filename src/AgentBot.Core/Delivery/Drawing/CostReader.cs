using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>What a run has spent, and whether a model without a price or an offline one took part.</summary>
public sealed class CostReader(IBudgetReader budgets)
{
    public async ValueTask<(RunCost Cost, bool Offline)> OfAsync(RunRow run, WorkflowSpec workflow, CancellationToken ct)
    {
        IReadOnlyList<ModelCallRow> calls = await budgets.CallsAsync(run.Id, ct);
        decimal spent = Pots.Amount(calls.Sum(call => call.CostMicros));
        bool known = calls.All(call => call.PriceKnown);
        return (new RunCost(known ? spent : null, workflow.Limits.Cost, workflow.Limits.Currency), calls.Any(call => call.Model == "offline"));
    }
}
