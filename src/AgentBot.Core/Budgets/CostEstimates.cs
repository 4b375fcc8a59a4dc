using AgentBot.Core.Agents;
using AgentBot.Core.Cards;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Budgets;

/// <summary>What a run of a template is likely to cost: as measured of runs of the very same version, else as reckoned from what its agents may say.</summary>
public sealed class CostEstimates(IAgentRunner agents, IBudgetReader budgets)
{
    private const int RunsLookedAt = 20;

    /// <summary>Fewer say nothing.</summary>
    private const int FewestMeasured = 3;

    /// <summary>"Costs about 0.03 USD, at most 0.50 USD."; empty where nothing costs.</summary>
    public async ValueTask<string> SayAsync(WorkspaceKey workspace, TemplateClosure closure, CancellationToken ct)
    {
        StepSpec.Agent[] steps = [.. closure.Children.Values.Prepend(closure.Workflow).SelectMany(workflow => workflow.Steps).OfType<StepSpec.Agent>()];
        AgentEstimate[] single = [.. steps.Select(step => agents.Estimate(step.Spec, 1, 1, 0))];
        if (single.All(one => one is { PriceKnown: true, CostMicros: 0 }))
        {
            return "";
        }

        LimitsSpec limits = closure.Workflow.Limits;
        string most = Wording.Money(limits.Cost, limits.Currency);
        if (!single.All(one => one.PriceKnown))
        {
            return $"Costs at most {most}; a model in it has no price in the settings and is counted as the dearest.";
        }

        long? about = await MeasuredAsync(workspace, closure, ct) ?? (steps.All(step => step.ForEach is null) && closure.Children.IsEmpty ? single.Sum(one => one.CostMicros) : null);
        return about is { } micros && Pots.Amount(micros) < limits.Cost ? $"Costs {About(micros, limits.Currency)}, at most {most}." : $"Costs at most {most}.";
    }

    // The middle one: a single run with a great many rows says nothing of the next.
    private async ValueTask<long?> MeasuredAsync(WorkspaceKey workspace, TemplateClosure closure, CancellationToken ct)
    {
        Digest version = ClosureCache.Pin(closure).Version;
        long[] costs =
        [
            .. (await budgets.RecentCostsAsync(workspace, closure.Workflow.Name, RunsLookedAt, ct))
                .Where(pair => pair.Run.TemplateVersion == version && pair.Run is { Status: RunStatus.Done, Depth: 0 })
                .Select(pair => pair.CostMicros)
                .Order(),
        ];
        return costs.Length < FewestMeasured ? null : costs[costs.Length / 2];
    }

    private static string About(long micros, string currency) =>
        micros < 10_000 ? $"less than {Wording.Money(0.01m, currency)}" : $"about {Wording.Money(Pots.Amount(micros), currency)}";
}
