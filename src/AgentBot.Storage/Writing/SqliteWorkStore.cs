using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Reading;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Work under leases. A lease belongs to one opened store (its boot id) and is void under any other, so a restart goes on at once; for the same reason a claim need not outlive the machine, only the process.</summary>
internal sealed class SqliteWorkStore(Writer writer, ReaderPool readers, string boot, IdSource ids) : IWorkStore
{
    private const string Held = "id = ? AND lease_token = ? AND lease_boot = ?";

    private static readonly Sql FindDue = new("""
        SELECT seq FROM work WHERE due_at <= ?1 AND (lease_token = '' OR lease_boot <> ?2 OR lease_until <= ?1) ORDER BY due_at, seq LIMIT ?3
        """);

    private static readonly Sql Take = new($"""
        UPDATE work SET crashes = crashes + (lease_token <> ''), lease_token = ?, lease_boot = ?, lease_until = ? WHERE seq = ?
        RETURNING {RunRows.Work.Columns}
        """);

    private static readonly Sql Extend = new($"UPDATE work SET lease_until = ? WHERE {Held} AND lease_until > ?");
    private static readonly Sql GiveBack = new($"UPDATE work SET lease_token = '', lease_boot = '', lease_until = 0 WHERE {Held}");

    // Each half ends at the first row of its index, however much is waiting for next week.
    private static readonly Sql NextDue = new("""
        SELECT MIN(at) FROM (
          SELECT at FROM (SELECT due_at AS at FROM work WHERE due_at < ?1 AND (lease_token = '' OR lease_boot <> ?2) ORDER BY due_at LIMIT 1)
          UNION ALL
          SELECT at FROM (SELECT lease_until AS at FROM work WHERE lease_token <> '' AND lease_boot = ?2 ORDER BY lease_until LIMIT 1))
        """);

    private static readonly Sql CountOfRun = new("SELECT COUNT(*) FROM work WHERE run = ?");

    public async ValueTask<IReadOnlyList<WorkRow>> ClaimAsync(int take, TimeSpan lease, DateTimeOffset now, CancellationToken ct) =>
        await writer.WriteAsync(new SimpleWrite<IReadOnlyList<WorkRow>>(database => Claim(database, take, now, now + lease), ct, Durability.ProcessEnd), ct);

    public async ValueTask<IReadOnlyList<string>> RenewAsync(IReadOnlyList<(WorkId Id, string Token)> held, TimeSpan lease, DateTimeOffset now, CancellationToken ct) =>
        held.Count == 0 ? [] : await writer.WriteAsync(new SimpleWrite<IReadOnlyList<string>>(database => Renew(database, held, now, now + lease), ct, Durability.ProcessEnd), ct);

    public async ValueTask ReleaseAsync(IReadOnlyList<(WorkId Id, string Token)> held, CancellationToken ct)
    {
        if (held.Count > 0)
        {
            await writer.WriteAsync(new SimpleWrite<int>(database => held.Sum(one => Release(database, one)), ct), ct);
        }
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement next = database.Use(NextDue);
            next.Time(WorkRow.Parked);
            next.Text(boot);
            return next.Step() ? next.TimeOrNull() : null;
        },
        ct);

    public ValueTask<int> CountAsync(RunId run, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement count = database.Use(CountOfRun);
            count.Key(run);
            return count.Step() ? count.Whole() : 0;
        },
        ct);

    private List<WorkRow> Claim(Database database, int take, DateTimeOffset now, DateTimeOffset until)
    {
        var due = new List<long>();
        Statement find = database.Use(FindDue);
        find.Time(now);
        find.Text(boot);
        find.Number(take);
        while (find.Step())
        {
            due.Add(find.Number());
        }

        var claimed = new List<WorkRow>(due.Count);
        foreach (long place in due)
        {
            Statement update = database.Use(Take);
            update.Text(ids.Next());
            update.Text(boot);
            update.Time(until);
            update.Number(place);
            update.Step();
            claimed.Add(RunRows.ReadWork(update));
            update.Run();
        }

        return claimed;
    }

    private List<string> Renew(Database database, IReadOnlyList<(WorkId Id, string Token)> held, DateTimeOffset now, DateTimeOffset until)
    {
        var lost = new List<string>();
        foreach ((WorkId id, string token) in held)
        {
            Statement extend = database.Use(Extend);
            extend.Time(until);
            WriteHeld(extend, id, token);
            extend.Time(now);
            if (extend.Run() == 0)
            {
                lost.Add(token);
            }
        }

        return lost;
    }

    private int Release(Database database, (WorkId Id, string Token) one)
    {
        Statement release = database.Use(GiveBack);
        WriteHeld(release, one.Id, one.Token);
        return release.Run();
    }

    private void WriteHeld(Statement to, WorkId id, string token)
    {
        to.Key(id);
        to.Text(token);
        to.Text(boot);
    }
}
