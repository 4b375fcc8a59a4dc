using AgentBot.Host.WebConsole;

namespace AgentBot.Host.Tests.WebConsole;

public sealed class AmountsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue / 4)]
    [InlineData(long.MaxValue)]
    public void A_pot_without_a_limit_says_only_what_was_spent(long limit) =>
        Assert.Equal("0.31 USD", Amounts.CostOf(310_000, limit, "USD"));

    [Fact]
    public void A_pot_with_a_limit_says_both() =>
        Assert.Equal("0.31 of 0.50 USD", Amounts.CostOf(310_000, 500_000, "USD"));
}
