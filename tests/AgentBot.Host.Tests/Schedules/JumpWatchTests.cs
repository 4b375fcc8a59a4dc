using AgentBot.Core.Schedules;
using AgentBot.Host.ScheduleClock;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>Fault row D1: the clock on the wall is set while the computer's counter goes on evenly.</summary>
public sealed class JumpWatchTests
{
    [Fact]
    public async Task Three_hours_forward_give_one_run_and_twenty_six_back_none()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        var clock = new SetClock(host.Clock);
        var jumps = new JumpWatch(clock, clock);
        ScheduleRow row = await host.ScheduleAsync("greet every 15 minutes missed=all");
        clock.Pass(row.WakeAt!.Value - host.Clock.GetUtcNow());
        await host.RingAsync(jumps.JumpedOver);
        Assert.Single(await host.AllRunsAsync());

        clock.Set(TimeSpan.FromHours(3));
        await host.RingAsync(jumps.JumpedOver);
        Assert.Equal(2, (await host.AllRunsAsync()).Count);
        IReadOnlyList<FiringRow> skipped = [.. (await host.FiringsAsync(row)).Where(firing => firing.Outcome == FiringOutcome.Skipped)];
        Assert.Equal(11, skipped.Count);
        Assert.All(skipped, firing => Assert.Contains("was set forward", firing.Reason, StringComparison.Ordinal));

        clock.Set(TimeSpan.FromHours(-26));
        await host.RingAsync(jumps.JumpedOver);
        clock.Pass(TimeSpan.FromHours(26));
        await host.RingAsync(jumps.JumpedOver);
        Assert.Equal(2, (await host.AllRunsAsync()).Count);

        // From here on everything is as it was: the next time runs, and two hours that were slept through are made up for one by one.
        clock.Pass(TimeSpan.FromMinutes(15));
        await host.RingAsync(jumps.JumpedOver);
        Assert.Equal(3, (await host.AllRunsAsync()).Count);
        clock.Pass(TimeSpan.FromHours(2));
        await host.RingAsync(jumps.JumpedOver);
        Assert.Equal(11, (await host.AllRunsAsync()).Count);
        IReadOnlyList<FiringRow> firings = await host.FiringsAsync(row);
        Assert.Equal(firings.Count, firings.Select(firing => firing.Due).Distinct().Count());
    }

    [Theory]
    [InlineData(3 * 3600, true)]
    [InlineData(60, true)]
    [InlineData(59, false)]
    [InlineData(0, false)]
    [InlineData(-59, false)]
    [InlineData(-26 * 3600, true)]
    public void A_jump_is_told_once_and_a_correction_is_none(int seconds, bool isJump)
    {
        var clock = new SetClock(new FakeClock());
        var jumps = new JumpWatch(clock, clock);
        clock.Pass(TimeSpan.FromHours(5));
        Assert.True(jumps.Look().IsNone);

        DateTimeOffset before = clock.GetUtcNow();
        clock.Set(TimeSpan.FromSeconds(seconds));
        clock.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(new ClockStep(isJump ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero, TimeSpan.Zero), jumps.Look());
        Assert.True(jumps.Look().IsNone);

        // Only what lies between the two faces of the clock was stepped over, and a step back passes nothing.
        Assert.Equal(isJump && seconds > 0, jumps.JumpedOver(before.AddSeconds(30)));
        Assert.False(jumps.JumpedOver(before));
        Assert.False(jumps.JumpedOver(clock.GetUtcNow().AddSeconds(1)));
    }

    /// <summary>A closed lid is an absence of AgentBot: what was slept through is made up for as the schedule says.</summary>
    [Theory]
    [InlineData("missed=skip", 0)]
    [InlineData("missed=once", 1)]
    [InlineData("missed=all", 8)]
    public async Task Eight_hours_of_sleep_are_an_absence_and_no_clock_that_was_set(string terms, int runs)
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        var clock = new SetClock(host.Clock);
        var jumps = new JumpWatch(clock, clock);
        ScheduleRow row = await host.ScheduleAsync($"greet every hour {terms}");
        clock.Sleep(TimeSpan.FromHours(8));
        Assert.Equal(new ClockStep(TimeSpan.Zero, TimeSpan.FromHours(8)), jumps.Look());
        await host.RingAsync(jumps.JumpedOver);
        Assert.Equal(runs, (await host.AllRunsAsync()).Count);
        Assert.Equal(8, (await host.FiringsAsync(row)).Count);
    }

    [Fact]
    public void A_clock_that_was_set_after_sleep_has_jumped_over_the_rest_only()
    {
        var clock = new SetClock(new FakeClock());
        var jumps = new JumpWatch(clock, clock);
        DateTimeOffset before = clock.GetUtcNow();
        clock.Sleep(TimeSpan.FromHours(8));
        clock.Set(TimeSpan.FromHours(2));
        Assert.Equal(new ClockStep(TimeSpan.FromHours(2), TimeSpan.FromHours(8)), jumps.Look());
        Assert.False(jumps.JumpedOver(before.AddHours(4)));
        Assert.True(jumps.JumpedOver(before.AddHours(9)));
    }

    [Fact]
    public void Where_the_system_tells_nothing_of_sleep_it_counts_as_a_clock_that_was_set()
    {
        var clock = new SetClock(new FakeClock()) { TellsSleep = false };
        var jumps = new JumpWatch(clock, clock);
        clock.Sleep(TimeSpan.FromHours(8));
        Assert.Equal(new ClockStep(TimeSpan.FromHours(8), TimeSpan.Zero), jumps.Look());
    }

    [Fact]
    public void This_system_says_how_long_it_has_been_on_where_it_is_Linux()
    {
        TimeSpan? first = new ProcUptime().SinceBoot;
        Assert.Equal(OperatingSystem.IsLinux(), first is not null);
        Assert.False(new ProcUptime().SinceBoot < first);
    }

    /// <summary>
    /// The wall clock of a test with a counter of its own, which setting the clock does not move and which stands still in sleep, and
    /// one that goes on in sleep.
    /// </summary>
    private sealed class SetClock(FakeClock wall) : TimeProvider, IBootClock
    {
        private long _counter;
        private TimeSpan _sinceBoot = TimeSpan.FromDays(3);

        public bool TellsSleep { get; init; } = true;

        public TimeSpan? SinceBoot => TellsSleep ? _sinceBoot : null;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => wall.GetUtcNow();

        public override long GetTimestamp() => _counter;

        public void Set(TimeSpan by) => wall.Advance(by);

        public void Pass(TimeSpan by)
        {
            _counter += by.Ticks;
            Sleep(by);
        }

        public void Sleep(TimeSpan by)
        {
            _sinceBoot += by;
            wall.Advance(by);
        }
    }
}
