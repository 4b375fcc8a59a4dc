using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>Puts together what an agent may know: facts of its own channel, the remark, the pots it pays from.</summary>
public sealed class AgentTasks(IFactReader facts, IRunReader runs, RunScopes scopes, MonthPots months)
{
    /// <summary>Facts beyond this many characters (about 6,000 tokens) are left out, newest kept.</summary>
    private const int MostFactCharacters = 24_000;

    private const int MostFacts = 200;

    public async ValueTask<AgentTask> MakeAsync(StepContext context, ImmutableArray<AgentItem> items, string firstItem, CancellationToken ct)
    {
        AgentSpec agent = ((StepSpec.Agent)context.Spec).Spec;
        IReadOnlyList<RunRow> line = await LineAsync(context.Run, ct);
        string? cheap = line.Select(run => run.Alias).FirstOrDefault(alias => alias.Length > 0);
        return new AgentTask
        {
            Step = new StepKey(context.Run.Id, context.Row.Step, context.Row.Round, firstItem, context.Row.Attempt),
            Workspace = context.Run.Workspace,
            Channel = context.Run.Channel,
            Agent = cheap is null ? agent : agent with { Model = cheap },
            Pots = [.. line.Select(run => Pots.OfRun(run.Id)), .. await months.OpenAsync(line)],
            Items = items,
            Facts = agent.Context.Contains(AgentContext.Facts) ? await FactsAsync(context.Run.Channel, ct) : [],
            Remark = context.Revision is { } revision ? new AgentRemark(revision.Note, [.. revision.Marked]) : null,
            Today = scopes.Today(context.Run),
            IsRehearsal = context.Run.DryRun,
        };
    }

    private async ValueTask<ImmutableArray<string>> FactsAsync(ChannelKey channel, CancellationToken ct)
    {
        IReadOnlyList<FactRow> newest = await facts.ListAsync(channel, null, 0, MostFacts, ct);
        var kept = new List<FactRow>();
        int characters = 0;
        foreach (FactRow fact in newest)
        {
            characters += fact.Text.Length;
            if (characters > MostFactCharacters)
            {
                break;
            }

            kept.Add(fact);
        }

        return [.. kept.OrderBy(fact => fact.Number).Select(fact => fact.Text)];
    }

    // A child pays from its own pot and from those of everybody above it, so that a tree never spends more than its root may.
    private async ValueTask<IReadOnlyList<RunRow>> LineAsync(RunRow run, CancellationToken ct)
    {
        List<RunRow> line = [run];
        while (line[^1].Parent is { } parent && await runs.FindAsync(parent, ct) is { } above)
        {
            line.Add(above);
        }

        return line;
    }
}
