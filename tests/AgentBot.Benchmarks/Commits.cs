using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Storage;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>Durable commits per second with 64 callers, beside group commit on bare SQLite: one row, and the same number of rows.</summary>
internal static class Commits
{
    private const int Callers = 64;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        // Each is measured twice and in turn, so that a busy machine weighs on all of them.
        for (int round = 1; round <= 2; round++)
        {
            (double product, double productP99) = await ProductAsync();
            (double oneRow, double oneRowP99) = await FloorAsync(rows: 1);
            (double sameRows, double sameRowsP99) = await FloorAsync(rows: 9);
            Console.WriteLine($"""
                round {round}, {Callers} callers, each answered when the disk has it
                  run start through the store (9 rows and their indexes)  {product,9:N0}/s   p99 {productP99:N1} ms
                  floor: one row of 300 bytes                             {oneRow,9:N0}/s   p99 {oneRowP99:N1} ms   ratio {product / oneRow:N2}
                  floor: nine rows of 300 bytes                           {sameRows,9:N0}/s   p99 {sameRowsP99:N1} ms   ratio {product / sameRows:N2}
                """);
        }

        return 0;
    }

    private static async Task<(double PerSecond, double P99)> ProductAsync()
    {
        using var folder = new TempFolder();
        var ids = new IdSource(TimeProvider.System);
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.Path }, TimeProvider.System, ids);
        return await MeasureAsync(async () => await store.CommitAsync(BenchRows.Start(ids.Next(), TimeProvider.System.GetUtcNow()), CancellationToken.None));
    }

    private static async Task<(double PerSecond, double P99)> FloorAsync(int rows)
    {
        using var folder = new TempFolder();
        await using var floor = new BareGroupCommit(folder.File("floor.db"), rows);
        return await MeasureAsync(floor.CommitAsync);
    }

    private static async Task<(double PerSecond, double P99)> MeasureAsync(Func<Task> commit)
    {
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => commit()));
        var took = new List<double>[Callers];
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            List<double> mine = took[caller] = [];
            while (Stopwatch.GetElapsedTime(began) < Length)
            {
                long start = Stopwatch.GetTimestamp();
                await commit();
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }));
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] all = [.. took.SelectMany(one => one).Order()];
        return (all.Length / seconds, all[(int)(all.Length * 0.99)]);
    }
}
