using AgentBot.Agents.Models;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;

namespace AgentBot.Agents.Running;

/// <summary>The ledger's row of one question to a model, whoever asked it: AgentBot's own loop, or a program through its gateway.</summary>
internal static class CallRows
{
    /// <summary>When it was asked and how long it took is left to the caller.</summary>
    public static ModelCallRow Of(string id, AgentTask task, ModelProvider provider, string currency, int repair, TokenUse use, bool isWhole) => new()
    {
        Id = id,
        Workspace = task.Workspace,
        Channel = task.Channel,
        Run = task.Step.Run,
        Step = task.Step.Step,
        Round = task.Step.Round,
        Item = task.Items[0].Key,
        Items = task.Items.Length,
        Attempt = task.Step.Attempt,
        Repair = repair,
        Agent = task.Agent.Name,
        Alias = task.Agent.Model,
        Provider = provider.Name,
        Model = provider.Model,
        InputTokens = use.Input,
        CacheReadTokens = use.CacheRead,
        CacheWriteTokens = use.CacheWrite,
        OutputTokens = use.Output,
        CostMicros = provider.Price.CostMicros(use),
        Currency = currency,
        PriceKnown = provider.Price.Known,
        Outcome = isWhole ? "ok" : "failed",
        At = default,
    };
}
