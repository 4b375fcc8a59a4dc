using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Storage;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>What 100,000 waiting reviews cost: disk, memory, time to start again, time to list and count.</summary>
internal static class Waiting
{
    private const int Reviews = 100_000;
    private const int Callers = 64;

    public static async Task<int> RunAsync()
    {
        using var folder = new TempFolder();
        var ids = new IdSource(TimeProvider.System);
        string file = folder.File("agentbot.db");
        double emptyOpen = (await OpenAsync(folder, ids)).Milliseconds;
        emptyOpen = Math.Min(emptyOpen, (await OpenAsync(folder, ids)).Milliseconds);

        string[] runs = [.. Enumerable.Range(0, Reviews).Select(_ => ids.Next())];
        await KeepAsync(folder, ids, runs, (id, now) => new Commit { Workspace = BenchRows.Workspace, Changes = [BenchRows.RunOf(id, now)] });
        long withRuns = new FileInfo(file).Length;
        double inserting = await KeepAsync(folder, ids, runs, BenchRows.Open);
        long withReviews = new FileInfo(file).Length;

        long before = Memory();
        (SqliteStore store, double reopened) = await OpenAsync(folder, ids, keep: true);
        await using (store)
        {
            double page = await BestAsync(() => store.Reviews.OpenAsync(BenchRows.Workspace, ["ben", "finance-leads"], null, 0, 20, CancellationToken.None));
            double deep = await BestAsync(() => store.Reviews.OpenAsync(BenchRows.Workspace, ["ben", "finance-leads"], null, 1000, 20, CancellationToken.None));
            double everybody = await BestAsync(() => store.Reviews.OpenAsync(BenchRows.Workspace, null, BenchRows.Finance, 0, 20, CancellationToken.None));
            double count = await BestAsync(() => store.Reviews.CountOpenAsync(BenchRows.Workspace, ["ben", "finance-leads"], null, CancellationToken.None));
            double due = await BestAsync(() => store.Work.NextDueAsync(CancellationToken.None));
            double runList = await BestAsync(() => store.Runs.CountAsync(BenchRows.Workspace, CancellationToken.None));
            int counted = await store.Reviews.CountOpenAsync(BenchRows.Workspace, ["finance-leads"], null, CancellationToken.None);
            Console.WriteLine($"""
                {counted:N0} waiting reviews
                  kept at                        {Reviews / inserting,9:N0}/s
                  disk for one, run apart        {(withReviews - withRuns) / (double)Reviews,9:N0} bytes (review, due work, card, audit line, indexes)
                  disk for its run's header      {withRuns / (double)Reviews,9:N0} bytes
                  open the store                 {reopened,9:N1} ms (empty: {emptyOpen:N1} ms)
                  memory when open               {(Memory() - before) / (double)Reviews,9:N1} bytes each
                  first page of mine             {page,9:N2} ms
                  page 51 of mine                {deep,9:N2} ms
                  first page of a channel        {everybody,9:N2} ms
                  count of mine                  {count,9:N2} ms
                  next due work                  {due,9:N2} ms
                  counts of runs                 {runList,9:N2} ms
                """);
        }

        return 0;
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> KeepAsync(TempFolder folder, IdSource ids, string[] runs, Func<string, DateTimeOffset, Commit> make)
    {
        long began = Stopwatch.GetTimestamp();
        await using (SqliteStore store = (await OpenAsync(folder, ids, keep: true)).Store)
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
            {
                for (int i = caller; i < runs.Length; i += Callers)
                {
                    await store.CommitAsync(make(runs[i], TimeProvider.System.GetUtcNow()), CancellationToken.None);
                }
            }));
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<(SqliteStore Store, double Milliseconds)> OpenAsync(TempFolder folder, IdSource ids, bool keep = false)
    {
        long began = Stopwatch.GetTimestamp();
        SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.Path }, TimeProvider.System, ids);
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!keep)
        {
            await store.DisposeAsync();
        }

        return (store, milliseconds);
    }

    private static async Task<double> BestAsync<T>(Func<ValueTask<T>> read)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await read();
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return best;
    }

    private static long Memory()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
