using System.Collections.Immutable;
using AgentBot.Core.Reviews.Together;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Reviews.Together;

public sealed class SpotCheckTests
{
    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(2, 10, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(11, 10, 2)]
    [InlineData(20, 10, 2)]
    [InlineData(20, 1, 20)]
    [InlineData(20, 20, 1)]
    [InlineData(0, 10, 0)]
    public void One_in_so_many_is_drawn_and_at_least_one(int members, int oneIn, int count) => Assert.Equal(count, SpotChecks.Count(members, oneIn));

    [Fact]
    public void A_draw_has_the_size_that_was_asked_and_only_places_of_the_group()
    {
        var lots = new SeededLots(Proof.Random());
        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            int members = lots.Below(BatchHandler.Most) + 1;
            int count = SpotChecks.Count(members, lots.Below(BatchHandler.Most) + 1);
            ImmutableSortedSet<int> drawn = SpotChecks.Draw(members, count, lots);
            Assert.Equal(count, drawn.Count);
            Assert.All(drawn, place => Assert.InRange(place, 0, members - 1));
        }
    }

    /// <summary>Nobody can count on the oldest, or on any other, being left out.</summary>
    [Fact]
    public void Every_place_is_drawn_as_often_as_any_other()
    {
        var lots = new SeededLots(Proof.Random());
        int[] times = new int[10];
        const int Draws = 4_000;
        for (int i = 0; i < Draws; i++)
        {
            foreach (int place in SpotChecks.Draw(10, 2, lots))
            {
                times[place]++;
            }
        }

        // 800 each on average, with a deviation of about 25.
        Assert.All(times, count => Assert.InRange(count, 650, 950));
    }

    [Fact]
    public void Lots_of_the_system_stay_in_their_bounds_and_differ()
    {
        var lots = new SecretLots();
        int[] drawn = [.. Enumerable.Range(0, 200).Select(_ => lots.Below(1_000_000))];
        Assert.All(drawn, lot => Assert.InRange(lot, 0, 999_999));
        Assert.True(drawn.Distinct().Count() > 150);
    }

    private sealed class SeededLots(Random random) : ILots
    {
        public int Below(int most) => random.Next(most);
    }
}
