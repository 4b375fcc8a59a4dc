using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>A time fires once, late ones as the policy says, and what goes wrong is told once.</summary>
public sealed class ScheduleFiringTests
{
    [Fact]
    public async Task A_due_time_starts_one_run_in_its_owners_name_however_often_the_clock_rings()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every monday at 9:00 text=Hello");
        host.Clock.Advance(row.NextDue!.Value - host.Clock.GetUtcNow() + TimeSpan.FromSeconds(4));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Get<FiringHandler>().HandleAsync(row.Id, _ => false, CancellationToken.None).AsTask()));
        await host.RingAsync();
        RunRow run = Assert.Single(await host.AllRunsAsync());
        Assert.Equal((FaultHost.Ana, "by schedule, each Monday, 09:00"), (run.Requester.Value, run.StartedBy));
        FiringRow firing = Assert.Single(await host.FiringsAsync(row));
        Assert.Equal((FiringOutcome.Started, run.Id, TimeSpan.FromSeconds(4)), (firing.Outcome, firing.Run!.Value, firing.Lateness));
        Assert.Equal(row.NextDue + TimeSpan.FromDays(7), (await host.NowAsync(row)).NextDue);

        // Four eyes: it is Ana's, so Ana may not decide.
        ReviewRow review = await host.ReviewAsync(run);
        Assert.Equal(RefusalKind.OwnRequest, Assert.IsType<Reply.Refused>(await host.DecideAsync(review, FaultHost.Ana, DecisionKind.Approve)).Refusal.Kind);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        await host.RingAsync();
        Assert.Equal(RunStatus.Done, Assert.Single(await host.FiringsAsync(row)).End);
    }

    /// <summary>Fault row D4: eight hours away, exact counts.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("missed=once", 1)]
    [InlineData("missed=skip", 0)]
    [InlineData("missed=all", 8)]
    [InlineData("missed=all:3", 3)]
    public async Task Eight_hours_away_give_exactly_what_the_policy_says(string terms, int runs)
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        ScheduleRow row;
        await using (FaultHost before = await FaultHost.WithAsync(folder, clock, Ringing.Greet))
        {
            row = await before.ScheduleAsync($"greet every hour {terms}".Trim());
        }

        clock.Advance(TimeSpan.FromHours(8));
        for (int restart = 0; restart < 3; restart++)
        {
            await using FaultHost after = await FaultHost.WithAsync(folder, clock, Ringing.Greet);
            await after.RingAsync();
            IReadOnlyList<FiringRow> firings = await after.FiringsAsync(row);
            Assert.Equal((8, runs), (firings.Count, firings.Count(firing => firing.Outcome == FiringOutcome.Started)));
            Assert.Equal(8 - runs, firings.Count(firing => firing.Outcome == FiringOutcome.Skipped && firing.Reason.StartsWith("AgentBot was not running", StringComparison.Ordinal)));
            Assert.Equal(runs, (await after.AllRunsAsync()).Count(run => run.Status == RunStatus.Done));
            Assert.Equal(new DateTimeOffset(2026, 11, 19, 18, 0, 0, TimeSpan.Zero), (await after.NowAsync(row)).NextDue);
        }
    }

    /// <summary>What is made up for runs one after the other.</summary>
    [Fact]
    public async Task Catching_up_never_runs_two_at_once()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet every hour missed=all");
        host.Clock.Advance(TimeSpan.FromHours(8));
        await host.RingAsync(works: false);
        Assert.Single(await host.AllRunsAsync());
        Assert.Equal(7, (await host.Schedules().QueuedAsync(row.Id, CancellationToken.None)).Count);
        await host.RingAsync();
        Assert.Equal(8, (await host.AllRunsAsync()).Count);
    }

    /// <summary>Fault row D1: forward three hours, back twenty-six.</summary>
    [Fact]
    public async Task A_clock_that_is_set_makes_no_burst_and_nothing_twice()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet every 15 minutes missed=all");
        await host.RingNextAsync(row);
        Assert.Single(await host.AllRunsAsync());

        host.Clock.Advance(TimeSpan.FromHours(3));
        await host.RingAsync(clockJumped: true);
        Assert.Equal(2, (await host.AllRunsAsync()).Count);

        host.Clock.Advance(-TimeSpan.FromHours(26));
        await host.RingAsync();
        Assert.IsType<Reply.Said>(await host.SayAsync("pause 1"));
        Assert.IsType<Reply.Said>(await host.SayAsync("resume 1"));
        for (int i = 0; i < 26 * 4; i++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(15));
            await host.RingAsync(works: i % 10 == 0);
        }

        IReadOnlyList<FiringRow> firings = await host.FiringsAsync(row);
        Assert.Equal(firings.Count, firings.Select(firing => firing.Due).Distinct().Count());
        Assert.Equal((await host.AllRunsAsync()).Count, firings.Count(firing => firing.Run is not null));
    }

    [Theory]
    [InlineData("overlap=skip", FiringOutcome.Skipped, 1)]
    [InlineData("overlap=queue", FiringOutcome.Queued, 1)]
    [InlineData("overlap=cancel", FiringOutcome.Started, 2)]
    public async Task While_a_run_goes_on_the_overlap_policy_decides(string terms, FiringOutcome outcome, int runs)
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync($"memo every day at 9:00 text=Hello {terms}");
        await host.RingNextAsync(row);
        await host.RingNextAsync(row);
        Assert.Equal(outcome, (await host.FiringsAsync(row))[0].Outcome);
        Assert.Equal(runs, (await host.AllRunsAsync()).Count);
        await host.RingNextAsync(row);
        int told = (await host.ToldAsync()).Count(message => message.Purpose.Contains(":overlap:", StringComparison.Ordinal));
        Assert.Equal(outcome == FiringOutcome.Skipped ? 1 : 0, told);

        RunRow first = (await host.AllRunsAsync()).OrderBy(run => run.Number).First();
        if (outcome == FiringOutcome.Started)
        {
            Assert.Equal(RunStatus.Cancelled, first.Status);
            return;
        }

        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(first), FaultHost.Ben, DecisionKind.Approve));
        await host.RingAsync();
        Assert.Equal(outcome == FiringOutcome.Queued ? 2 : 1, (await host.AllRunsAsync()).Count);
    }

    [Fact]
    public async Task A_template_that_now_posts_elsewhere_is_frozen_and_asks()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every day at 9:00 text=Hello");
        await host.PutTemplatesAsync(SmallTemplates.Memo.Replace("Writes a memo", "Writes a short memo", StringComparison.Ordinal));
        await host.RingNextAsync(row);
        Assert.Single(await host.AllRunsAsync());

        await host.PutTemplatesAsync(SmallTemplates.Memo.Replace("#finance", "#operations", StringComparison.Ordinal));
        await host.RingNextAsync(row);
        ScheduleRow frozen = await host.NowAsync(row);
        Assert.Equal(ScheduleStatus.Frozen, frozen.Status);
        Assert.Single(await host.AllRunsAsync());
        host.Clock.Advance(TimeSpan.FromDays(3));
        await host.RingAsync();
        MessageRow asks = Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":frozen:", StringComparison.Ordinal));
        Assert.Contains("The template was changed", asks.Text, StringComparison.Ordinal);
        Assert.Contains("Look and confirm", asks.Card, StringComparison.Ordinal);

        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(await host.ShownAsync("takeover 1", FaultHost.Ben), 0), FaultHost.Ben));
        Assert.Equal((ScheduleStatus.Active, FaultHost.Ben), ((await host.NowAsync(row)).Status, (await host.NowAsync(row)).Owner.Value));
    }

    [Fact]
    public async Task An_owner_who_is_gone_freezes_the_schedule_until_somebody_takes_it_over()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet every day at 9:00");
        await host.CommitAsync(new Core.Storing.Change.UpdateSchedule(await host.NowAsync(row) with { Owner = new PersonKey("eve") }));
        await host.RingNextAsync(row);
        Assert.Equal(ScheduleStatus.Frozen, (await host.NowAsync(row)).Status);
        Assert.Contains("no longer among the people", (await host.NowAsync(row)).Reason, StringComparison.Ordinal);
        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(await host.ShownAsync("takeover 1"), 0)));
        await host.RingNextAsync(row);
        Assert.Equal(FaultHost.Ana, Assert.Single(await host.AllRunsAsync()).Requester.Value);
    }

    [Fact]
    public async Task What_cannot_start_is_told_once_and_held_after_the_third_time_and_its_recovery_is_told_once()
    {
        string broken = SmallTemplates.Memo.Replace("@finance-leads", "@nobody", StringComparison.Ordinal);
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every day at 9:00 text=Hello overlap=queue");
        await host.PutTemplatesAsync(broken);
        await host.RingNextAsync(row);
        await host.RingNextAsync(row);
        MessageRow told = Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":trouble:", StringComparison.Ordinal));
        Assert.Contains("Memo did not start", told.Text, StringComparison.Ordinal);
        Assert.Contains("@nobody", told.Text, StringComparison.Ordinal);
        Assert.Contains("Run it now", told.Card, StringComparison.Ordinal);

        await host.PutTemplatesAsync(SmallTemplates.Memo);
        for (int i = 0; i < 2; i++)
        {
            await host.RingNextAsync(row);
            RunRow run = (await host.AllRunsAsync())[0];
            Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve));
            await host.RingAsync();
        }

        Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":fine:", StringComparison.Ordinal));
        Assert.Equal(0, (await host.NowAsync(row)).Failures);

        await host.PutTemplatesAsync(broken);
        for (int i = 0; i < 3; i++)
        {
            await host.RingNextAsync(row);
        }

        Assert.Equal(ScheduleStatus.Paused, (await host.NowAsync(row)).Status);
        Assert.Equal(3, (await host.ToldAsync()).Count(message => message.Purpose.Contains(":trouble:", StringComparison.Ordinal)));
        Assert.Contains("is paused", (await host.ToldAsync())[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ran_but_not_delivered_is_a_failure()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        host.Sender.Answer = _ => ValueTask.FromResult<Core.Publishing.SendOutcome>(new Core.Publishing.SendOutcome.Impossible("AgentBot is not in #finance."));
        ScheduleRow row = await host.ScheduleAsync("memo every day at 9:00 text=Hello");
        await host.RingNextAsync(row);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync((await host.AllRunsAsync())[0]), FaultHost.Ben, DecisionKind.Approve));
        await host.RingAsync();
        Assert.Equal((RunStatus.Unknown, 1), ((await host.FiringsAsync(row))[0].End!.Value, (await host.NowAsync(row)).Failures));
        Assert.Contains("was not delivered", Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":trouble:", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_always_rejected_is_pointed_out_once()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every day at 9:00 text=Hello");
        for (int i = 0; i < 7; i++)
        {
            await host.RingNextAsync(row);
            Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync((await host.AllRunsAsync())[0]), FaultHost.Ben, DecisionKind.Reject, "No."));
            await host.RingAsync();
        }

        Assert.Contains("still needed", Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":unwanted:", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await host.NowAsync(row)).Failures);
    }

    [Fact]
    public async Task What_must_be_out_by_a_time_starts_early_and_warns_when_late()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo must be out by every monday at 10:00 text=Hello");
        var deadline = new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

        // Two working hours before Monday 10:00 is Friday 16:00; nobody knows yet how long the work takes, so all its fifteen minutes count.
        Assert.Equal((deadline, new DateTimeOffset(2026, 11, 20, 15, 45, 0, TimeSpan.Zero)), (row.NextDue!.Value, row.WakeAt!.Value));
        await host.RingNextAsync(row);
        RunRow run = Assert.Single(await host.AllRunsAsync());
        Assert.Equal(deadline, (await host.NowAsync(row)).WakeAt);
        await host.RingNextAsync(row);
        Assert.Contains("is not out yet", Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":late:", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Equal(deadline + TimeSpan.FromDays(7), (await host.NowAsync(row)).NextDue);
        Assert.Single(await host.AllRunsAsync());

        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve));
        await host.RingNextAsync(row);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync((await host.AllRunsAsync())[0]), FaultHost.Ben, DecisionKind.Approve));
        await host.RingAsync();
        await host.RingNextAsync(row);
        Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":late:", StringComparison.Ordinal));
    }

    /// <summary>A computer that wakes is not connected at once; neither is one that has just started.</summary>
    [Fact]
    public async Task What_was_late_already_is_tried_for_ten_minutes_before_it_counts_as_not_started()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow like = await host.ScheduleAsync("greet every hour");
        ScheduleRow row = like with { Id = new ScheduleId("elsewhere"), Channel = ChannelKey.Of("console", FaultHost.Finance.Workspace, "not-there-yet"), RowVersion = 0 };
        await host.CommitAsync(new Core.Storing.Change.InsertSchedule(row));
        host.Clock.Advance(TimeSpan.FromHours(8));
        FiringHandler handler = host.Get<FiringHandler>();
        Assert.Equal(host.Clock.GetUtcNow().AddSeconds(20), await handler.HandleAsync(row.Id, _ => false, CancellationToken.None));
        host.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(await handler.HandleAsync(row.Id, _ => false, CancellationToken.None));
        Assert.DoesNotContain(await host.FiringsAsync(row), firing => firing.Outcome == FiringOutcome.CouldNotStart);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await handler.HandleAsync(row.Id, _ => false, CancellationToken.None));
        Assert.Single(await host.FiringsAsync(row), firing => firing.Outcome == FiringOutcome.CouldNotStart);
    }

    [Fact]
    public async Task A_single_time_runs_once_and_the_schedule_is_over()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet in 3 hours");
        await host.RingNextAsync(row);
        Assert.Single(await host.AllRunsAsync());
        Assert.Equal((ScheduleStatus.Retired, null), ((await host.NowAsync(row)).Status, (await host.NowAsync(row)).WakeAt));
    }

    /// <summary>Fault row J11.</summary>
    [Fact]
    public async Task Ninety_days_and_many_restarts_later_it_still_fires_once()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        ScheduleRow row;
        await using (FaultHost first = await FaultHost.WithAsync(folder, clock, Ringing.Greet))
        {
            row = await first.ScheduleAsync("greet on 2027-02-17 at 9:14");
        }

        for (int i = 1; i <= Proof.Size(50) + 1; i++)
        {
            clock.Advance(new DateTimeOffset(2026, 11, 19, 9, 14, 0, TimeSpan.Zero) + (TimeSpan.FromDays(90) * Math.Min(1, i / (double)Proof.Size(50))) - clock.GetUtcNow());
            await using FaultHost host = await FaultHost.WithAsync(folder, clock, Ringing.Greet);
            await host.RingAsync();
            Assert.Equal(i < Proof.Size(50) ? 0 : 1, (await host.AllRunsAsync()).Count);
        }
    }
}
