using AgentBot.Core.Commands;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Commands;

public sealed class RefusalMeterTests
{
    [Fact]
    public void TwentyRefusalsAMinute_AreKept_TheNextAreOnlyCounted()
    {
        var clock = new FakeClock();
        var meter = new RefusalMeter(clock);
        var eve = new PersonKey("eve");

        bool[] kept = [.. Enumerable.Range(0, 25).Select(_ => meter.IsKept(eve))];

        Assert.Equal(RefusalMeter.MostKeptPerMinute, kept.Count(isKept => isKept));
        Assert.Equal(25, meter.CountOf(eve));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(meter.IsKept(eve));
    }
}
