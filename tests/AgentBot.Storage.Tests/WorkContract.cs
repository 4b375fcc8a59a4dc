using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>Work under leases: whoever lost the lease can do nothing.</summary>
public abstract class WorkContract : StoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Due_work_is_claimed_oldest_first_and_once()
    {
        await KeepAsync(
            new Change.InsertWork(Any.Work("late", "r", Now.AddMinutes(1))),
            new Change.InsertWork(Any.Work("second", "r", Now)),
            new Change.InsertWork(Any.Work("first", "r", Now.AddMinutes(-1))));
        Assert.Equal(Now.AddMinutes(-1), await Engine.Work.NextDueAsync(Ct));
        Assert.Equal(["first", "second"], (await ClaimAsync()).Select(row => row.Id.Value));
        Assert.Empty(await ClaimAsync());
        Assert.Equal(Now + Lease, await Engine.Work.NextDueAsync(Ct));
    }

    [Fact]
    public async Task Many_claimers_at_once_share_the_work()
    {
        await KeepAsync([.. Enumerable.Range(0, 100).Select(i => new Change.InsertWork(Any.Work("w" + i, "r")))]);
        IReadOnlyList<WorkRow>[] taken = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Engine.Work.ClaimAsync(5, Lease, Now, Ct).AsTask()));
        Assert.Equal(100, taken.SelectMany(rows => rows).Select(row => row.Id).Distinct().Count());
        Assert.Equal(100, taken.Sum(rows => rows.Count));
    }

    [Fact]
    public async Task The_holder_finishes_and_nobody_else()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r")));
        await LoseAsync(new Change.FinishWork(new WorkId("w"), ""));
        WorkRow held = Assert.Single(await ClaimAsync());
        await LoseAsync(new Change.FinishWork(held.Id, "another token"));
        await KeepAsync(new Change.FinishWork(held.Id, held.LeaseToken), new Change.PutMark("done", "1"));
        await LoseAsync(new Change.FinishWork(held.Id, held.LeaseToken), new Change.PutMark("done", "2"));
        Assert.Equal("1", await Engine.Marks.FindMarkAsync("done", Ct));
    }

    [Fact]
    public async Task Work_that_its_maker_holds_from_the_first_moment_is_nobody_elses_until_its_lease_ends()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r") with { LeaseToken = "maker", LeaseUntil = Now + Lease }));
        Assert.Empty(await ClaimAsync());
        Assert.Equal(Now + Lease, await Engine.Work.NextDueAsync(Ct));
        Assert.Empty(await Engine.Work.RenewAsync([(new WorkId("w"), "maker")], Lease, Now, Ct));

        Engine.Advance(Lease + TimeSpan.FromSeconds(1));
        WorkRow taken = Assert.Single(await ClaimAsync());
        Assert.Equal(1, taken.Crashes);
        await LoseAsync(new Change.FinishWork(taken.Id, "maker"));
    }

    [Fact]
    public async Task Work_that_its_maker_held_is_taken_up_at_once_after_a_restart()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r") with { LeaseToken = "maker", LeaseUntil = Now + Lease }));
        await Engine.ReopenAsync();
        await LoseAsync(new Change.FinishWork(new WorkId("w"), "maker"));
        Assert.Equal(1, Assert.Single(await ClaimAsync()).Crashes);
    }

    /// <summary>Fault row C3: a worker that slept past its lease.</summary>
    [Fact]
    public async Task A_holder_past_its_lease_can_do_nothing_whether_or_not_somebody_took_over()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r")));
        WorkRow old = Assert.Single(await ClaimAsync());
        Engine.Advance(Lease + TimeSpan.FromSeconds(1));
        await LoseAsync(new Change.FinishWork(old.Id, old.LeaseToken), new Change.PutMark("by", "old"));
        await LoseAsync(new Change.PostponeWork(old.Id, old.LeaseToken, Now));
        Assert.Equal([old.LeaseToken], await Engine.Work.RenewAsync([(old.Id, old.LeaseToken)], Lease, Now, Ct));

        WorkRow taken = Assert.Single(await ClaimAsync());
        Assert.Equal(1, taken.Crashes);
        await LoseAsync(new Change.PutMark("by", "old"), new Change.FinishWork(old.Id, old.LeaseToken));
        await KeepAsync(new Change.FinishWork(taken.Id, taken.LeaseToken), new Change.PutMark("by", "new"));
        Assert.Equal("new", await Engine.Marks.FindMarkAsync("by", Ct));
    }

    [Fact]
    public async Task A_renewed_lease_holds_on()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r")));
        WorkRow held = Assert.Single(await ClaimAsync());
        for (int i = 0; i < 5; i++)
        {
            Engine.Advance(TimeSpan.FromSeconds(10));
            Assert.Empty(await Engine.Work.RenewAsync([(held.Id, held.LeaseToken)], Lease, Now, Ct));
            Assert.Empty(await ClaimAsync());
        }

        await KeepAsync(new Change.FinishWork(held.Id, held.LeaseToken));
    }

    [Fact]
    public async Task A_restart_voids_leases_at_once_and_counts_the_crash()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r")));
        WorkRow before = Assert.Single(await ClaimAsync());
        for (int crash = 1; crash <= 3; crash++)
        {
            await Engine.ReopenAsync();
            Assert.Equal(before.DueAt, await Engine.Work.NextDueAsync(Ct));
            await LoseAsync(new Change.FinishWork(before.Id, before.LeaseToken));
            WorkRow after = Assert.Single(await ClaimAsync());
            Assert.Equal(crash, after.Crashes);
            Assert.NotEqual(before.LeaseToken, after.LeaseToken);
            before = after;
        }
    }

    [Fact]
    public async Task A_lease_given_back_is_no_crash()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r")));
        WorkRow held = Assert.Single(await ClaimAsync());
        await Engine.Work.ReleaseAsync([(held.Id, held.LeaseToken)], Ct);
        await Engine.ReopenAsync();
        Assert.Equal(0, Assert.Single(await ClaimAsync()).Crashes);
    }

    [Fact]
    public async Task Postponed_work_waits_counts_its_try_and_is_no_crash()
    {
        await KeepAsync(new Change.InsertWork(Any.Work("w", "r")));
        WorkRow held = Assert.Single(await ClaimAsync());
        await KeepAsync(new Change.PostponeWork(held.Id, held.LeaseToken, Now.AddMinutes(5)));
        Assert.Empty(await ClaimAsync());
        Assert.Equal(Now.AddMinutes(5), await Engine.Work.NextDueAsync(Ct));
        Engine.Advance(TimeSpan.FromMinutes(5));
        WorkRow again = Assert.Single(await ClaimAsync());
        Assert.Equal((1, 0), (again.Tries, again.Crashes));
    }

    [Fact]
    public async Task Parked_work_is_released_oldest_first_one_at_a_time()
    {
        WorkRow Parked(string id, string step = "check", int round = 1) =>
            Any.Work(id, "r", WorkRow.Parked) with { Kind = WorkKind.Items, Step = step, Round = round };

        await KeepAsync(
            new Change.InsertWork(Parked("other", "else")),
            new Change.InsertWork(Parked("a")),
            new Change.InsertWork(Parked("b")),
            new Change.InsertWork(Parked("c", round: 2)));
        Assert.Null(await Engine.Work.NextDueAsync(Ct));
        Assert.Empty(await ClaimAsync());
        await KeepAsync(new Change.ReleaseParked(new RunId("r"), "check", 1, Now));
        Assert.Equal("a", Assert.Single(await ClaimAsync()).Id.Value);
        await KeepAsync(new Change.ReleaseParked(new RunId("r"), "check", 1, Now));
        await KeepAsync(new Change.ReleaseParked(new RunId("r"), "check", 1, Now));
        Assert.Equal("b", Assert.Single(await ClaimAsync()).Id.Value);
    }

    [Fact]
    public async Task Dropped_work_is_gone_and_its_holder_loses()
    {
        await KeepAsync(
            new Change.InsertWork(Any.Work("a", "r")),
            new Change.InsertWork(Any.Work("b", "r") with { Round = 2 }),
            new Change.InsertWork(Any.Work("c", "r") with { Step = "rows" }),
            new Change.InsertWork(Any.Work("d", "other")));
        WorkRow held = (await ClaimAsync())[0];
        await KeepAsync(new Change.DropWork(new RunId("r"), "check", 1));
        Assert.Equal(2, await Engine.Work.CountAsync(new RunId("r"), Ct));
        await LoseAsync(new Change.FinishWork(held.Id, held.LeaseToken));
        await KeepAsync(new Change.DropWork(new RunId("r"), null, null));
        Assert.Equal(0, await Engine.Work.CountAsync(new RunId("r"), Ct));
        Assert.Equal(1, await Engine.Work.CountAsync(new RunId("other"), Ct));
    }

    private DateTimeOffset Now => Engine.Clock.GetUtcNow();

    private ValueTask<IReadOnlyList<WorkRow>> ClaimAsync() => Engine.Work.ClaimAsync(100, Lease, Now, Ct);
}
