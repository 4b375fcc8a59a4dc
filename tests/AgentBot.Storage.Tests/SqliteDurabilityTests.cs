using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>Which commits wait for the disk. That either kind outlives a killed process is proved with real processes.</summary>
public sealed class SqliteDurabilityTests
{
    private const long Normal = 1;
    private const long Full = 2;

    private static readonly CancellationToken Ct = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    [Fact]
    public async Task Only_what_need_not_outlive_the_machine_ends_without_waiting_for_the_disk()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = Open(folder);
        Assert.Equal(Full, await SynchronousAsync(store, Durability.PowerLoss));
        Assert.Equal(Normal, await SynchronousAsync(store, Durability.ProcessEnd));
        Assert.Equal(Full, await SynchronousAsync(store, Durability.PowerLoss));
    }

    [Fact]
    public async Task One_that_must_makes_its_whole_batch_wait()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = Open(folder);
        using var held = new ManualResetEventSlim();
        ValueTask<long> holding = store.OnWriterAsync(
            database =>
            {
                held.Wait(Ct);
                return 0L;
            },
            Durability.ProcessEnd,
            Ct);
        Task<long>[] batch = [.. new[] { Durability.ProcessEnd, Durability.PowerLoss, Durability.ProcessEnd }.Select(one => SynchronousAsync(store, one))];
        held.Set();
        await holding;
        Assert.All(await Task.WhenAll(batch), mode => Assert.Equal(Full, mode));
    }

    [Fact]
    public async Task A_commit_that_was_lost_changes_nothing_for_the_next()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = Open(folder);
        Commit nothing = Any.Of(new Change.FinishWork(new WorkId("w"), "token")) with { Durability = Durability.ProcessEnd };
        Assert.IsType<CommitResult.Lost>(await store.CommitAsync(nothing, Ct));
        Assert.Equal(Full, await SynchronousAsync(store, Durability.PowerLoss));
    }

    private static Task<long> SynchronousAsync(SqliteStore store, Durability durability) =>
        store.OnWriterAsync(database => database.Number("PRAGMA synchronous"), durability, Ct).AsTask();

    private static SqliteStore Open(TempFolder folder)
    {
        var clock = new FakeClock();
        return SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.Path }, clock, new IdSource(clock));
    }
}
