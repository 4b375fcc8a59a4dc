using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>Schedules and firings: a time fires once, and nothing that is awaited gets lost.</summary>
public abstract class SchedulesContract : StoreContract
{
    private static readonly DateTimeOffset Nine = Any.Start.AddHours(1);

    [Fact]
    public async Task Schedules_are_numbered_per_channel_and_listed_by_when_they_wake()
    {
        await AddAsync("s1", Any.Finance, ScheduleStatus.Active, Nine.AddHours(2));
        await AddAsync("s2", Any.Finance, ScheduleStatus.Paused, null);
        await AddAsync("s3", Any.Operations, ScheduleStatus.Active, Nine);
        await AddAsync("s4", Any.Finance, ScheduleStatus.Active, Nine.AddHours(1), owner: Any.Ben);
        Assert.Equal((1L, 2L), (await NumberAsync("s1"), await NumberAsync("s2")));
        Assert.Equal((1L, 3L), (await NumberAsync("s3"), await NumberAsync("s4")));
        Assert.Equal("s4", (await Engine.Schedules.FindByNumberAsync(Any.Finance, 3, Ct))!.Id.Value);
        Assert.Null(await Engine.Schedules.FindByNumberAsync(Any.Operations, 3, Ct));

        Assert.Equal(["s3", "s4", "s1", "s2"], await ListAsync(new ScheduleQuery(Any.Workspace, null, null, null, 10)));
        Assert.Equal(["s4", "s1", "s2"], await ListAsync(new ScheduleQuery(Any.Workspace, Any.Finance, null, null, 10)));
        Assert.Equal(["s1", "s2"], await ListAsync(new ScheduleQuery(Any.Workspace, Any.Finance, Any.Ana, null, 10)));
        Assert.Equal(["s3", "s4"], await ListAsync(new ScheduleQuery(Any.Workspace, null, null, [ScheduleStatus.Active, ScheduleStatus.Frozen], 2)));
        Assert.Empty(await ListAsync(new ScheduleQuery(new WorkspaceKey("other"), null, null, null, 10)));
        Assert.Equal(["s3", "s4", "s1"], (await Engine.Schedules.WakingAsync(Ct)).Select(waking => waking.Id.Value));
        await AddAsync("s0", Any.Finance, ScheduleStatus.Proposed, null);
        await AddAsync("s5", Any.Finance, ScheduleStatus.Retired, null);
        Assert.Equal(["s1", "s2", "s3"], (await Engine.Schedules.StandingAsync(null, 3, Ct)).Select(row => row.Id.Value));
        Assert.Equal(["s4"], (await Engine.Schedules.StandingAsync(new ScheduleId("s3"), 3, Ct)).Select(row => row.Id.Value));
        Assert.Equal(Nine, (await Engine.Schedules.WakingAsync(Ct))[0].At);
    }

    [Fact]
    public async Task A_schedule_that_changed_meanwhile_is_not_overwritten()
    {
        await AddAsync("s1", Any.Finance, ScheduleStatus.Active, Nine);
        ScheduleRow row = await FindAsync("s1");
        await KeepAsync(new Change.UpdateSchedule(row with { Status = ScheduleStatus.Paused, WakeAt = null }));
        await LoseAsync(new Change.UpdateSchedule(row with { LastDue = Nine }));
        Assert.Equal((ScheduleStatus.Paused, null), ((await FindAsync("s1")).Status, (await FindAsync("s1")).LastDue));
        Assert.Empty(await Engine.Schedules.WakingAsync(Ct));
    }

    /// <summary>Invariant I11.</summary>
    [Fact]
    public async Task A_time_fires_once_however_many_try_at_once_and_the_losers_leave_nothing()
    {
        await AddAsync("s1", Any.Finance, ScheduleStatus.Active, Nine);
        ScheduleRow row = await FindAsync("s1");
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => CommitAsync(
            new Change.InsertRun(Any.Run("r" + i)),
            new Change.InsertFiring(Firing("s1", Nine, FiringOutcome.Started, "r" + i)),
            new Change.UpdateSchedule(row with { LastDue = Nine })).AsTask()));
        Assert.Single(results.OfType<CommitResult.Done>());
        Assert.Equal(39, results.OfType<CommitResult.Lost>().Count());
        RunRow only = Assert.Single(await Engine.Runs.ListAsync(new RunQuery(Any.Workspace, null, null, null, null, false, null, 100), Ct));
        Assert.Equal(only.Id, (await Engine.Schedules.FindFiringAsync(new ScheduleId("s1"), Nine, Ct))!.Run);
        Assert.Equal(1, only.Number);

        await Engine.ReopenAsync();
        await LoseAsync(new Change.InsertFiring(Firing("s1", Nine, FiringOutcome.Skipped)));
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine.AddDays(1), FiringOutcome.Skipped)), new Change.InsertFiring(Firing("s2", Nine, FiringOutcome.Skipped)));
    }

    [Fact]
    public async Task What_a_schedule_began_is_watched_until_its_end_is_noted()
    {
        await KeepAsync(new Change.InsertRun(Any.Run("r1")), new Change.InsertFiring(Firing("s1", Nine, FiringOutcome.Started, "r1")));
        await KeepAsync(new Change.InsertRun(Any.Run("r2")), new Change.InsertFiring(Firing("s1", Nine.AddDays(1), FiringOutcome.Started, "r2")));
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine.AddDays(2), FiringOutcome.Queued)), new Change.InsertFiring(Firing("s1", Nine.AddDays(3), FiringOutcome.Queued)));
        Assert.Equal(["r1", "r2"], (await Engine.Schedules.RunningAsync(new ScheduleId("s1"), Ct)).Select(run => run.Id.Value));
        Assert.Empty(await Engine.Schedules.RunningAsync(new ScheduleId("s2"), Ct));
        Assert.Empty(await UnsettledAsync());
        Assert.Equal([Nine.AddDays(2), Nine.AddDays(3)], (await Engine.Schedules.QueuedAsync(new ScheduleId("s1"), Ct)).Select(firing => firing.Due));

        await EndAsync("r1", RunStatus.Done);
        Assert.Equal(["r2"], (await Engine.Schedules.RunningAsync(new ScheduleId("s1"), Ct)).Select(run => run.Id.Value));
        FiringRow ended = Assert.Single(await UnsettledAsync());
        Assert.Equal(Nine, ended.Due);
        await KeepAsync(new Change.UpdateFiring(ended with { End = RunStatus.Done, EndedAt = Any.Start }));
        await LoseAsync(new Change.UpdateFiring(ended with { End = RunStatus.Failed, EndedAt = Any.Start }));
        Assert.Empty(await UnsettledAsync());
    }

    [Fact]
    public async Task A_result_that_cannot_be_delivered_is_seen_before_its_run_ends_also_in_a_child()
    {
        await KeepAsync(new Change.InsertRun(Any.Run("r1")), new Change.InsertFiring(Firing("s1", Nine, FiringOutcome.Started, "r1")));
        await KeepAsync(new Change.InsertRun(Any.Run("c1") with { Parent = new RunId("r1"), Root = new RunId("r1"), Depth = 1 }));
        await KeepAsync(new Change.InsertEffect(Any.Effect("e1", "c1") with { State = EffectState.Dead }));
        FiringRow stuck = Assert.Single(await UnsettledAsync());
        await KeepAsync(new Change.UpdateFiring(stuck with { End = RunStatus.Unknown, EndedAt = Any.Start }));
        Assert.Empty(await UnsettledAsync());
        Assert.Single(await Engine.Schedules.RunningAsync(new ScheduleId("s1"), Ct));

        await EndAsync("r1", RunStatus.Done);
        Assert.Equal(RunStatus.Unknown, Assert.Single(await UnsettledAsync()).End);
    }

    [Fact]
    public async Task Firings_are_read_by_schedule_and_by_time()
    {
        for (int day = 0; day < 5; day++)
        {
            await KeepAsync(new Change.InsertFiring(Firing("s1", Nine.AddDays(day), FiringOutcome.Skipped)));
        }

        Assert.Equal([Nine.AddDays(4), Nine.AddDays(3)], (await Engine.Schedules.FiringsAsync(new ScheduleId("s1"), 2, Ct)).Select(firing => firing.Due));
        Assert.Equal([Nine.AddDays(1), Nine.AddDays(2)], (await Engine.Schedules.FiringsAsync(Any.Workspace, Nine.AddDays(1), Nine.AddDays(3), 10, Ct)).Select(firing => firing.Due));
        Assert.Empty(await Engine.Schedules.FiringsAsync(new WorkspaceKey("other"), Nine, Nine.AddDays(9), 10, Ct));
    }

    [Fact]
    public async Task An_event_fires_a_schedule_once_however_often_it_is_told_and_beside_whatever()
    {
        FiringRow arrived = Event("s1", Nine, "message|a");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => KeepAsync(new Change.PutMark("m" + i, "kept"), new Change.PutEventFiring(arrived))));
        FiringRow kept = Assert.Single(await Engine.Schedules.QueuedAsync(new ScheduleId("s1"), Ct));
        Assert.Equal(arrived, kept);
        Assert.Equal("kept", await Engine.Marks.FindMarkAsync("m19", Ct));

        await KeepAsync(new Change.UpdateFiring(kept with { Outcome = FiringOutcome.Skipped, Reason = "Because." }));
        await Engine.ReopenAsync();
        await KeepAsync(new Change.PutEventFiring(arrived));
        Assert.Empty(await Engine.Schedules.QueuedAsync(new ScheduleId("s1"), Ct));
        Assert.Equal("Because.", (await Engine.Schedules.FindFiringAsync(new ScheduleId("s1"), "message|a", Ct))!.Reason);
        Assert.Null(await Engine.Schedules.FindFiringAsync(new ScheduleId("s1"), "message|b", Ct));
        Assert.Null(await Engine.Schedules.FindFiringAsync(new ScheduleId("s1"), "", Ct));
    }

    [Fact]
    public async Task Events_of_one_moment_stand_in_line_side_by_side_and_are_found_after_a_restart()
    {
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine, FiringOutcome.Skipped)));
        await KeepAsync(new Change.PutEventFiring(Event("s1", Nine, "file|a|0")), new Change.PutEventFiring(Event("s1", Nine, "file|a|1")), new Change.PutEventFiring(Event("s2", Nine, "file|a|0")));
        await KeepAsync(new Change.InsertFiring(Firing("s3", Nine, FiringOutcome.Queued)));
        await Engine.ReopenAsync();
        Assert.Equal(["file|a|0", "file|a|1"], (await Engine.Schedules.QueuedAsync(new ScheduleId("s1"), Ct)).Select(firing => firing.Cause));
        Assert.Equal(["s1", "s2"], (await Engine.Schedules.ArrivedAsync(Ct)).Select(id => id.Value).Order());
    }

    [Fact]
    public async Task Only_schedules_in_force_listen_and_only_at_their_address()
    {
        await AddAsync("s1", Any.Finance, ScheduleStatus.Active, null, listens: "file|c1");
        await AddAsync("s2", Any.Finance, ScheduleStatus.Paused, null, listens: "file|c1");
        await AddAsync("s3", Any.Finance, ScheduleStatus.Active, null, listens: "run|c1|triage");
        await AddAsync("s4", Any.Finance, ScheduleStatus.Active, Nine);
        Assert.Equal(["s1"], (await Engine.Schedules.ListeningAsync("file|c1", Ct)).Select(row => row.Id.Value));
        Assert.Empty(await Engine.Schedules.ListeningAsync("file|c", Ct));
        Assert.Empty(await Engine.Schedules.ListeningAsync("", Ct));
        Assert.Equal(["s3"], (await Engine.Schedules.ListeningBelowAsync("run|", Ct)).Select(row => row.Id.Value));
        Assert.Empty(await Engine.Schedules.ListeningBelowAsync("run|_1", Ct));

        await KeepAsync(new Change.UpdateSchedule(await FindAsync("s1") with { Listens = "file|c2" }));
        Assert.Equal(["s1"], (await Engine.Schedules.ListeningAsync("file|c2", Ct)).Select(row => row.Id.Value));
    }

    [Fact]
    public async Task Ended_runs_of_which_a_schedule_has_not_heard_are_found()
    {
        foreach (string id in new[] { "r1", "r2", "r3", "r4", "r5" })
        {
            await KeepAsync(new Change.InsertRun(Any.Run(id)));
        }

        await KeepAsync(new Change.InsertRun(Any.Run("c1") with { Parent = new RunId("r1"), Root = new RunId("r1"), Depth = 1 }));
        await EndAsync("r1", RunStatus.Done);
        await EndAsync("r2", RunStatus.Failed);
        await EndAsync("r3", RunStatus.Cancelled);
        await EndAsync("c1", RunStatus.Done);
        RunRow ended = (await Engine.Runs.FindAsync(new RunId("r1"), Ct))!;
        Assert.Equal(["r1", "r2"], await UnheardAsync(ended, DateTimeOffset.UnixEpoch));
        Assert.Empty(await UnheardAsync(ended, ended.EndedAt!.Value.AddDays(1)));
        Assert.Empty(await UnheardAsync(ended with { Template = "other" }, DateTimeOffset.UnixEpoch));

        await KeepAsync(new Change.PutEventFiring(Event("s1", Nine, "run|r1")), new Change.PutEventFiring(Event("s2", Nine, "run|r2")));
        Assert.Equal(["r2"], await UnheardAsync(ended, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task What_became_of_firings_lately_is_counted()
    {
        Assert.Equal(new FiringCounts(0, 0, null), await Engine.Schedules.CountAsync(new ScheduleId("s1"), Nine, Ct));
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine, FiringOutcome.Started, "r1") with { At = Nine.AddMinutes(1) }));
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine.AddMinutes(2), FiringOutcome.Started, "r2") with { At = Nine.AddMinutes(3) }));
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine.AddMinutes(4), FiringOutcome.Skipped) with { At = Nine.AddMinutes(4) }));
        await KeepAsync(new Change.InsertFiring(Firing("s1", Nine.AddMinutes(5), FiringOutcome.Queued) with { At = Nine.AddMinutes(5) }));
        Assert.Equal(new FiringCounts(2, 1, Nine.AddMinutes(1)), await Engine.Schedules.CountAsync(new ScheduleId("s1"), Nine, Ct));
        Assert.Equal(new FiringCounts(1, 1, Nine.AddMinutes(3)), await Engine.Schedules.CountAsync(new ScheduleId("s1"), Nine.AddMinutes(2), Ct));
    }

    /// <summary>Fault row J11.</summary>
    [Fact]
    public async Task What_waits_for_ninety_days_is_still_there_after_many_restarts()
    {
        await AddAsync("s1", Any.Finance, ScheduleStatus.Active, Any.Start.AddDays(90));
        ScheduleRow before = await FindAsync("s1");
        for (int restart = 0; restart < Proof.Size(50); restart++)
        {
            Engine.Advance(TimeSpan.FromDays(90.0 / Proof.Size(50)));
            await Engine.ReopenAsync();
            Assert.Equal(before, await FindAsync("s1"));
        }

        Assert.Equal(Any.Start.AddDays(90), Assert.Single(await Engine.Schedules.WakingAsync(Ct)).At);
    }

    private static FiringRow Firing(string schedule, DateTimeOffset due, FiringOutcome outcome, string? run = null) => new()
    {
        Schedule = new ScheduleId(schedule),
        Workspace = Any.Workspace,
        Due = due,
        Outcome = outcome,
        Run = run is null ? null : new RunId(run),
        At = due,
    };

    private Task AddAsync(string id, ChannelKey channel, ScheduleStatus status, DateTimeOffset? wakes, PersonKey? owner = null, string listens = "") => KeepAsync(new Change.InsertSchedule(new ScheduleRow
    {
        Id = new ScheduleId(id),
        Workspace = Any.Workspace,
        Channel = channel,
        CreatedAt = Any.Start,
        ChangedAt = Any.Start,
        Template = "weekly-digest",
        Owner = owner ?? Any.Ana,
        Terms = "{}",
        Status = status,
        NextDue = wakes,
        WakeAt = wakes,
        Listens = listens,
    }));

    private async Task EndAsync(string run, RunStatus status)
    {
        RunRow row = (await Engine.Runs.FindAsync(new RunId(run), Ct))!;
        await KeepAsync(new Change.UpdateRun(row with { Status = status, EndedAt = Any.Start }));
    }

    private async Task<ScheduleRow> FindAsync(string id) => (await Engine.Schedules.FindAsync(new ScheduleId(id), Ct))!;

    private async Task<long> NumberAsync(string id) => (await FindAsync(id)).Number;

    private async Task<string[]> ListAsync(ScheduleQuery query) => [.. (await Engine.Schedules.ListAsync(query, Ct)).Select(row => row.Id.Value)];

    private ValueTask<IReadOnlyList<FiringRow>> UnsettledAsync() => Engine.Schedules.UnsettledAsync(10, Ct);

    private static FiringRow Event(string schedule, DateTimeOffset at, string cause) => Firing(schedule, at, FiringOutcome.Queued) with { Cause = cause, Event = "{}" };

    private async Task<string[]> UnheardAsync(RunRow like, DateTimeOffset since) =>
        [.. (await Engine.Schedules.UnheardRunsAsync(new ScheduleId("s1"), like.Channel, like.Template, since, 10, Ct)).Select(run => run.Id.Value)];
}
