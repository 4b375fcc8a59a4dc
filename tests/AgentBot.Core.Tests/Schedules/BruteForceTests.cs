using System.Collections.Immutable;
using AgentBot.Core.Schedules;
using AgentBot.Testing;
using Xunit.Abstractions;

namespace AgentBot.Core.Tests.Schedules;

public sealed class BruteForceTests(ITestOutputHelper output)
{
    private const int Compared = 60;

    private static readonly FiringCalendar Calendar = new(HolidayCatalog.BuiltIn);

    /// <summary>With a 29 February, two ends of a year and all changes of the clocks.</summary>
    private static readonly DateOnly First = new(2027, 9, 1);

    private static readonly DateOnly Last = new(2029, 1, 31);

    [Fact]
    public void Random_rules_fire_exactly_when_a_second_calculator_says()
    {
        Random random = Proof.Random();
        int each = Proof.Size(10_000) / RandomRules.Zones.Length;
        int rules = 0;
        int firings = 0;
        foreach (string zone in RandomRules.Zones)
        {
            var brute = new BruteForce(zone, First, Last);
            var source = new RandomRules(random, First, Last);
            for (int i = 0; i < each; i++)
            {
                RandomRule made = source.Next(zone);
                Assert.Null(RuleCheck.Mistake(made.Rule));
                DateTimeOffset after = new DateTimeOffset(First.AddDays(35 + random.Next(100)), new TimeOnly(random.Next(24), random.Next(60)), TimeSpan.Zero);
                // Beyond this a holiday could move a day over the edge of what the second calculator knows.
                DateTimeOffset until = new(Last.AddDays(-40), TimeOnly.MinValue, TimeSpan.Zero);
                DateTimeOffset[] expected = [.. brute.Firings(made.Rule, HolidayCatalog.BuiltIn, made.CronDay, made.Times).Where(at => at > after && at < until).Take(Compared)];
                ImmutableArray<Firing> found = Calendar.Between(made.Rule, after, until.AddTicks(-1), Compared);
                if (!expected.SequenceEqual(found.Select(firing => firing.At)))
                {
                    Assert.Fail($"Seed {Proof.Seed}, after {after:O}: {RuleText.Write(made.Rule)}\nexpected {string.Join(", ", expected.Take(8).Select(at => at.ToString("yyyy-MM-dd HH:mm")))}\nfound    {string.Join(", ", found.Take(8).Select(firing => firing.At.ToString("yyyy-MM-dd HH:mm")))}");
                }

                Assert.Equal(found.FirstOrDefault(), expected.Length == 0 ? null : Assert.IsType<NextFiring.Due>(Calendar.Next(made.Rule, after)).Firing);
                rules++;
                firings += expected.Length;
            }
        }

        output.WriteLine($"{rules} rules in {RandomRules.Zones.Length} zones, {firings} firings, seed {Proof.Seed}");
        Assert.True(firings > rules, "The rules must really fire.");
    }

    [Fact]
    public void Asking_again_from_each_firing_gives_the_next_one_and_none_is_passed_over()
    {
        Random random = Proof.Random();
        var source = new RandomRules(random, First, Last);
        for (int i = 0; i < Proof.Size(2_000); i++)
        {
            ScheduleRule rule = source.Next(RandomRules.Zones[i % RandomRules.Zones.Length]).Rule;
            DateTimeOffset at = new(First.AddDays(50), TimeOnly.MinValue, TimeSpan.Zero);
            foreach (Firing firing in Calendar.NextMany(rule, at, 8))
            {
                NextFiring next = Calendar.Next(rule, at);
                Assert.Equal(firing, Assert.IsType<NextFiring.Due>(next).Firing);
                Assert.True(firing.At > at);
                at = firing.At;
            }
        }
    }

    [Fact]
    public void A_stored_rule_is_the_same_rule()
    {
        Random random = Proof.Random();
        var source = new RandomRules(random, First, Last);
        for (int i = 0; i < Proof.Size(10_000); i++)
        {
            ScheduleRule rule = source.Next(RandomRules.Zones[i % RandomRules.Zones.Length]).Rule;
            string text = RuleText.Write(rule);
            Assert.Equal(rule, RuleText.Read(text));
            Assert.Equal(rule.GetHashCode(), RuleText.Read(text).GetHashCode());
            Assert.Equal(text, RuleText.Write(RuleText.Read(text)));
        }
    }
}
