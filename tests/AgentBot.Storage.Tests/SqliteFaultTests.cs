using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Schema;
using AgentBot.Storage.Sqlite;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>Disk full, power cut, half an upgrade, a second process: fault rows C8, C9, C11, C12, C14 and J3, on real files.</summary>
public sealed class SqliteFaultTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Fault row C8: a disk that fills up at some page, again and again; whatever was acknowledged is whole, the rest is absent.</summary>
    [Fact]
    public async Task A_full_disk_refuses_whole_commits_and_the_store_goes_on_when_there_is_room()
    {
        Random random = Proof.Random();
        for (int round = 0; round < Proof.Size(200); round++)
        {
            using var folder = new TempFolder();
            var clock = new FakeClock();
            var kept = new List<string>();
            int refused = 0;
            await using (SqliteStore store = Open(folder, clock))
            {
                await LimitPagesAsync(store, folder, random.Next(2, 30));
                for (int i = 0; i < 40; i++)
                {
                    string id = "r" + i;
                    try
                    {
                        await store.CommitAsync(Whole(id, random), Ct);
                        kept.Add(id);
                    }
                    catch (StoreUnavailableException fault)
                    {
                        refused++;
                        Assert.Contains("full", fault.Message, StringComparison.Ordinal);
                    }
                }

                Assert.NotEqual(0, refused);
                await LimitPagesAsync(store, folder, 1_000_000);
                await store.CommitAsync(Whole("after", random), Ct);
                kept.Add("after");
            }

            await AssertWholeAsync(folder, clock, kept);
        }
    }

    [Fact]
    public async Task An_artifact_that_cannot_be_written_keeps_nothing_of_its_commit()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = Open(folder, new FakeClock());
        Artifact large = Artifact.Of(ArtifactType.File, new byte[100_000]);
        await File.WriteAllTextAsync(folder.File("artifacts"), "a file where the folder should be", Ct);
        Commit commit = Any.Of(new Change.PutMark("m", "v"), new Change.PutArtifact(Any.Finance, large, null, Any.Start));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(commit, Ct));
        Assert.Null(await store.Marks.FindMarkAsync("m", Ct));
        File.Delete(folder.File("artifacts"));
        Assert.IsType<CommitResult.Done>(await store.CommitAsync(commit, Ct));
    }

    /// <summary>
    /// Fault row C9: at the cut the disk has what was synced and any part of what came after. Everything acknowledged up to then
    /// is there, nothing is half there, and the file is sound.
    /// </summary>
    [Fact]
    public async Task A_power_cut_loses_nothing_that_was_acknowledged()
    {
        Random random = Proof.Random();
        using var folder = new TempFolder();
        var clock = new FakeClock();
        int cuts = Proof.Size(500);
        int batches = 10;
        await using SqliteStore store = Open(folder, clock);
        string log = folder.File("agentbot.db-wal");
        // A reader that holds the beginning of the log keeps every checkpoint from moving what is committed from here on.
        using Database reader = Database.OpenReader(folder.File("agentbot.db"));
        reader.BeginSnapshot();
        reader.Number("SELECT COUNT(*) FROM runs");
        var kept = new List<string>();
        for (int batch = 0; batch < batches; batch++)
        {
            string[] ids = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => $"b{batch}r{i}")];
            long before = new FileInfo(log).Length;
            await Task.WhenAll(ids.Select(id => store.CommitAsync(Whole(id, random), Ct).AsTask()));
            kept.AddRange(ids);
            long synced = new FileInfo(log).Length;
            byte[] database = await ReadSharedAsync(folder.File("agentbot.db"));
            byte[] whole = await ReadSharedAsync(log);
            await store.CommitAsync(Whole($"b{batch}next", random), Ct);
            byte[] later = await ReadSharedAsync(log);
            byte[] unmoved = await ReadSharedAsync(folder.File("agentbot.db"));
            Assert.True(synced > before && later.Length > whole.Length && database.SequenceEqual(unmoved), "A checkpoint came between; the cut would not be a true one.");
            for (int cut = 0; cut < cuts / batches; cut++)
            {
                // Of the bytes behind the last sync any number may have arrived, the last ones as rubbish.
                byte[] torn = later[..random.Next(whole.Length, later.Length + 1)];
                if (torn.Length > whole.Length && random.Next(2) == 0)
                {
                    random.NextBytes(torn.AsSpan(random.Next(whole.Length, torn.Length)));
                }

                using var after = new TempFolder();
                await File.WriteAllBytesAsync(after.File("agentbot.db"), database, Ct);
                await File.WriteAllBytesAsync(after.File("agentbot.db-wal"), torn, Ct);
                await AssertWholeAsync(after, clock, kept);
            }

            kept.Add($"b{batch}next");
        }
    }

    /// <summary>Fault row J3.</summary>
    [Fact]
    public async Task Where_the_audit_cannot_be_written_nothing_is_kept()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        await using (SqliteStore first = Open(folder, clock))
        {
            await first.CommitAsync(Any.Of(new Change.PutMark("before", "v")), Ct);
        }

        using (Database database = Database.OpenWriter(folder.File("agentbot.db")))
        {
            database.Execute("CREATE TRIGGER no_audit BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the audit is broken'); END");
        }

        await using SqliteStore store = Open(folder, clock);
        Commit commit = Any.Of(new Change.PutMark("m", "v"), new Change.InsertEffect(Any.Effect("e", "r"))).With("receipt").Audited(AuditEntry.Of("effect.wanted", "ana", "e"));
        await Assert.ThrowsAnyAsync<Exception>(async () => await store.CommitAsync(commit, Ct));
        Assert.Null(await store.Marks.FindMarkAsync("m", Ct));
        Assert.Null(await store.Delivery.FindEffectAsync(new EffectId("e"), Ct));
        Assert.Null(await store.Delivery.FindReceiptAsync("receipt", Ct));
    }

    /// <summary>Fault row C12, within one process; another process meets the same lock (see the probe's tests).</summary>
    [Fact]
    public async Task A_second_holder_of_the_data_is_refused_with_a_sentence()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        SqliteStore first = Open(folder, clock);
        var fault = Assert.Throws<StoreUnavailableException>(() => Open(folder, clock));
        Assert.Contains("in use by another AgentBot", fault.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await Open(folder, clock).DisposeAsync();
    }

    /// <summary>Fault row C11: readers cannot write or move the log, and the version is told.</summary>
    [Fact]
    public async Task Only_the_writer_can_write_and_the_library_is_named()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = Open(folder, new FakeClock());
        await store.CommitAsync(Any.Of(new Change.PutMark("m", "v")), Ct);
        using Database reader = Database.OpenReader(folder.File("agentbot.db"));
        Assert.Throws<SqliteFault>(() => reader.Execute("DELETE FROM marks"));
        Assert.Throws<SqliteFault>(() => reader.Execute("PRAGMA query_only=OFF; DELETE FROM marks"));
        Assert.Equal(0, reader.Number("PRAGMA wal_autocheckpoint"));
        Assert.Equal(1, reader.Number("PRAGMA foreign_keys"));
        StoreHealth health = await store.Upkeep.CheckAsync(thorough: false, Ct);
        Assert.Equal($"SQLite {NativeSqlite.Ready().Version}", health.Engine);
        Assert.True(Version.Parse(NativeSqlite.Ready().Version) >= new Version(3, 35, 5));
    }

    /// <summary>Fault row C14.</summary>
    [Fact]
    public void An_upgrade_cut_anywhere_leaves_the_old_schema_or_the_new()
    {
        string[] steps = ["CREATE TABLE a (x); CREATE TABLE b (x)", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)", "CREATE TABLE c (x)"];
        for (int dies = 1; dies <= steps.Length; dies++)
        {
            using var folder = new TempFolder();
            string path = folder.File("agentbot.db");
            using (Database database = Database.OpenWriter(path))
            {
                Assert.Throws<InvalidOperationException>(() => Migrations.Bring(database, path, steps, new DiesAt(dies)));
                Assert.Equal(dies - 1, database.Number("PRAGMA user_version"));
            }

            using Database again = Database.OpenWriter(path);
            Migrations.Bring(again, path, steps, NoCrashPoints.Instance);
            Assert.Equal(3, again.Number("PRAGMA user_version"));
            Assert.Equal(1, again.Number("SELECT COUNT(*) FROM a WHERE y = 2"));
            Assert.Equal(3, again.Number("SELECT COUNT(*) FROM sqlite_master"));
        }
    }

    [Fact]
    public async Task An_older_program_refuses_newer_data_and_a_strange_file()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        await Open(folder, clock).DisposeAsync();
        using (Database database = Database.OpenWriter(folder.File("agentbot.db")))
        {
            database.Execute("PRAGMA user_version = 1000");
        }

        Assert.Contains("newer AgentBot", Assert.Throws<StoreUnavailableException>(() => Open(folder, clock)).Message, StringComparison.Ordinal);

        using var strange = new TempFolder();
        using (Database database = Database.OpenWriter(strange.File("agentbot.db")))
        {
            database.Execute("CREATE TABLE theirs (x)");
        }

        Assert.Contains("not a database of AgentBot", Assert.Throws<StoreUnavailableException>(() => Open(strange, clock)).Message, StringComparison.Ordinal);

        using var rubbish = new TempFolder();
        await File.WriteAllTextAsync(rubbish.File("agentbot.db"), new string('x', 10_000), Ct);
        Assert.Throws<StoreUnavailableException>(() => Open(rubbish, clock));
    }

    [Fact]
    public async Task A_long_day_of_commits_keeps_the_log_short()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = SqliteStore.Open(
            new SqliteStoreOptions { DataDirectory = folder.Path, CheckpointBytes = 1024 * 1024 }, new FakeClock(), new IdSource(new FakeClock()));
        for (int i = 0; i < 200; i++)
        {
            await store.CommitAsync(Any.Of(new Change.PutArtifact(Any.Finance, Artifact.Of(ArtifactType.File, [.. BitConverter.GetBytes(i), .. new byte[60_000]]), null, Any.Start)), Ct);
        }

        Assert.InRange(new FileInfo(folder.File("agentbot.db-wal")).Length, 0, 6 * 1024 * 1024);
    }

    private static SqliteStore Open(TempFolder folder, FakeClock clock) =>
        SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.Path }, clock, new IdSource(clock));

    /// <summary>A run, its step, its work, its view and its audit line, of a size that differs.</summary>
    private static Commit Whole(string id, Random random) => Any.Of(
        new Change.InsertRun(Any.Run(id) with { Inputs = new string('x', random.Next(9000)) }),
        new Change.InsertStep(Any.Step(id, "check")),
        new Change.InsertWork(Any.Work("w" + id, id)),
        new Change.WantView("c" + id, "run", Any.Start)).With("receipt " + id).Audited(AuditEntry.Of("run.started", "ana", id, new RunId(id)));

    /// <summary>Below what the file has already, SQLite takes what it has: then no page more fits.</summary>
    private static async Task LimitPagesAsync(SqliteStore store, TempFolder folder, int more) =>
        await store.OnWriterAsync(database => database.Number($"PRAGMA max_page_count = {(new FileInfo(folder.File("agentbot.db")).Length / 4096) + more}"), Durability.PowerLoss, Ct);

    private static async Task AssertWholeAsync(TempFolder folder, FakeClock clock, List<string> kept)
    {
        await using SqliteStore store = Open(folder, clock);
        StoreHealth health = await store.Upkeep.CheckAsync(thorough: true, Ct);
        Assert.True(health.IsHealthy, health.Sentence);
        IReadOnlyList<RunRow> runs = await store.Runs.ListAsync(new RunQuery(Any.Workspace, null, null, null, null, false, null, 10_000), Ct);
        Assert.Empty(kept.Except(runs.Select(run => run.Id.Value)));
        Assert.Equal(Enumerable.Range(1, runs.Count).Select(i => (long)i), runs.Select(run => run.Number).Order());
        foreach (RunRow run in runs)
        {
            Assert.NotNull(await store.Runs.FindStepAsync(Any.Step(run.Id.Value, "check").Key, Ct));
            Assert.Equal(1, await store.Work.CountAsync(run.Id, Ct));
            Assert.NotNull(await store.Delivery.FindViewAsync("c" + run.Id.Value, "run", Ct));
            Assert.NotNull(await store.Delivery.FindReceiptAsync("receipt " + run.Id.Value, Ct));
            Assert.Single(await store.Audit.OfRunAsync(run.Id, Ct));
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Ct);
        return bytes;
    }

    private sealed class DiesAt(int step) : ICrashPoints
    {
        private int _passed;

        public void Reach(CrashPoint point)
        {
            if (++_passed == step)
            {
                throw new InvalidOperationException("The process dies here.");
            }
        }
    }
}
