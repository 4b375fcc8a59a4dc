using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Schedules;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Schedules;

/// <summary>The table of phrasings, each with the meaning that was written down for it.</summary>
public sealed class PhrasingTests
{
    private static readonly FiringCalendar Calendar = new(HolidayCatalog.BuiltIn);

    /// <summary>Tuesday 24 November 2026, 10:30 in Berlin.</summary>
    private static readonly WhenContext Context = new("Europe/Berlin", new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));

    public static TheoryData<string, string> Table()
    {
        var rows = new TheoryData<string, string>();
        foreach (string[] parts in Lines())
        {
            rows.Add(parts[0], parts[1]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_phrase_means_what_the_table_says(string text, string meaning)
    {
        WhenReading reading = WhenReader.Read(text, Context);
        if (meaning.StartsWith("ask: ", StringComparison.Ordinal))
        {
            IsAsked(reading, meaning["ask: ".Length..]);
        }
        else if (meaning.StartsWith("no: ", StringComparison.Ordinal))
        {
            WhenReading.NotUnderstood not = Assert.IsType<WhenReading.NotUnderstood>(reading);
            Assert.Equal(meaning["no: ".Length..].Trim('"'), text.Substring(not.At, not.Length));
            Assert.NotEmpty(not.Sentence);
            Assert.All(not.Examples, example => Assert.IsNotType<WhenReading.NotUnderstood>(WhenReader.Read(example, Context)));
        }
        else
        {
            Fires(Assert.IsType<WhenReading.Understood>(reading).Rule, meaning);
        }
    }

    [Fact]
    public void The_table_has_at_least_300_phrasings() => Assert.True(Lines().Select(parts => parts[0]).Distinct().Count() >= 300);

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_choice_leads_somewhere_and_keeps_what_was_typed_beside_it(string text, string meaning)
    {
        if (meaning.Length > 0 && WhenReader.Read(text, Context) is WhenReading.Ambiguous ambiguous)
        {
            Assert.True(ambiguous.Choices.Length >= 2, ambiguous.Question);
            Assert.EndsWith("?", ambiguous.Question, StringComparison.Ordinal);
            Assert.All(ambiguous.Choices, choice => Assert.IsNotType<WhenReading.NotUnderstood>(WhenReader.Read(choice.Phrase, Context)));
            Assert.All(ambiguous.Choices, choice => Assert.Equal(choice.Rule is not null, WhenReader.Read(choice.Phrase, Context) is WhenReading.Understood));
        }
    }

    /// <summary>An instant comes back as a day and a time, cron must be typed again: the two exceptions that are documented.</summary>
    [Theory]
    [MemberData(nameof(Table))]
    public void The_words_of_a_rule_are_read_as_an_equal_rule(string text, string meaning)
    {
        if (meaning.Length == 0 || WhenReader.Read(text, Context) is not WhenReading.Understood { Rule: { Pattern: not (RulePattern.Instant or RulePattern.Cron) } rule } understood)
        {
            return;
        }

        WhenReading again = WhenReader.Read(understood.Words, Context);
        Assert.Equal(rule, again is WhenReading.Understood { Rule: var read } ? read : throw new Xunit.Sdk.XunitException($"“{understood.Words}”: {again}"));
        Assert.Equal(understood.Words, RuleWords.Of(rule));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_stored_rule_reads_back_equal(string text, string meaning)
    {
        if (meaning.Length > 0 && WhenReader.Read(text, Context) is WhenReading.Understood { Rule: var rule })
        {
            string stored = RuleText.Write(rule);
            Assert.Equal(rule, RuleText.Read(stored));
            Assert.Equal(stored, RuleText.Write(RuleText.Read(stored)));
        }
    }

    private static void IsAsked(WhenReading reading, string meaning)
    {
        WhenReading.Ambiguous asked = Assert.IsType<WhenReading.Ambiguous>(reading);
        string[] choices = meaning.Replace("...", "", StringComparison.Ordinal).Split('/', StringSplitOptions.TrimEntries);
        if (!meaning.EndsWith("...", StringComparison.Ordinal))
        {
            Assert.Equal(choices.Length, asked.Choices.Length);
        }

        foreach ((string expected, WhenChoice choice) in choices.Zip(asked.Choices))
        {
            if (expected == "-")
            {
                Assert.IsType<WhenReading.Ambiguous>(WhenReader.Read(choice.Phrase, Context));
            }
            else
            {
                Assert.True(choice.Rule is not null, $"{choice.Phrase}: {WhenReader.Read(choice.Phrase, Context)}");
                Fires(choice.Rule, $"{expected} @ {choice.Rule.Zone}");
            }
        }
    }

    private static void Fires(ScheduleRule rule, string meaning)
    {
        string[] parts = meaning.Split('@', StringSplitOptions.TrimEntries);
        string zone = parts.Length > 1 ? parts[1] : Context.Zone;
        Assert.Equal(zone, rule.Zone);
        string[] expected = parts[0].Split(',', StringSplitOptions.TrimEntries);
        bool ends = expected[^1] == "end";
        string[] times = ends ? expected[..^1] : expected;
        ImmutableArray<Firing> firings = Calendar.NextMany(rule, Context.Now, ends ? times.Length + 1 : times.Length);
        TimeZoneInfo info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Assert.Equal(
            times.Select(time => DateTime.ParseExact(time.Length > 12 ? time : "2026-" + time, "yyyy-MM-dd H:mm", CultureInfo.InvariantCulture)),
            firings.Select(firing => TimeZoneInfo.ConvertTime(firing.At, info).DateTime));
    }

    private static IEnumerable<string[]> Lines() =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/AgentBot.Core.Tests/Schedules/phrasings.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" => "));
}
