using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Commands;

/// <summary>What a schedule may cost: the bound that its template sets for a run, times its runs, beside what runs cost lately.</summary>
public sealed class ScheduleCosts(IAgentRunner agents, IBudgetReader budgets, FiringCalendar calendar, TimeProvider time)
{
    private const int RunsForAnAverage = 10;

    /// <summary>A year of a rule of every quarter of an hour would say nothing; beyond this only "more than" is said.</summary>
    private const int MostCounted = 10_000;

    private const int MonthsOfAYear = 12;

    /// <summary>"at most 23.00 USD a month (23 runs of at most 1.00 USD), lately about 0.03 USD a run".</summary>
    public async ValueTask<string> SayAsync(ScheduleRow row, ScheduleTerms terms, Template template, CancellationToken ct)
    {
        (string count, int most, string period) = RunsOf(terms.Rule);
        string runs = count.Length == 0 ? "" : $"; {count}{period}";
        if (!AgentsOf(template.Closure).Any())
        {
            return $"none: no model is asked{runs}";
        }

        if (AgentsOf(template.Closure).All(agent => agents.Estimate(agent.Spec, 1, 1, 0) is { PriceKnown: true, CostMicros: 0 }))
        {
            return $"none: the model that is set costs nothing{runs}";
        }

        LimitsSpec limits = template.Workflow.Limits;
        string each = Wording.Money(limits.Cost, limits.Currency);
        string bound = most switch
        {
            0 => $"at most {each} a run{runs}",
            1 => $"at most {each}{period} ({count})",
            _ => $"at most {Wording.Money(limits.Cost * most, limits.Currency)}{period} ({count} of at most {each})",
        };
        IReadOnlyList<(RunRow Run, long CostMicros)> earlier = await budgets.RecentCostsAsync(row.Workspace, row.Template, RunsForAnAverage, ct);
        if (earlier.Count == 0)
        {
            return bound;
        }

        decimal lately = Pots.Amount((long)earlier.Average(pair => pair.CostMicros));
        return $"{bound}, lately {(lately < 0.01m ? $"less than {Wording.Money(0.01m, limits.Currency)}" : $"about {Wording.Money(lately, limits.Currency)}")} a run";
    }

    /// <summary>
    /// Refuses a template whose limits leave no room for a single answer of one of its agents: each of its runs would stop there.
    /// What an answer needs at the least is reckoned without any input.
    /// </summary>
    public Refusal? CannotKeep(Template template)
    {
        foreach (WorkflowSpec workflow in template.Closure.Children.Values.Prepend(template.Workflow))
        {
            foreach (StepSpec.Agent step in workflow.Steps.OfType<StepSpec.Agent>())
            {
                AgentEstimate least = agents.Estimate(step.Spec, 1, 1, 0);
                string? why = least.Tokens > workflow.Limits.Tokens
                    ? $"an answer there may take {Wording.Number(least.Tokens)} tokens, and a run may take {Wording.Number(workflow.Limits.Tokens)}."
                    : least.CostMicros > Pots.Micros(workflow.Limits.Cost)
                        ? $"an answer there may cost {Wording.Money(Pots.Amount(least.CostMicros), workflow.Limits.Currency)}{(least.PriceKnown ? "" : ", since the price of its model is not set")}, and a run may cost {Wording.Money(workflow.Limits.Cost, workflow.Limits.Currency)}."
                        : null;
                if (why is not null)
                {
                    return new Refusal(
                        RefusalKind.Money,
                        "Nothing was scheduled.",
                        $"No run of {workflow.Title} would get past “{step.Title}”: {why}",
                        "Raise the limits in the template, or ask the operator for a cheaper model or its price.");
                }
            }
        }

        return null;
    }

    /// <param name="rule">Null where it waits for something that happens: how often that will be, nobody knows.</param>
    /// <returns>The runs in words; how many at most fall into a month, or into the year where they are few, 0 where they are too many to count; and that span in words.</returns>
    private (string Count, int Most, string Period) RunsOf(ScheduleRule? rule)
    {
        if (rule is null)
        {
            return ("", 0, "");
        }

        DateTimeOffset now = time.GetUtcNow();
        ImmutableArray<Firing> year = calendar.Between(rule, now, now.AddDays(365), MostCounted);
        if (year.Length == MostCounted)
        {
            return ($"more than {Wording.Number(MostCounted)} runs a year", 0, "");
        }

        if (rule.IsOnce)
        {
            return ("1 run", 1, "");
        }

        // In any thirty-one days, so that no month holds more.
        int most = 0;
        for (int first = 0, last = 0; last < year.Length; last++)
        {
            while (year[last].At >= year[first].At.AddDays(31))
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return year.Length <= MonthsOfAYear ? (Wording.Count(year.Length, "run", "runs"), year.Length, " a year") : (Wording.Count(most, "run", "runs"), most, " a month");
    }

    private static IEnumerable<StepSpec.Agent> AgentsOf(TemplateClosure closure) =>
        closure.Children.Values.Prepend(closure.Workflow).SelectMany(workflow => workflow.Steps).OfType<StepSpec.Agent>();
}
