using AgentBot.Core.Storing;
using AgentBot.Storage.Sqlite;
using AgentBot.Storage.Writing;
using AgentBot.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBot.Storage.Tests;

/// <summary>Which answers wait for the disk, and for how much of it. That all kinds outlive a killed process is proved with real processes.</summary>
public sealed class SqliteDurabilityTests : IAsyncDisposable
{
    private static readonly CancellationToken Ct = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    private readonly TempFolder _folder = new();
    private readonly ManualResetEventSlim _disk = new();
    private readonly SemaphoreSlim _began = new(0);
    private readonly Database _database;
    private readonly Writer _writer;
    private IOException? _fault;
    private int _flushes;

    public SqliteDurabilityTests()
    {
        _database = Database.OpenWriter(_folder.File("agentbot.db"));
        _database.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        _writer = new Writer(_database, Flush, new SqliteStoreOptions { DataDirectory = _folder.Path }, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _disk.Set();
        await _writer.DisposeAsync();
        _database.Dispose();
        _folder.Dispose();
        _disk.Dispose();
        _began.Dispose();
    }

    [Fact]
    public async Task What_must_outlive_the_machine_is_answered_when_the_disk_has_it()
    {
        Task<int> answer = InsertAsync(Durability.PowerLoss);
        await _began.WaitAsync(Ct);
        Assert.False(answer.IsCompleted);
        Assert.Equal(1, Stored());
        _disk.Set();
        await answer.WaitAsync(Ct);
    }

    [Fact]
    public async Task What_need_not_outlive_the_machine_asks_nothing_of_the_disk()
    {
        await InsertAsync(Durability.ProcessEnd);
        await _writer.WhenOnDiskAsync(Ct);
        Assert.Equal(0, _flushes);
    }

    [Fact]
    public async Task What_shall_outlive_the_machine_soon_asks_the_disk_at_once_and_waits_for_nothing()
    {
        await InsertAsync(Durability.PowerLossSoon);
        await _began.WaitAsync(Ct);
        Assert.Equal(1, _flushes);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_written_after_a_while_by_itself()
    {
        await InsertAsync(Durability.WithNext).WaitAsync(Ct);
        Assert.Equal(1, Stored());
        Assert.Equal(0, _flushes);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_kept_no_later_than_what_is_asked_for_after_it()
    {
        for (int pair = 0; pair < 20; pair++)
        {
            Task<int> left = InsertAsync(Durability.WithNext);
            await InsertAsync(Durability.ProcessEnd);
            Assert.Equal(2 * (pair + 1), Stored());
            await left.WaitAsync(Ct);
        }
    }

    [Fact]
    public async Task What_nobody_waits_for_is_kept_when_the_store_closes()
    {
        using var folder = new TempFolder();
        using Database database = Database.OpenWriter(folder.File("agentbot.db"));
        database.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        Task<int> left;
        await using (var writer = new Writer(database, Flush, new SqliteStoreOptions { DataDirectory = folder.Path }, NullLogger.Instance))
        {
            left = InsertAsync(writer, Durability.WithNext);
        }

        await left.WaitAsync(Ct);
        Assert.Equal(1, database.Number("SELECT COUNT(*) FROM t"));
    }

    [Fact]
    public async Task What_is_written_during_one_flush_shares_the_next()
    {
        Task<int> first = InsertAsync(Durability.PowerLoss);
        await _began.WaitAsync(Ct);
        Task<int>[] others = [.. Enumerable.Range(0, 20).Select(_ => InsertAsync(Durability.PowerLoss))];
        await InsertAsync(Durability.ProcessEnd);
        Assert.Equal(22, Stored());
        Assert.DoesNotContain(others.Append(first), answer => answer.IsCompleted);
        _disk.Set();
        await Task.WhenAll(others.Append(first)).WaitAsync(Ct);
        Assert.Equal(2, _flushes);
    }

    [Fact]
    public async Task Who_only_learns_what_another_has_written_learns_it_when_the_disk_has_that()
    {
        Task<int> first = InsertAsync(Durability.PowerLoss);
        await _began.WaitAsync(Ct);
        Task<int> second = _writer.WriteAsync(new Look(), Ct).AsTask();
        Assert.False(second.IsCompleted);
        _disk.Set();
        await Task.WhenAll(first, second).WaitAsync(Ct);
        Assert.Equal(1, _flushes);
    }

    [Fact]
    public async Task Who_shows_what_was_read_can_wait_until_the_disk_has_it()
    {
        await _writer.WhenOnDiskAsync(Ct);
        Task<int> answer = InsertAsync(Durability.PowerLoss);
        await _began.WaitAsync(Ct);
        Task shown = _writer.WhenOnDiskAsync(Ct).AsTask();
        Assert.False(shown.IsCompleted);
        _disk.Set();
        await Task.WhenAll(answer, shown).WaitAsync(Ct);
    }

    [Fact]
    public async Task When_the_disk_does_not_confirm_nobody_is_told_it_did_and_nothing_more_is_kept()
    {
        _fault = new IOException("Input/output error");
        Task<int> answer = InsertAsync(Durability.PowerLoss);
        await _began.WaitAsync(Ct);
        Task<int> behind = InsertAsync(Durability.PowerLoss);
        _disk.Set();
        Assert.Contains("did not confirm", (await Assert.ThrowsAsync<StoreUnavailableException>(() => answer)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => behind);
        int before = Stored();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync(Durability.ProcessEnd));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync(Durability.PowerLoss));
        Assert.Equal(before, Stored());
        Assert.Equal(1, _flushes);
    }

    private void Flush()
    {
        Interlocked.Increment(ref _flushes);
        _began.Release();
        _disk.Wait(Ct);
        if (_fault is { } fault)
        {
            throw fault;
        }
    }

    private Task<int> InsertAsync(Durability durability) => InsertAsync(_writer, durability);

    private static Task<int> InsertAsync(Writer writer, Durability durability) => writer.WriteAsync(
        new SimpleWrite<int>(
            database =>
            {
                database.Execute("INSERT INTO t DEFAULT VALUES");
                return 0;
            },
            Ct,
            durability),
        Ct).AsTask();

    private int Stored()
    {
        using Database reader = Database.OpenReader(_folder.File("agentbot.db"));
        return (int)reader.Number("SELECT COUNT(*) FROM t");
    }

    /// <summary>As a commit whose receipt is there already.</summary>
    private sealed class Look() : WriteItem<int>(Ct)
    {
        public override WriteOutcome Apply(Database database) => Say(WriteOutcome.Untouched, 0);
    }
}
