using AgentBot.Core.Cards;

namespace AgentBot.Core.Tests.Cards;

public sealed class WordingTests
{
    private static readonly CardClock Clock = Samples.Clock;

    [Fact]
    public void Moments_name_the_day_and_the_city()
    {
        var at = new DateTimeOffset(2026, 11, 25, 16, 0, 0, TimeSpan.Zero);
        Assert.Equal("Wed 25 Nov, 17:00 Berlin time", Clock.MomentInCity(at));
        Assert.Equal("Mon 25 Jan 2027, 17:00", Clock.Moment(at.AddDays(61)));
        Assert.Equal("today 10:18", Clock.Near(Clock.Now));
        Assert.Equal("tomorrow 10:18", Clock.Near(Clock.Now.AddDays(1)));
        Assert.Equal("UTC", new CardClock("UTC", at).City);
        Assert.Equal("UTC", new CardClock("Nowhere/Land", at).City);
        Assert.Equal("New York time", new CardClock("America/New_York", at).City);
    }

    [Theory]
    [InlineData(12_000, "3 h 20 min")]
    [InlineData(45, "45 s")]
    [InlineData(7_200, "2 h")]
    [InlineData(93_600, "1 d 2 h")]
    [InlineData(180, "3 min")]
    public void Lengths_of_time(int seconds, string words) => Assert.Equal(words, Wording.Length(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Money_has_a_space_that_does_not_break()
    {
        Assert.Equal("28,914.30\u00A0EUR", Wording.Money(28914.3m, "EUR"));
        Assert.Equal("-0.50", Wording.Money(-0.5m, ""));
    }

    [Theory]
    [InlineData(0.31, "cost 0.31 of 0.50\u00A0USD")]
    [InlineData(0.004, "cost less than 0.01\u00A0USD")]
    [InlineData(0.0, "cost 0.00 of 0.50\u00A0USD")]
    public void Cost(double spent, string words) => Assert.Equal(words, new RunCost((decimal)spent, 0.5m, "USD").Line);

    [Fact]
    public void An_unknown_price_is_said() => Assert.Equal("cost unknown", new RunCost(null, 0.5m, "USD").Line);

    [Fact]
    public void Percent_has_its_sign() => Assert.Equal("+6.8 %", Wording.Percent(2350, 2200));
}
