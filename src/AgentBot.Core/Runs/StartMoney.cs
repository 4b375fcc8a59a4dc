using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

/// <summary>Refuses a run for whose month nothing is left, before it begins: it would only pause at its first question.</summary>
public sealed class StartMoney(MonthPots months, IBudgetReader budgets, IAgentRunner agents, TimeProvider time)
{
    public async ValueTask<Refusal?> CheckAsync(TemplateClosure closure, RunSeed seed, DirectorySnapshot people, CancellationToken ct)
    {
        BudgetRow[] capped = [.. months.Of(seed.Channel, seed.Parent?.Requester ?? seed.Requester, [closure.Workflow.Name]).Where(pot => pot.CapMicros < Pots.NoCap)];
        if (capped.Length == 0 || !Costs(closure))
        {
            return null;
        }

        foreach (BudgetRow pot in capped)
        {
            BudgetRow now = await budgets.FindAsync(pot.Pot, ct) is { } kept ? kept with { CapMicros = pot.CapMicros } : pot;
            if (now.SpentMicros >= now.LimitMicros)
            {
                return new Refusal(
                    RefusalKind.Money,
                    $"{closure.Workflow.Title} was not started.",
                    $"{CardParts.FirstUpper(PotWords.Of(now.Pot, people))} has spent {PotWords.Spent(now)}.",
                    $"An operator can raise that in the settings; it begins anew on {PotWords.Anew(months, new CardClock(months.TimeZone, time.GetUtcNow()))}.");
            }
        }

        return null;
    }

    private bool Costs(TemplateClosure closure) => closure.Children.Values.Prepend(closure.Workflow)
        .SelectMany(workflow => workflow.Steps)
        .OfType<StepSpec.Agent>()
        .Any(step => agents.Estimate(step.Spec, 1, 1, 0) is not { PriceKnown: true, CostMicros: 0 });
}
