using System.Collections.Immutable;
using AgentBot.Agents.Harness.Gateway;
using AgentBot.Agents.Prompting;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Harness;

/// <summary>Opens the way to models for one agent's program.</summary>
public sealed class GatewayDoors(GatewayProviders providers, ICommitter committer, IdSource ids, TimeProvider time)
{
    /// <summary>A program writes files by its answers: what an agent may answer is little for that.</summary>
    private const int LeastAnswer = 8_192;

    /// <summary>Refused where no model behind the agent's alias speaks as the program does.</summary>
    public async ValueTask<Result<HarnessDoor>> OpenAsync(HarnessSpec harness, AgentTask task, CancellationToken ct)
    {
        Result<ImmutableArray<GatewayProvider>> route = providers.Route(task.Agent.Model, harness);
        if (route.Refusal is { } refusal)
        {
            return refusal;
        }

        int longest = Math.Max(LeastAnswer, FieldLimits.OutputTokens(task.Agent, task.Items.Length));
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ledger = new GatewayLedger(committer, ids, time, task, providers.Currency);
        var terms = new GatewayTerms(harness.Name, harness.Wire, longest, task.Agent.Turns ?? harness.Calls, providers.CallTimeout);
        var calls = new GatewayCalls(route.Value, terms, ledger, time, stop);
        return new HarnessDoor(await ModelGateway.OpenAsync(calls, ct), calls, ledger, stop, longest);
    }
}
