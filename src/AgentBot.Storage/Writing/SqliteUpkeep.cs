using System.Globalization;
using AgentBot.Core.Storing;
using AgentBot.Storage.Reading;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal sealed class SqliteUpkeep(Writer writer, ReaderPool readers, string path) : IStoreUpkeep
{
    private const int ReceiptsAtOnce = 2000;
    private static readonly Sql DeleteReceipts = new("DELETE FROM receipts WHERE key IN (SELECT key FROM receipts WHERE at < ? LIMIT ?)");

    public async ValueTask TendAsync(DateTimeOffset receiptsBefore, CancellationToken ct)
    {
        // In small bites, so that no acknowledgement waits behind a large one. The writer tends its log by itself when idle.
        int deleted;
        do
        {
            deleted = await writer.WriteAsync(new SimpleWrite<int>(database => Delete(database, receiptsBefore), ct), ct);
        }
        while (deleted == ReceiptsAtOnce);
    }

    public async ValueTask<StoreHealth> CheckAsync(bool thorough, CancellationToken ct)
    {
        NativeChoice library = NativeSqlite.Ready();
        string engine = $"SQLite {library.Version}";
        string whose = library.IsSystem ? "the system's library" : "the library that came with AgentBot";
        try
        {
            string found = await readers.ReadAsync(database => Check(database, thorough), ct);
            return found == "ok"
                ? new StoreHealth(true, engine, $"The database is sound ({engine}, {whose}; {Megabytes(path)} MB and a log of {Megabytes(path + "-wal")} MB).")
                : new StoreHealth(false, engine, $"The database is damaged: {found}. Stop AgentBot and restore the last backup.");
        }
        catch (StoreUnavailableException fault)
        {
            return new StoreHealth(false, engine, fault.Message);
        }
    }

    private static int Delete(Database database, DateTimeOffset before)
    {
        Statement delete = database.Use(DeleteReceipts);
        delete.Time(before);
        delete.Number(ReceiptsAtOnce);
        return delete.Run();
    }

    private static string Check(Database database, bool thorough)
    {
        using Statement check = database.Prepare(thorough ? "PRAGMA integrity_check(1)" : "SELECT CASE COUNT(*) WHEN 0 THEN 'ok' ELSE 'ok' END FROM marks");
        return check.Step() ? check.Text() : "it gives no answer";
    }

    private static string Megabytes(string file) =>
        (File.Exists(file) ? new FileInfo(file).Length / 1048576.0 : 0).ToString("0.#", CultureInfo.InvariantCulture);
}
