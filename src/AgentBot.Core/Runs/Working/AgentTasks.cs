using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>Puts together what an agent may know: facts of its own channel, the remark, the pots it pays from.</summary>
public sealed class AgentTasks(IFactReader facts, IRunReader runs, RunScopes scopes, TimeProvider time)
{
    /// <summary>Facts beyond this many characters (about 6,000 tokens) are left out, newest kept.</summary>
    private const int MostFactCharacters = 24_000;

    private const int MostFacts = 200;

    public async ValueTask<AgentTask> MakeAsync(StepContext context, ImmutableArray<AgentItem> items, string firstItem, CancellationToken ct)
    {
        AgentSpec agent = ((StepSpec.Agent)context.Spec).Spec;
        return new AgentTask
        {
            Step = new StepKey(context.Run.Id, context.Row.Step, context.Row.Round, firstItem, context.Row.Attempt),
            Workspace = context.Run.Workspace,
            Channel = context.Run.Channel,
            Agent = agent,
            Pots = await PotsAsync(context.Run, ct),
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
    private async ValueTask<ImmutableArray<string>> PotsAsync(RunRow run, CancellationToken ct)
    {
        var pots = ImmutableArray.CreateBuilder<string>();
        for (RunRow? current = run; current is not null; current = current.Parent is { } parent ? await runs.FindAsync(parent, ct) : null)
        {
            pots.Add(Pots.OfRun(current.Id));
        }

        pots.Add(Pots.OfChannelMonth(run.Channel, time.GetUtcNow()));
        return pots.ToImmutable();
    }
}
