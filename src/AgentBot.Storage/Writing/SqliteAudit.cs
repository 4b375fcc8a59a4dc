using System.Runtime.CompilerServices;
using AgentBot.Core.Audit;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Storage.Reading;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Reads the audit and, on the writer, chains the lines that have no hash yet.</summary>
internal sealed class SqliteAudit(Writer writer, ReaderPool readers) : IAuditStore
{
    private const int Page = 500;
    private static readonly Sql Head = new("SELECT sequence, hash FROM audit WHERE hash <> '' ORDER BY sequence DESC LIMIT 1");
    private static readonly Sql After = LedgerRows.Audit.Select("WHERE sequence > ? ORDER BY sequence LIMIT ?");
    private static readonly Sql SetHash = new("UPDATE audit SET hash = ? WHERE sequence = ?");
    private static readonly Sql OfRun = LedgerRows.Audit.Select("WHERE run = ? AND run <> '' ORDER BY sequence");
    private static readonly Sql Texts = new("SELECT name, salt, text FROM audit_texts WHERE sequence = ? ORDER BY name");

    public async ValueTask<(long Sequence, string Hash)?> SealAsync(int take, CancellationToken ct) =>
        await writer.WriteAsync(new SimpleWrite<(long, string)?>(database => Seal(database, take), ct), ct);

    public async IAsyncEnumerable<AuditRow> ReadAsync(long afterSequence, [EnumeratorCancellation] CancellationToken ct)
    {
        // Page by page: one long read would hold the log's beginning and let it grow.
        long last = afterSequence;
        List<AuditRow> page;
        do
        {
            long from = last;
            page = await readers.ReadAsync(database => LinesAfter(database, from, Page), ct);
            foreach (AuditRow row in page)
            {
                yield return row;
                last = row.Sequence;
            }
        }
        while (page.Count == Page);
    }

    public ValueTask<(long Sequence, string Hash)> HeadAsync(CancellationToken ct) => readers.ReadAsync(HeadOf, ct);

    public ValueTask<IReadOnlyList<AuditRow>> OfRunAsync(RunId run, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<AuditRow>>(
        database =>
        {
            Statement list = database.Use(OfRun);
            list.Key(run);
            return list.All(LedgerRows.ReadAudit);
        },
        ct);

    public ValueTask<IReadOnlyList<(string Name, string Salt, string Text)>> TextsAsync(long sequence, CancellationToken ct) =>
        readers.ReadAsync<IReadOnlyList<(string Name, string Salt, string Text)>>(
            database =>
            {
                Statement list = database.Use(Texts);
                list.Number(sequence);
                return list.All(row => (row.Text(), row.Text(), row.Text()));
            },
            ct);

    private static (long Sequence, string Hash)? Seal(Database database, int take)
    {
        (long sequence, string hash) = HeadOf(database);
        List<AuditRow> open = LinesAfter(database, sequence, take);
        if (open.Count == 0)
        {
            return null;
        }

        foreach (AuditRow line in open)
        {
            hash = AuditChain.Next(hash, line);
            sequence = line.Sequence;
            Statement set = database.Use(SetHash);
            set.Text(hash);
            set.Number(sequence);
            set.Run();
        }

        return (sequence, hash);
    }

    private static (long Sequence, string Hash) HeadOf(Database database)
    {
        Statement head = database.Use(Head);
        (long, string) found = head.Step() ? (head.Number(), head.Text()) : (0, AuditChain.Genesis);
        head.Fresh();
        return found;
    }

    private static List<AuditRow> LinesAfter(Database database, long sequence, int take)
    {
        Statement after = database.Use(After);
        after.Number(sequence);
        after.Number(take);
        return after.All(LedgerRows.ReadAudit);
    }
}
