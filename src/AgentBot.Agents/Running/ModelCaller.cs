using System.Collections.Immutable;
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

    /// <summary>Where a provider names no time after which it may be asked again.</summary>
    private static readonly TimeSpan UsualRest = TimeSpan.FromSeconds(5);

    /// <summary>Long enough that what runs side by side does not ask one by one; short enough that who has paid need not wait.</summary>
    private static readonly TimeSpan MoneyRest = TimeSpan.FromSeconds(20);

    /// <param name="keep">What is kept together with the settlement, also of a call that failed or was cancelled; null where the caller keeps it later.</param>
    public async ValueTask<CallResult> CallAsync(
        ModelProvider provider,
        ModelRouter router,
        AgentTask task,
        Prompt prompt,
        int repair,
        IProgress<AgentProgress>? answered,
        Func<CallResult, ImmutableArray<Change>>? keep,
        CancellationToken ct)
    {
        if (provider.Rest.Left(time.GetUtcNow()) is { Ticks: > 0 } left)
        {
            CallFault known = provider.Rest.WantsMoney ? CallFault.NoMoney : CallFault.TooFast;
            return new CallResult.Failed(known.Kind, known.Sentence, provider.Rest.WantsMoney ? null : left, Row: null);
        }

        int maxOutput = prompt.Options.MaxOutputTokens ?? task.Agent.MaxTokens;
        HeldOrShort held = await BudgetHold.TakeAsync(
            committer,
            task.Workspace,
            task.Pots,
            provider.Price.CostAtMost(prompt.TokensAtMost, maxOutput),
            prompt.TokensAtMost + maxOutput);
        if (held.Hold is not { } hold)
        {
            return new CallResult.Failed(FailureKind.OverBudget, held.Sentence, null, Row: null) { Short = held.Short };
        }

        DateTimeOffset at = time.GetUtcNow();
        long begun = time.GetTimestamp();
        Heard heard = await AskAsync(provider, router.CallTimeout, prompt, answered, ct);
        ModelCallRow row = Row(provider, router.Currency, task, prompt, repair, heard) with { At = at, Took = time.GetElapsedTime(begun) };
        CallResult result = heard switch
        {
            { IsCancelled: true } => new CallResult.Failed(FailureKind.Transient, "The call was given up.", null, row),
            { Fault: { } fault } => new CallResult.Failed(fault.Kind, fault.Sentence, fault.RetryAfter, row),
            _ => Classify(heard.Response!, prompt, row),
        };
        bool kept = true;
        if (keep is null && result is CallResult.Answered)
        {
            _ = SettleAsync(hold, row);
        }
        else
        {
            kept = await hold.SettleAsync(row.CostMicros, row.InputTokens + row.OutputTokens, keep?.Invoke(result) ?? []);
        }

        if (row.InputTokens + row.OutputTokens > prompt.TokensAtMost + maxOutput)
        {
            AgentLog.UsedMoreThanReserved(log, task.Step.Run.Value, provider.Name, row.InputTokens + row.OutputTokens, prompt.TokensAtMost + maxOutput);
        }

        if (heard.IsCancelled || !kept)
        {
            throw new OperationCanceledException(ct);
        }

        if (heard.Fault is { } silent && (silent.RetryAfter is not null || silent == CallFault.TooFast || silent == CallFault.NoMoney))
        {
            bool wantsMoney = silent == CallFault.NoMoney;
            provider.Rest.Begin(time.GetUtcNow() + (silent.RetryAfter ?? (wantsMoney ? MoneyRest : UsualRest)), wantsMoney);
        }

        return result;
    }

    // Nobody waits for it: what comes of the answer is committed behind it, and meets the same store.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the store throws, the commit that follows says so to its caller.")]
    private async Task SettleAsync(BudgetHold hold, ModelCallRow row)
    {
        try
        {
            await hold.SettleWithNextAsync(row.CostMicros, row.InputTokens + row.OutputTokens);
        }
        catch (Exception fault)
        {
            AgentLog.NotSettled(log, row.Run.Value, fault);
        }
    }

    // The one place where an exception of a provider becomes a value.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider's client throws is an outcome of the call.")]
    private async ValueTask<Heard> AskAsync(ModelProvider provider, TimeSpan limit, Prompt prompt, IProgress<AgentProgress>? answered, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        var parts = new StreamedAnswer(answered);
        try
        {
            ct.ThrowIfCancellationRequested();
            ChatResponse response = provider.Streams
                ? await parts.ReadAsync(provider.Client.GetStreamingResponseAsync(prompt.Messages, prompt.Options, linked.Token), linked.Token)
                : await provider.Client.GetResponseAsync(prompt.Messages, prompt.Options, linked.Token);
            return new Heard(response, null, IsCancelled: false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to the caller only after the reservation is given back.
            return new Heard(parts.SoFar, null, IsCancelled: true);
        }
        catch (Exception exception)
        {
            CallFault fault = CallFault.Of(exception);
            AgentLog.CallFailed(log, provider.Name, fault.Kind, exception);
            return new Heard(parts.SoFar, fault, IsCancelled: false);
        }
    }

    private static CallResult Classify(ChatResponse response, Prompt prompt, ModelCallRow row)
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

        if (prompt.Options.Tools is { Count: > 0 })
        {
            FunctionCallContent[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
            return new CallResult.Answered(response.Text, row) { Calls = [.. calls] };
        }

        // An end that is none of the known ones (a tool it does not have, a pause) leaves no answer: it is read as empty and repaired.
        return new CallResult.Answered(reason is null || reason == ChatFinishReason.Stop ? response.Text : "", row);
    }

    private ModelCallRow Row(ModelProvider provider, string currency, AgentTask task, Prompt prompt, int repair, Heard heard)
    {
        ChatResponse? response = heard.Response;
        UsageDetails? usage = response?.Usage;
        bool isTold = usage is { InputTokenCount: > 0, OutputTokenCount: >= 0 } && (usage.OutputTokenCount > 0 || response!.Text.Length == 0);
        long input = response is null ? 0 : isTold ? usage!.InputTokenCount!.Value : TokenCount.Likely(prompt.Characters);
        long output = response is null ? 0 : isTold ? usage!.OutputTokenCount!.Value : TokenCount.Likely(response.Text.Length);
        return CallRows.Of(ids.Next(), task, provider, currency, repair, isTold ? UsageParts.Of(usage!, input, output) : TokenUse.Of(input, 0, 0, output), heard.IsWhole) with
        {
            Items = prompt.Items.Count,
            Model = response?.ModelId ?? provider.Model,
            Estimated = response is not null && !isTold,
        };
    }

    /// <summary>What came of a call: whole, or the beginning of an answer, which is paid for as well.</summary>
    private readonly record struct Heard(ChatResponse? Response, CallFault? Fault, bool IsCancelled)
    {
        public bool IsWhole => Fault is null && !IsCancelled;
    }
}
