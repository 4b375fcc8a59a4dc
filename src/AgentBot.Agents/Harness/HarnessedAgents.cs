using System.Collections.Immutable;
using AgentBot.Agents.Models;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Agents.Harness;

/// <summary>Every agent: AgentBot's own, or a program in its place where the template asks for one and the operator lets it be one.</summary>
public sealed class HarnessedAgents(AgentRunner own, HarnessRunner programs, HarnessBook book, ModelRouter router) : IAgentRunner
{
    /// <summary>What a program is likely to ask in one run, and to read each time: its own instructions, tools and what it has done so far.</summary>
    private const int LikelyCalls = 8;
    private const int LikelyReading = 20_000;

    public ValueTask<AgentOutcome> RunAsync(AgentTask task, IProgress<AgentProgress>? partial, CancellationToken ct) =>
        Program(task.Agent) is { } word ? programs.RunAsync(word, task, ct) : own.RunAsync(task, partial, ct);

    public AgentEstimate Estimate(AgentSpec agent, int items, int batch, long inputCharacters)
    {
        AgentEstimate once = own.Estimate(agent, items, batch, inputCharacters);
        if (Program(agent) is null || items <= 0)
        {
            return once;
        }

        long calls = (((items - 1) / Math.Max(1, batch)) + 1) * (long)LikelyCalls;
        Result<ImmutableArray<ModelProvider>> route = router.Route(agent.Model);
        Price price = route.IsRefused ? Price.Dear : route.Value[0].Price;
        long read = calls * LikelyReading;
        long written = calls * 500;
        return once with { CostMicros = once.CostMicros + price.CostAtMost(read, written), Tokens = once.Tokens + read + written };
    }

    // An unknown word stays one, so that its refusal says what to write instead.
    private string? Program(AgentSpec agent) =>
        agent.Harness is not { } word || (book.Find(word) is { IsRefused: false, Value: var spec } && HarnessBook.IsNone(spec)) ? null : word;
}
