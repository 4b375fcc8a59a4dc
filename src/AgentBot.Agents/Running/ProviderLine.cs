using System.Collections.Immutable;
using AgentBot.Agents.Models;
using AgentBot.Agents.Prompting;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Running;

/// <summary>
/// The providers behind an alias, for one task. One that is out of order stays out for the rest of the task; the next one stands in,
/// and people are told.
/// </summary>
/// <param name="work">Told which provider stood in for which.</param>
public sealed class ProviderLine(ModelCaller caller, ModelRouter router, ImmutableArray<ModelProvider> route, AnswerCollection work)
{
    private readonly Queue<ModelProvider> _providers = new(route);

    /// <param name="keep">See <see cref="ModelCaller.CallAsync"/>; null where the calls go into the collection, whose caller keeps them.</param>
    public async ValueTask<CallResult> AskAsync(
        AgentTask task,
        Prompt prompt,
        int repair,
        IProgress<AgentProgress>? answered,
        Func<CallResult, ImmutableArray<Change>>? keep,
        CancellationToken ct)
    {
        TimeSpan? soonest = null;
        while (true)
        {
            ModelProvider provider = _providers.Peek();
            CallResult result = await caller.CallAsync(provider, router, task, prompt, repair, answered, keep, ct);
            if (result is not CallResult.Failed failed)
            {
                return result;
            }

            work.Add(keep is null ? failed.Row : null);
            soonest = failed.RetryAfter is { } after && (soonest is null || after < soonest) ? after : soonest;
            if (failed.Kind is not (FailureKind.Transient or FailureKind.NoMoney) || _providers.Count == 1)
            {
                return failed.Kind == FailureKind.Transient ? failed with { RetryAfter = soonest } : failed;
            }

            _providers.Dequeue();
            work.Say($"The model {_providers.Peek().Name} stood in for {provider.Name}, which {(failed.Kind == FailureKind.NoMoney ? "wants to be paid first" : "did not answer at the moment")}.");
        }
    }
}
