using System.Globalization;
using AgentBot.Core.Schedules;
using AgentBot.Testing;
using Xunit.Abstractions;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>What holds for every text, not only for those of the table.</summary>
public sealed class WhenReaderTests(ITestOutputHelper output)
{
    private static readonly FiringCalendar Calendar = new(HolidayCatalog.BuiltIn);
    private static readonly WhenContext Context = new("Europe/Berlin", new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));

    private static readonly string[] Phrases =
        [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/AgentBot.Core.Tests/Schedules/phrasings.txt")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" => ")[0])];

    [Fact]
    public void A_word_that_means_nothing_is_never_passed_over()
    {
        int tried = 0;
        foreach (string phrase in Phrases.Where(phrase => WhenReader.Read(phrase, Context) is WhenReading.Understood))
        {
            string[] words = phrase.Split(' ');
            for (int at = 0; at <= words.Length; at++)
            {
                string spoilt = string.Join(' ', words[..at].Append("blorp").Concat(words[at..]));
                Assert.False(WhenReader.Read(spoilt, Context) is WhenReading.Understood understood && Fail(spoilt, understood));
                tried++;
            }
        }

        output.WriteLine($"{tried} spoilt phrases");
        Assert.True(tried > 1_000);
    }

    [Fact]
    public void Two_phrases_after_one_another_are_never_taken_for_one_of_them()
    {
        string[] understood = [.. Phrases.Where(phrase => WhenReader.Read(phrase, Context) is WhenReading.Understood)];
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            string one = understood[random.Next(understood.Length)];
            string other = understood[random.Next(understood.Length)];
            string both = $"{one} and {other}";
            if (WhenReader.Read(both, Context) is WhenReading.Understood read && Rule(one) != Rule(other))
            {
                Assert.False(read.Rule == Rule(one) && read.Rule.Zone == Rule(other).Zone, $"{both}: {read.Words}");
                Assert.False(read.Rule == Rule(other) && read.Rule.Zone == Rule(one).Zone, $"{both}: {read.Words}");
            }
        }
    }

    [Fact]
    public void No_text_makes_it_throw_and_what_it_understands_can_run()
    {
        Random random = Proof.Random();
        string[] words = [.. Phrases.SelectMany(phrase => phrase.Split(' ')).Distinct(), "", "\t", "💥", "é", "9", "31", "2026", "-", "/", ":", "zone=", "\"", "0", "99999999", "\u0000"];
        int understood = 0;
        int asked = 0;
        int texts = Proof.Size(10_000);
        for (int i = 0; i < texts; i++)
        {
            string text = random.Next(3) switch
            {
                0 => string.Join(' ', Enumerable.Range(0, 1 + random.Next(12)).Select(_ => words[random.Next(words.Length)])),
                1 => Changed(Phrases[random.Next(Phrases.Length)], random),
                _ => string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => (char)(random.Next(4) == 0 ? random.Next(0x3000) : 32 + random.Next(95)))),
            };
            switch (WhenReader.Read(text, Context))
            {
                case WhenReading.Understood read:
                    understood++;
                    Assert.Null(RuleCheck.Mistake(read.Rule));
                    Assert.IsType<NextFiring.Due>(Calendar.Next(read.Rule, Context.Now));
                    Assert.NotEmpty(read.Words);
                    break;
                case WhenReading.Ambiguous question:
                    asked++;
                    Assert.True(question.Choices.Length >= 2, text);
                    break;
                case WhenReading.NotUnderstood not:
                    Assert.InRange(not.At, 0, text.Length);
                    Assert.InRange(not.At + not.Length, not.At, text.Length);
                    break;
            }
        }

        output.WriteLine($"{texts} texts: {understood} understood, {asked} asked, seed {Proof.Seed}");
        Assert.True(understood > 0 && asked > 0);
    }

    [Fact]
    public void A_text_of_64_kilobytes_is_refused_at_its_401st_character()
    {
        foreach (string piece in new[] { "every monday and ", "9:00, ", "(((((", "bi-", "1/1/", "zone=", "a", " " })
        {
            string text = string.Concat(Enumerable.Repeat(piece, 65_536 / piece.Length));
            WhenReading.NotUnderstood not = Assert.IsType<WhenReading.NotUnderstood>(WhenReader.Read(text, Context));
            Assert.Equal(WhenReader.LongestText, not.At);
            Assert.IsNotType<WhenReading.Understood>(WhenReader.Read(text[..WhenReader.LongestText], Context));
        }
    }

    [Fact]
    public void The_words_of_random_rules_are_read_as_equal_rules()
    {
        Random random = Proof.Random();
        var source = new RandomRules(random, new DateOnly(2026, 10, 1), new DateOnly(2028, 12, 31));
        int equal = 0;
        int outside = 0;
        for (int i = 0; i < Proof.Size(10_000); i++)
        {
            ScheduleRule rule = source.Next(RandomRules.Zones[i % RandomRules.Zones.Length]).Rule;
            string words = RuleWords.Of(rule);
            if (WhenReader.Read(words, Context) is WhenReading.Understood read)
            {
                // A limit of firings counts from when it is read.
                ScheduleRule expected = rule.End is RuleEnd.MostFirings most ? rule with { End = most with { Since = Context.Now } } : rule;
                if (expected != read.Rule)
                {
                    Assert.True(Times(expected).SequenceEqual(Times(read.Rule)), $"{RuleText.Write(rule)}\n“{words}”\n{RuleText.Write(read.Rule)}");
                }

                equal++;
            }
            else
            {
                outside++;
            }
        }

        output.WriteLine($"{equal} read back, {outside} outside the language or in the past");
        Assert.True(equal > outside, $"{equal} read back, {outside} not");
    }

    [Fact]
    public void What_the_channel_has_as_its_usual_time_and_calendar_is_not_asked()
    {
        WhenContext own = Context with { DefaultTime = new TimeOnly(8, 15), DefaultCalendar = "de-be" };
        WhenReading.Understood monday = Assert.IsType<WhenReading.Understood>(WhenReader.Read("every monday", own));
        Assert.Equal("each Monday, 08:15 Berlin time", monday.Words);
        WhenReading.Understood working = Assert.IsType<WhenReading.Understood>(WhenReader.Read("every working day at 9:00", own));
        Assert.Equal("each weekday, 09:00 Berlin time, except holidays of Germany (Berlin)", working.Words);
        WhenReading.Understood first = Assert.IsType<WhenReading.Understood>(WhenReader.Read("first working day of the month", own));
        Assert.Equal("each month, first working day, 08:15 Berlin time, with holidays of Germany (Berlin)", first.Words);
    }

    [Theory]
    [InlineData("every blursday at 9:00", "thursday")]
    [InlineData("evry monday at 9:00", "every")]
    [InlineData("every monday at 9:00 untill friday", "until")]
    [InlineData("every wensday at 9:00", "wednesday")]
    [InlineData("every monday at 9:00 in Berln", "Berlin")]
    public void A_slip_gets_the_right_word(string text, string right) =>
        Assert.Contains(right, Assert.IsType<WhenReading.NotUnderstood>(WhenReader.Read(text, Context)).Nearest);

    [Theory]
    [InlineData("0 9 * * 1-5", "each weekday, 09:00 Berlin time (cron 0 9 * * 1-5)")]
    [InlineData("*/15 8-17 * * *", "each day, every 15 minutes from 08:00 to 17:45 Berlin time (cron */15 8-17 * * *)")]
    [InlineData("0 9 13 * 5", "on the 13th of each month, and also each Friday, 09:00 Berlin time (cron 0 9 13 * 5)")]
    [InlineData("0 18 L 3,6 *", "on the last day in March and June, 18:00 Berlin time (cron 0 18 L 3,6 *)")]
    [InlineData("0 9 * * FRI#2", "on the second Friday of the month, 09:00 Berlin time (cron 0 9 * * FRI#2)")]
    public void Cron_is_shown_back_in_words(string text, string words) =>
        Assert.Equal(words, Assert.IsType<WhenReading.Understood>(WhenReader.Read(text, Context)).Words);

    private static IEnumerable<DateTimeOffset> Times(ScheduleRule rule) => Calendar.NextMany(rule, Context.Now, 60).Select(firing => firing.At);

    private static ScheduleRule Rule(string phrase) => ((WhenReading.Understood)WhenReader.Read(phrase, Context)).Rule;

    private static bool Fail(string text, WhenReading.Understood understood) => throw new Xunit.Sdk.XunitException(string.Create(CultureInfo.InvariantCulture, $"“{text}” was understood as {understood.Words}"));

    private static string Changed(string phrase, Random random)
    {
        char[] letters = phrase.ToCharArray();
        for (int i = 0; i <= random.Next(3); i++)
        {
            letters[random.Next(letters.Length)] = phrase[random.Next(phrase.Length)];
        }

        return new string(letters);
    }
}
