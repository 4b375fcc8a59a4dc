using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Budgets by guarded arithmetic, model calls, agents' conversations and the store's own marks.</summary>
internal static class LedgerChanges
{
    private static readonly Sql OpenBudget = LedgerRows.Budgets.Insert(
        "ON CONFLICT (pot) DO UPDATE SET cap_micros = excluded.cap_micros, cap_tokens = excluded.cap_tokens");

    private static readonly Sql ReserveSql = new("""
        UPDATE budgets SET reserved_micros = reserved_micros + ?1, reserved_tokens = reserved_tokens + ?2
        WHERE pot = ?3 AND spent_micros + reserved_micros + ?1 <= cap_micros + raised_micros
          AND spent_tokens + reserved_tokens + ?2 <= cap_tokens + raised_tokens
        """);

    private static readonly Sql SettleSql = new("""
        UPDATE budgets SET reserved_micros = MAX(0, reserved_micros - ?), reserved_tokens = MAX(0, reserved_tokens - ?),
          spent_micros = spent_micros + ?, spent_tokens = spent_tokens + ? WHERE pot = ?
        """);

    private static readonly Sql RaiseSql = new("UPDATE budgets SET raised_micros = raised_micros + ?, raised_tokens = raised_tokens + ? WHERE pot = ?");

    private static readonly Sql WarnSql = new("UPDATE budgets SET warned = 1 WHERE pot = ? AND warned = 0");

    private static readonly Sql ReleaseSql = new(
        "UPDATE budgets SET reserved_micros = 0, reserved_tokens = 0 WHERE reserved_micros <> 0 OR reserved_tokens <> 0");

    private static readonly Sql InsertCall = LedgerRows.ModelCalls.Insert();
    private static readonly Sql AppendEvent = new("""
        INSERT INTO agent_events (run, step, round, item, attempt, sequence, workspace, kind, json, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """);

    private static readonly Sql PutMark = new(
        "INSERT INTO marks (name, workspace, value) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");

    public static bool Open(Database database, BudgetRow row)
    {
        Statement open = database.Use(OpenBudget);
        LedgerRows.Write(open, row);
        open.Run();
        return true;
    }

    public static bool Reserve(Database database, Change.Reserve change)
    {
        Statement reserve = database.Use(ReserveSql);
        reserve.Number(change.Micros);
        reserve.Number(change.Tokens);
        reserve.Text(change.Pot);
        return reserve.Run() == 1;
    }

    public static bool Settle(Database database, Change.Settle change)
    {
        Statement settle = database.Use(SettleSql);
        settle.Number(change.ReservedMicros);
        settle.Number(change.ReservedTokens);
        settle.Number(change.UsedMicros);
        settle.Number(change.UsedTokens);
        settle.Text(change.Pot);
        settle.Run();
        return true;
    }

    public static bool Raise(Database database, Change.RaiseBudget change)
    {
        Statement raise = database.Use(RaiseSql);
        raise.Number(change.Micros);
        raise.Number(change.Tokens);
        raise.Text(change.Pot);
        return raise.Run() == 1;
    }

    public static bool Warn(Database database, Change.WarnOfBudget change)
    {
        Statement warn = database.Use(WarnSql);
        warn.Text(change.Pot);
        return warn.Run() == 1;
    }

    /// <summary>
    /// Gives back what a process that died had reserved and not settled. Only when the store opens: a reservation lives as long
    /// as the call in whose memory it is, and before anybody has the store there is no call.
    /// </summary>
    /// <returns>How many pots held something back.</returns>
    public static int ReleaseAll(Database database) => database.Use(ReleaseSql).Run();

    public static bool Insert(Database database, ModelCallRow row)
    {
        Statement insert = database.Use(InsertCall);
        LedgerRows.Write(insert, row);
        insert.Run();
        return true;
    }

    public static bool Append(Database database, WorkspaceKey workspace, Change.AppendAgentEvent change)
    {
        Statement append = database.Use(AppendEvent);
        append.Key(change.Step.Run);
        append.Text(change.Step.Step);
        append.Number(change.Step.Round);
        append.Text(change.Step.Item);
        append.Number(change.Step.Attempt);
        append.Number(change.Sequence);
        append.Key(workspace);
        append.Text(change.Kind);
        append.Text(change.Json);
        append.Time(change.At);
        return append.Run() == 1;
    }

    public static bool Put(Database database, WorkspaceKey workspace, Change.PutMark change)
    {
        Statement put = database.Use(PutMark);
        put.Text(change.Name);
        put.Key(workspace);
        put.Text(change.Value);
        put.Run();
        return true;
    }
}
