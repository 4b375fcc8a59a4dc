using AgentBot.Core.Reviews.RowByRow;

namespace AgentBot.Core.Tests.Reviews.RowByRow;

public sealed class PagesGivenTests
{
    private static readonly ReviewId Review = new("review");
    private static readonly PersonKey Ben = new("ben");

    [Fact]
    public void Who_jumps_to_the_last_page_has_not_been_given_the_others()
    {
        var given = new PagesGiven();
        Assert.False(given.Give(Review, 1, Ben, 4, 4));
        Assert.False(given.Give(Review, 1, Ben, 1, 4));
        Assert.False(given.Give(Review, 1, Ben, 2, 4));
        Assert.False(given.Give(Review, 1, Ben, 2, 4));
        Assert.True(given.Give(Review, 1, Ben, 3, 4));
    }

    [Fact]
    public void Pages_count_for_one_person_and_one_version()
    {
        var given = new PagesGiven();
        given.Give(Review, 1, Ben, 1, 2);
        Assert.False(given.Give(Review, 2, Ben, 2, 2));
        Assert.False(given.Give(Review, 1, new PersonKey("cleo"), 2, 2));
        Assert.True(given.Give(Review, 1, Ben, 2, 2));
    }

    [Fact]
    public void What_was_forgotten_has_to_be_gone_through_again()
    {
        var given = new PagesGiven();
        given.Give(Review, 1, Ben, 1, 2);
        for (int i = 0; i < 2_500; i++)
        {
            given.Give(new ReviewId($"other-{i}"), 1, Ben, 1, 2);
        }

        Assert.False(given.Give(Review, 1, Ben, 2, 2));
    }
}
