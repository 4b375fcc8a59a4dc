using System.Diagnostics.CodeAnalysis;
using AgentBot.Agents.Models;
using AgentBot.Agents.Prompting;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AgentBot.Agents.Running;

/// <summary>One call: reserve, ask, settle, and a word for how it ended. A cancelled call throws after its reservation is given back.</summary>
public sealed class ModelCaller(ICommitter committer, IdSource ids, TimeProvider time, ILogger<ModelCaller> log)
{
    /// <summary>Providers name a refusal in their own way; both are known.</summary>
    private static readonly ChatFinishReason Refusal = new("refusal");

    public async ValueTask<CallResult> CallAsync(ModelProvider provider, ModelRouter router, AgentTask task, Prompt prompt, int repair, CancellationToken ct)
    {
        int maxOutput = prompt.Options.MaxOutputTokens ?? task.Agent.MaxTokens;
        Result<BudgetHold> hold = await BudgetHold.TakeAsync(
            committer,
            task.Workspace,
            task.Pots,
            provider.Price.CostMicros(prompt.TokensAtMost, maxOutput),
            prompt.TokensAtMost + maxOutput);
        if (hold.Refusal is { } refusal)
        {
            return new CallResult.Failed(FailureKind.OverLimit, refusal.ToString(), null, Row: null);
        }

        DateTimeOffset at = time.GetUtcNow();
        long begun = time.GetTimestamp();
        (ChatResponse? response, CallFault? fault) = await AskAsync(provider, router.CallTimeout, prompt, ct);
        ModelCallRow row = Row(provider, router.Currency, task, prompt, repair, response) with { At = at, Took = time.GetElapsedTime(begun) };
        await hold.Value.SettleAsync(row.CostMicros, row.InputTokens + row.OutputTokens);
        if (row.InputTokens + row.OutputTokens > prompt.TokensAtMost + maxOutput)
        {
            AgentLog.UsedMoreThanReserved(log, task.Step.Run.Value, provider.Name, row.InputTokens + row.OutputTokens, prompt.TokensAtMost + maxOutput);
        }

        if (response is null && fault is null)
        {
            throw new OperationCanceledException(ct);
        }

        return fault is not null
            ? new CallResult.Failed(fault.Kind, fault.Sentence, fault.RetryAfter, row)
            : Classify(response!, row);
    }

    // The one place where an exception of a provider becomes a value.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider's client throws is an outcome of the call.")]
    private async ValueTask<(ChatResponse? Response, CallFault? Fault)> AskAsync(ModelProvider provider, TimeSpan limit, Prompt prompt, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            ct.ThrowIfCancellationRequested();
            return (await provider.Client.GetResponseAsync(prompt.Messages, prompt.Options, linked.Token), null);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to the caller only after the reservation is given back.
            return (null, null);
        }
        catch (Exception exception)
        {
            CallFault fault = CallFault.Of(exception);
            AgentLog.CallFailed(log, provider.Name, fault.Kind, exception);
            return (null, fault);
        }
    }

    private static CallResult Classify(ChatResponse response, ModelCallRow row)
    {
        ChatFinishReason? reason = response.FinishReason;
        if (reason == ChatFinishReason.ContentFilter || reason == Refusal)
        {
            return new CallResult.Failed(FailureKind.Refused, "The model declined to answer this question.", null, row with { Outcome = "refused" });
        }

        if (reason == ChatFinishReason.Length)
        {
            return new CallResult.Failed(
                FailureKind.Truncated,
                "The model's answer was longer than the agent may answer, so its end is missing.",
                null,
                row with { Outcome = "truncated" });
        }

        // An end that is none of the known ones (a tool it does not have, a pause) leaves no answer: it is read as empty and repaired.
        return new CallResult.Answered(reason is null || reason == ChatFinishReason.Stop ? response.Text : "", row);
    }

    private ModelCallRow Row(ModelProvider provider, string currency, AgentTask task, Prompt prompt, int repair, ChatResponse? response)
    {
        UsageDetails? usage = response?.Usage;
        bool isTold = usage is { InputTokenCount: > 0, OutputTokenCount: >= 0 } && (usage.OutputTokenCount > 0 || response!.Text.Length == 0);
        long input = response is null ? 0 : isTold ? usage!.InputTokenCount!.Value : TokenCount.Likely(prompt.Characters);
        long output = response is null ? 0 : isTold ? usage!.OutputTokenCount!.Value : TokenCount.Likely(response.Text.Length);
        return new ModelCallRow
        {
            Id = ids.Next(),
            Workspace = task.Workspace,
            Channel = task.Channel,
            Run = task.Step.Run,
            Step = task.Step.Step,
            Round = task.Step.Round,
            Item = task.Items[0].Key,
            Items = prompt.Items.Count,
            Attempt = task.Step.Attempt,
            Repair = repair,
            Agent = task.Agent.Name,
            Alias = task.Agent.Model,
            Provider = provider.Name,
            Model = response?.ModelId ?? provider.Model,
            InputTokens = input,
            OutputTokens = output,
            CostMicros = provider.Price.CostMicros(input, output),
            Currency = currency,
            Estimated = response is not null && !isTold,
            PriceKnown = provider.Price.Known,
            Outcome = response is null ? "failed" : "ok",
            At = default,
        };
    }
}
