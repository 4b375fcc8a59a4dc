using System.Collections.Immutable;
using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Storage;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>What one person's queue costs with 1,000 open reviews: a page in the order of age, the count by the guard, the groups.</summary>
internal static class Queueing
{
    private const int Reviews = 1_000;
    private const int Page = 25;

    public static async Task<int> RunAsync()
    {
        using var folder = new TempFolder();
        var ids = new IdSource(TimeProvider.System);
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.Path }, TimeProvider.System, ids);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        for (int i = 0; i < Reviews; i++)
        {
            string id = ids.Next();
            Commit open = BenchRows.Open(id, now.AddSeconds(i));
            await store.CommitAsync(open with { Changes = [BenchRows.RunOf(id, now), .. open.Changes, new Change.PutKin(new ReviewId("v" + id), 1, i % 2 == 0 ? "" : $"kin{i % 20}")] }, CancellationToken.None);
        }

        var queue = new WaitingReviews(store.Queue, new FewPeople(now));
        var ben = new PersonKey("ben");
        Figures.Title($"A queue of {Reviews:N0} open reviews");
        Figures.Row("rows of a page, store alone", await BestAsync(() => store.Queue.WaitingAsync(new QueueQuery(BenchRows.Workspace, ["finance-leads"], 0, Page), CancellationToken.None)), "ms");
        Figures.Row("kinds, store alone", await BestAsync(() => store.Queue.AlikeAsync(BenchRows.Workspace, ["finance-leads"], CancellationToken.None)), "ms");
        Figures.Row("first page and count, guard asked for each", await BestAsync(() => queue.PageAsync(ben, BenchRows.Workspace, QueueFilter.None, 1, Page, CancellationToken.None)), "ms", "budget of a console page: 20 ms");
        Figures.Row("groups, guard asked for each", await BestAsync(() => queue.AlikeAsync(ben, BenchRows.Workspace, 5, CancellationToken.None)), "ms");
        Figures.Row("whether there is room for one more", await BestAsync(() => queue.CountAsync(ben, BenchRows.Workspace, 100, CancellationToken.None)), "ms");
        return 0;
    }

    private static async Task<double> BestAsync<T>(Func<ValueTask<T>> read)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await read();
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return best;
    }

    private sealed class FewPeople(DateTimeOffset now) : IDirectory
    {
        public DirectorySnapshot Latest { get; } = new(
            ImmutableSortedDictionary<string, Person>.Empty
                .Add("ana", new Person(new PersonKey("ana"), "Ana Duarte", "Europe/Lisbon", []))
                .Add("ben", new Person(new PersonKey("ben"), "Ben Okafor", "Europe/Lisbon", [])),
            ImmutableSortedDictionary<string, Group>.Empty.Add("finance-leads", new Group("finance-leads", [new PersonKey("ben")])),
            [],
            [new ChannelInfo(BenchRows.Finance, "finance", false, [])],
            now);

        public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => ValueTask.FromResult<DirectorySnapshot?>(Latest);

        public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => SnapshotAsync(maxAge, ct);
    }
}
