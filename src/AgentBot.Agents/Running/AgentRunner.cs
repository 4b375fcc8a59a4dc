using System.Collections.Immutable;
using AgentBot.Agents.Looping;
using AgentBot.Agents.Models;
using AgentBot.Agents.Prompting;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Agents.Running;

/// <summary>
/// Asks, checks, repairs. At most one answer and two repairs are bought for a task, plus one failed call for each provider
/// that is out of order. An agent with tools goes through <see cref="AgentLoop"/> instead.
/// </summary>
public sealed class AgentRunner(ModelRouter router, ModelCaller caller, AgentLoop loop) : IAgentRunner
{
    public const int MaxRepairs = 2;

    /// <summary>About what the host's rules, the marks and the schema take, in characters.</summary>
    private const int FixedCharacters = 3_000;

    public async ValueTask<AgentOutcome> RunAsync(AgentTask task, IProgress<AgentProgress>? partial, CancellationToken ct)
    {
        if (FieldLimits.FirstImpossible(task.Agent.Output, makesFiles: false) is { } impossible)
        {
            return new AgentOutcome.Failed(FailureKind.Permanent, $"An agent cannot produce a file, and its field “{impossible}” asks for one.", null, AgentUsage.None);
        }

        Result<ImmutableArray<ModelProvider>> route = router.Route(task.Agent.Model);
        if (route.Refusal is { } refusal)
        {
            return new AgentOutcome.Failed(FailureKind.Permanent, refusal.ToString(), null, AgentUsage.None);
        }

        var work = new AnswerCollection(task);
        if (task.Items.IsEmpty)
        {
            return work.Answered();
        }

        var providers = new ProviderLine(caller, router, route.Value, work);
        if (!task.Agent.Tools.IsEmpty)
        {
            return await loop.RunAsync(task, providers, work, partial, ct);
        }

        for (int repair = 0; repair <= MaxRepairs; repair++)
        {
            Result<Prompt> prompt = PromptWriter.Write(task, work.Open, work.Mistakes, FieldLimits.OutputTokens(task.Agent, work.Open.Count));
            if (prompt.Refusal is { } tooLong)
            {
                return work.Failed(FailureKind.Permanent, tooLong.ToString(), null);
            }

            CallResult result = await providers.AskAsync(task, prompt.Value, repair, Counting(task, work, partial), keep: null, ct);
            if (result is CallResult.Failed failed)
            {
                return work.Failed(failed.Kind, failed.Sentence, failed.RetryAfter, failed.Short);
            }

            work.Take((CallResult.Answered)result, prompt.Value);
            if (work.Open.Count == 0)
            {
                return work.Answered();
            }
        }

        return work.Failed(FailureKind.BrokenOutput, "The model's answer did not have the declared fields, even after it was asked twice to mend it.", null);
    }

    public AgentEstimate Estimate(AgentSpec agent, int items, int batch, long inputCharacters)
    {
        long calls = items <= 0 ? 0 : ((items - 1) / Math.Max(1, batch)) + 1;
        calls *= agent.Tools.IsEmpty ? 1 : agent.Turns ?? AgentSpec.UsualTurns;
        long input = TokenCount.Likely((calls * (agent.Instructions.Length + agent.Purpose.Length + FixedCharacters)) + inputCharacters);
        long output = (calls * 100) + ((long)items * FieldLimits.OutputTokens(agent));
        Result<ImmutableArray<ModelProvider>> route = router.Route(agent.Model);
        Price price = route.IsRefused ? Price.Dear : route.Value[0].Price;
        return new AgentEstimate(price.CostAtMost(input, output), input + output, price.Known);
    }

    private static Counted? Counting(AgentTask task, AnswerCollection work, IProgress<AgentProgress>? partial) =>
        partial is null ? null : new Counted(partial, task.Items.Length - work.Open.Count, task.Items.Length);

    /// <summary>Adds what earlier calls of the task brought. Told on the thread that reads the answer, so that no count overtakes another.</summary>
    private sealed class Counted(IProgress<AgentProgress> partial, int before, int all) : IProgress<AgentProgress>
    {
        public void Report(AgentProgress value) => partial.Report(value with { Answered = Math.Min(before + value.Answered, all) });
    }
}
