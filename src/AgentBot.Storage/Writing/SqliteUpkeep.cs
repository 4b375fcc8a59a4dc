using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Storage.Files;
using AgentBot.Storage.Reading;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal sealed class SqliteUpkeep(Writer writer, ReaderPool readers, ArtifactFiles files, string path) : IStoreUpkeep
{
    private const int ReceiptsAtOnce = 2000;
    private const int FilesAtOnce = 256;
    private static readonly Sql Channels = new("SELECT DISTINCT channel FROM artifacts");
    private static readonly Sql FindArtifact = new("SELECT 1 FROM artifacts WHERE channel = ? AND content = ?");
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
        await writer.WriteAsync(new SimpleWrite<int>(database => LinkChanges.Forget(database, receiptsBefore), ct), ct);
    }

    public async ValueTask<int> SweepFilesAsync(DateTimeOffset stagedBefore, CancellationToken ct)
    {
        int swept = 0;
        try
        {
            Dictionary<string, ChannelKey> channels = await readers.ReadAsync(
                database => database.Use(Channels).All(row => row.Key<ChannelKey>()).ToDictionary(channel => ArtifactFiles.FolderOf(channel), StringComparer.Ordinal), ct);
            foreach (string[] some in files.StagedBefore(stagedBefore).Chunk(FilesAtOnce))
            {
                HashSet<string> named = await readers.ReadAsync(database => Named(database, some, channels), ct);
                swept += some.Count(path => !named.Contains(path) && files.Remove(path, stagedBefore));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw SqliteFault.Outward(fault);
        }

        return swept;
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

    private static HashSet<string> Named(Database database, IReadOnlyList<string> paths, Dictionary<string, ChannelKey> channels)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            if (channels.TryGetValue(ArtifactFiles.FolderOf(path), out ChannelKey channel))
            {
                Statement find = database.Use(FindArtifact);
                find.Key(channel);
                find.Text(Path.GetFileName(path));
                if (find.Step())
                {
                    named.Add(path);
                }
            }
        }

        return named;
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
