using AgentBot.Core.Commands;

namespace AgentBot.Core.Tests.Commands;

public sealed class ReviewsTextTests
{
    [Fact]
    public void A_digest_is_asked_for_by_its_word() => Assert.Equal(new Command.Digest(), CommandParser.Parse("Reviews digest").Value);

    [Theory]
    [InlineData("reviews", "", 1)]
    [InlineData("reviews page 3", "", 3)]
    [InlineData("Reviews expense-triage", "expense-triage", 1)]
    [InlineData("reviews #finance PAGE 2", "#finance", 2)]
    public void A_list_may_be_narrowed_and_turned(string text, string of, int page) => Assert.Equal(new Command.Reviews(of, page), CommandParser.Parse(text).Value);

    [Theory]
    [InlineData("reviews together", "")]
    [InlineData("reviews Together 2", "2")]
    [InlineData("reviews together 0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef")]
    public void Groups_are_named_by_place_or_as_a_button_does(string text, string which) => Assert.Equal(new Command.Together(which), CommandParser.Parse(text).Value);

    [Theory]
    [InlineData("reviews record", "")]
    [InlineData("reviews record @ben", "@ben")]
    [InlineData("reviews record \"Ben Okafor\"", "Ben Okafor")]
    public void A_record_is_ones_own_or_somebodys(string text, string who) => Assert.Equal(new Command.Record(who), CommandParser.Parse(text).Value);

    [Theory]
    [InlineData("reviews page none")]
    [InlineData("reviews page 0")]
    [InlineData("reviews together 1 2")]
    public void What_is_no_page_and_no_group_is_told(string text) => Assert.True(CommandParser.Parse(text).IsRefused);

    [Fact]
    public void A_button_may_put_a_group_together_because_that_decides_nothing()
    {
        Assert.True(ButtonWords.IsTyped("reviews together 1"));
        Assert.True(ButtonWords.IsTyped("reviews record"));
        Assert.False(CommandParser.Parse("reviews together 1").Value.OnlyLooks);
    }
}
