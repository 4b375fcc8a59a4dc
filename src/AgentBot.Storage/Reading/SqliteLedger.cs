using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

/// <summary>Budgets, model calls, agents' conversations and marks.</summary>
internal sealed class SqliteLedger(ReaderPool readers) : IBudgetReader, IStoreMarks, IAgentLog
{
    private static readonly Sql Find = LedgerRows.Budgets.Select("WHERE pot = ?");
    private static readonly Sql Calls = LedgerRows.ModelCalls.Select("WHERE run = ? ORDER BY seq");

    private static readonly Sql NearlySpent = LedgerRows.Budgets.Select($"""
        WHERE warned = 0 AND cap_micros + raised_micros BETWEEN 1 AND {Pots.NoCap - 1} AND spent_micros > 0
          AND spent_micros * 100 >= (cap_micros + raised_micros) * {Pots.WarnPercent} AND pot NOT LIKE 'run:%' LIMIT ?
        """);

    // A root's cost is that of its whole tree; a child's is its own.
    private static readonly Sql RecentCosts = RunRows.Runs.Select("WHERE workspace = ? AND template = ? AND ended_at IS NOT NULL ORDER BY number DESC LIMIT ?");
    private static readonly Sql CostOfTree = new("""
        SELECT COALESCE(SUM(cost_micros), 0) FROM model_calls WHERE run = ?1 OR run IN (SELECT id FROM runs WHERE root = ?1 AND depth > 0)
        """);

    private static readonly Sql Mark = new("SELECT value FROM marks WHERE name = ?");
    private static readonly Sql Events = new("""
        SELECT sequence, kind, json, at FROM agent_events WHERE run = ? AND step = ? AND round = ? AND item = ? AND attempt = ? ORDER BY sequence
        """);

    public ValueTask<BudgetRow?> FindAsync(string pot, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Find);
            find.Text(pot);
            return find.One(LedgerRows.ReadBudget);
        },
        ct);

    public ValueTask<IReadOnlyList<ModelCallRow>> CallsAsync(RunId run, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ModelCallRow>>(
        database =>
        {
            Statement list = database.Use(Calls);
            list.Key(run);
            return list.All(LedgerRows.ReadModelCall);
        },
        ct);

    public ValueTask<IReadOnlyList<BudgetRow>> NearlySpentAsync(int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<BudgetRow>>(
        database =>
        {
            Statement list = database.Use(NearlySpent);
            list.Number(take);
            return list.All(LedgerRows.ReadBudget);
        },
        ct);

    public ValueTask<IReadOnlyList<(RunRow Run, long CostMicros)>> RecentCostsAsync(WorkspaceKey workspace, string template, int take, CancellationToken ct) =>
        readers.ReadSnapshotAsync<IReadOnlyList<(RunRow Run, long CostMicros)>>(
            database =>
            {
                Statement list = database.Use(RecentCosts);
                list.Key(workspace);
                list.Text(template);
                list.Number(take);
                return [.. list.All(RunRows.ReadRun).Select(run => (run, CostOf(database, run.Id)))];
            },
            ct);

    public ValueTask<string?> FindMarkAsync(string name, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Mark);
            find.Text(name);
            return find.One(row => row.Text());
        },
        ct);

    public ValueTask<IReadOnlyList<AgentEventRow>> ReadAsync(StepKey step, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<AgentEventRow>>(
        database =>
        {
            Statement list = database.Use(Events);
            list.Key(step.Run);
            list.Text(step.Step);
            list.Number(step.Round);
            list.Text(step.Item);
            list.Number(step.Attempt);
            return list.All(row => new AgentEventRow(row.Whole(), row.Text(), row.Text(), row.Time()));
        },
        ct);

    private static long CostOf(Database database, RunId run)
    {
        Statement sum = database.Use(CostOfTree);
        sum.Key(run);
        long cost = sum.Step() ? sum.Number() : 0;
        sum.Fresh();
        return cost;
    }
}
