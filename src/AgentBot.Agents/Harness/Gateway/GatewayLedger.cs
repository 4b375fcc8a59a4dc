using AgentBot.Agents.Models;
using AgentBot.Agents.Prompting;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Harness.Gateway;

/// <summary>The money of one run of a program: held before each of its questions, booked after it, with a row for each.</summary>
public sealed class GatewayLedger(ICommitter committer, IdSource ids, TimeProvider time, AgentTask task, string currency)
{
    private int _asked;

    /// <summary>0 for the first run of the program, then 1 and 2 for repairs.</summary>
    public int Repair { get; set; }

    /// <summary>Questions that are booked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public ValueTask<HeldOrShort> HoldAsync(ModelProvider provider, long inputAtMost, int outputAtMost) =>
        BudgetHold.TakeAsync(committer, task.Workspace, task.Pots, provider.Price.CostAtMost(inputAtMost, outputAtMost), inputAtMost + outputAtMost);

    /// <summary>Books what a question took; what the provider did not tell is estimated and marked.</summary>
    public async ValueTask SettleAsync(BudgetHold hold, ModelProvider provider, UsageReader used, long asked, DateTimeOffset at, TimeSpan took)
    {
        bool isTold = used is { InputTokens: not null, OutputTokens: not null };
        bool hasBegun = used.InputTokens is not null || used.Characters > 0;
        long input = used.InputTokens ?? (hasBegun ? TokenCount.Likely(asked) : 0);
        long output = used.IsWhole && used.OutputTokens is { } told ? told : Math.Max(used.OutputTokens ?? 0, TokenCount.Likely(used.Characters));
        ModelCallRow row = CallRows.Of(ids.Next(), task, provider, currency, Repair, TokenUse.Of(input, used.CacheReadTokens, used.CacheWriteTokens, output), used.IsWhole) with
        {
            Model = used.Model ?? provider.Model,
            Estimated = hasBegun && !(isTold && used.IsWhole),
            At = at,
            Took = took,
        };

        // With the money itself, so that a crash of AgentBot loses neither.
        await hold.SettleAsync(row.CostMicros, row.InputTokens + row.OutputTokens, [new Change.InsertModelCall(row)]);
        Interlocked.Increment(ref _asked);
    }

    /// <summary>When a question begins.</summary>
    public DateTimeOffset Now => time.GetUtcNow();
}
