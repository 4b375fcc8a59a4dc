using AgentBot.Core;
using AgentBot.Core.Audit;
using AgentBot.Core.Budgets;

namespace AgentBot.Storage.Rows;

/// <summary>Budgets, model calls and the audit: what is counted and what is proved.</summary>
internal static class LedgerRows
{
    public static readonly Table Budgets = new(
        "budgets",
        "pot, workspace, currency, cap_micros, spent_micros, reserved_micros, cap_tokens, spent_tokens, reserved_tokens, raised_micros, raised_tokens, warned",
        "");

    public static readonly Table ModelCalls = new(
        "model_calls",
        "id, workspace, channel, run, step, round, item, items, attempt, repair, agent, alias, provider, model, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, cost_micros, currency, estimated, price_known, outcome, at, took",
        "");

    public static readonly Table Audit = new(
        "audit",
        "sequence, workspace, at, verb, actor, subject, run, digests, commitments, hash",
        "");

    public static void Write(IParameters to, BudgetRow row)
    {
        to.Text(row.Pot);
        to.Key(row.Workspace);
        to.Text(row.Currency);
        to.Number(row.CapMicros);
        to.Number(row.SpentMicros);
        to.Number(row.ReservedMicros);
        to.Number(row.CapTokens);
        to.Number(row.SpentTokens);
        to.Number(row.ReservedTokens);
        to.Number(row.RaisedMicros);
        to.Number(row.RaisedTokens);
        to.Flag(row.Warned);
    }

    public static BudgetRow ReadBudget(IFields from) => new(
        from.Text(),
        from.Key<WorkspaceKey>(),
        from.Text(),
        from.Number(),
        from.Number(),
        from.Number(),
        from.Number(),
        from.Number(),
        from.Number())
    {
        RaisedMicros = from.Number(),
        RaisedTokens = from.Number(),
        Warned = from.Flag(),
    };

    public static void Write(IParameters to, ModelCallRow row)
    {
        to.Text(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Key(row.Run);
        to.Text(row.Step);
        to.Number(row.Round);
        to.Text(row.Item);
        to.Number(row.Items);
        to.Number(row.Attempt);
        to.Number(row.Repair);
        to.Text(row.Agent);
        to.Text(row.Alias);
        to.Text(row.Provider);
        to.Text(row.Model);
        to.Number(row.InputTokens);
        to.Number(row.CacheReadTokens);
        to.Number(row.CacheWriteTokens);
        to.Number(row.OutputTokens);
        to.Number(row.CostMicros);
        to.Text(row.Currency);
        to.Flag(row.Estimated);
        to.Flag(row.PriceKnown);
        to.Text(row.Outcome);
        to.Time(row.At);
        to.Span(row.Took);
    }

    public static ModelCallRow ReadModelCall(IFields from) => new()
    {
        Id = from.Text(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Run = from.Key<RunId>(),
        Step = from.Text(),
        Round = from.Whole(),
        Item = from.Text(),
        Items = from.Whole(),
        Attempt = from.Whole(),
        Repair = from.Whole(),
        Agent = from.Text(),
        Alias = from.Text(),
        Provider = from.Text(),
        Model = from.Text(),
        InputTokens = from.Number(),
        CacheReadTokens = from.Number(),
        CacheWriteTokens = from.Number(),
        OutputTokens = from.Number(),
        CostMicros = from.Number(),
        Currency = from.Text(),
        Estimated = from.Flag(),
        PriceKnown = from.Flag(),
        Outcome = from.Text(),
        At = from.Time(),
        Took = from.Span(),
    };

    public static AuditRow ReadAudit(IFields from) => new(
        from.Number(),
        from.Key<WorkspaceKey>(),
        from.Time(),
        from.Text(),
        from.Text(),
        from.Text(),
        from.Text(),
        from.Text(),
        from.Text(),
        from.Text());
}
