using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>What needs a second process: kill -9 at any moment, writes that fail, two processes on one directory.</summary>
public sealed class StoreProcessTests
{
    private static readonly CancellationToken Ct = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    /// <summary>Fault rows C1 and C9, at the store: the same data is killed again and again, and every acknowledged commit is whole.</summary>
    [Fact]
    public async Task Killed_at_any_moment_the_store_has_everything_it_acknowledged()
    {
        Random random = Proof.Random();
        using var folder = new TempFolder();
        var acknowledged = new List<string>();
        for (int life = 0; life < Proof.Size(60); life++)
        {
            using StoreProcess process = StoreProcess.Start("write", folder.Path, "life" + life);
            Assert.Equal("ready", await process.ReadLineAsync(Ct));
            for (int lines = random.Next(1, 600); lines > 0; lines--)
            {
                acknowledged.Add((await process.ReadLineAsync(Ct))!);
            }

            // Death may have cut the last line in the middle: it is not counted.
            acknowledged.AddRange((await process.KillAsync(Ct)).SkipLast(1));
            await AssertWholeAsync(folder, acknowledged);
        }
    }

    /// <summary>Fault row C8: the write fails at whatever page the limit happens to meet.</summary>
    [Fact]
    public async Task A_write_that_fails_ends_in_a_refusal_and_loses_nothing_acknowledged()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No such limit there; the full-disk test covers it.
        }

        Random random = Proof.Random();
        for (int round = 0; round < Proof.Size(60); round++)
        {
            using var folder = new TempFolder();
            using StoreProcess process = StoreProcess.StartLimited(random.Next(1200, 6000), "write", folder.Path, "limited");
            var acknowledged = new List<string>();
            string? last = null;
            while (await process.ReadLineAsync(Ct) is { } line)
            {
                if (line.StartsWith("limited", StringComparison.Ordinal))
                {
                    acknowledged.Add(line);
                }

                last = line;
            }

            Assert.StartsWith("refused", last, StringComparison.Ordinal);
            Assert.Equal(3, await process.EndAsync(Ct));
            await AssertWholeAsync(folder, acknowledged);
        }
    }

    /// <summary>Fault row C12.</summary>
    [Fact]
    public async Task A_second_process_is_refused_at_once_with_a_sentence()
    {
        using var folder = new TempFolder();
        await using SqliteStore store = Open(folder);
        using StoreProcess process = StoreProcess.Start("open", folder.Path);
        long began = Stopwatch.GetTimestamp();
        string? line = await process.ReadLineAsync(Ct);
        Assert.StartsWith("refused The data directory", line, StringComparison.Ordinal);
        Assert.Equal(3, await process.EndAsync(Ct));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "Refusing must not wait for the other one to end.");
    }

    private static SqliteStore Open(TempFolder folder) =>
        SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.Path }, TimeProvider.System, new IdSource(TimeProvider.System));

    private static async Task AssertWholeAsync(TempFolder folder, IReadOnlyCollection<string> acknowledged)
    {
        await using SqliteStore store = Open(folder);
        StoreHealth health = await store.Upkeep.CheckAsync(thorough: true, Ct);
        Assert.True(health.IsHealthy, health.Sentence);
        IReadOnlyList<RunRow> runs = await store.Runs.ListAsync(new RunQuery(new WorkspaceKey("local"), null, null, null, null, false, null, 1_000_000), Ct);
        Assert.Empty(acknowledged.Except(runs.Select(run => run.Id.Value)));
        Assert.Equal(Enumerable.Range(1, runs.Count).Select(i => (long)i), runs.Select(run => run.Number).Order());
        foreach (RunRow run in runs.Where((_, i) => i % Math.Max(1, runs.Count / 200) == 0))
        {
            Assert.Equal(1, await store.Work.CountAsync(run.Id, Ct));
            Assert.NotNull(await store.Delivery.FindReceiptAsync("receipt " + run.Id.Value, Ct));
            Assert.Single(await store.Audit.OfRunAsync(run.Id, Ct));
        }
    }
}
