using AgentBot.Core.Schedules.Triggers;
using AgentBot.Testing;
using Xunit.Abstractions;

namespace AgentBot.Core.Tests.Schedules.Triggers;

/// <summary>The table of phrasings of events, each with the meaning that was written down for it.</summary>
public sealed class TriggerReaderTests(ITestOutputHelper output)
{
    private static readonly string[] Words = ["invoice", "overdue", "*.csv", "claims*.csv", "file", "is", "changed", "or", "Zwölf", "when", "run", "x*y", "here", "the", "a", "don't", "3,5"];

    private static readonly TriggerContext Context = new(["expense-triage", "follow-up", "weekly-digest"], ["invoices", "tickets"]);

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
        Assert.True(TriggerReader.IsAbout(text), "It is read as a time.");
        TriggerReading reading = TriggerReader.Read(text, Context);
        if (meaning.StartsWith("ask: ", StringComparison.Ordinal))
        {
            TriggerReading.Ambiguous asked = Assert.IsType<TriggerReading.Ambiguous>(reading);
            Assert.Equal(meaning["ask: ".Length..].Split(" / "), asked.Choices.Select(choice => choice.Words));
            Assert.EndsWith("?", asked.Question, StringComparison.Ordinal);
        }
        else if (meaning.StartsWith("no:", StringComparison.Ordinal))
        {
            TriggerReading.NotUnderstood not = Assert.IsType<TriggerReading.NotUnderstood>(reading);
            Assert.NotEmpty(not.Sentence);
            string nearest = meaning["no:".Length..].Trim();
            Assert.Equal(nearest, nearest.Length == 0 ? "" : string.Join(", ", not.Nearest));
            Assert.All(not.Examples, example => Assert.IsNotType<TriggerReading.Ambiguous>(TriggerReader.Read(example, Context)));
        }
        else
        {
            Assert.Equal(meaning, TriggerWords.Of(Understood(text)));
        }
    }

    [Fact]
    public void The_table_has_at_least_40_phrasings_with_a_meaning() =>
        Assert.True(Lines().Count(parts => !parts[1].StartsWith("no:", StringComparison.Ordinal)) >= 40);

    [Theory]
    [InlineData("every monday at 9:00")]
    [InlineData("each weekday at 9:00")]
    [InlineData("once a month on the 15th at 9:00")]
    [InlineData("on mondays at 9:00")]
    [InlineData("0 9 * * 1")]
    [InlineData("after 9:00 tomorrow")]
    public void A_time_is_no_event(string text) => Assert.False(TriggerReader.IsAbout(text));

    [Fact]
    public void Any_trigger_reads_back_equal_from_its_text_and_from_its_words()
    {
        var random = new Random(Proof.Seed);
        int most = Proof.Size(20_000);
        for (int i = 0; i < most; i++)
        {
            Trigger trigger = Random(random);
            string stored = TriggerText.Write(trigger);
            Assert.True(trigger == TriggerText.Read(stored) && stored == TriggerText.Write(TriggerText.Read(stored)), $"seed {Proof.Seed}: {stored}");
            Assert.True(trigger == Understood(TriggerWords.Of(trigger)), $"seed {Proof.Seed}: {TriggerWords.Of(trigger)}");
        }

        output.WriteLine($"{most} triggers, seed {Proof.Seed}");
    }

    [Theory]
    [InlineData("invoice", "Please pay the INVOICE today", true)]
    [InlineData("overdue invoice", "an overdue\n  invoice", true)]
    [InlineData("invoice*overdue", "invoice 17 is long overdue", true)]
    [InlineData("invoice*overdue", "overdue invoice", false)]
    [InlineData("bill|invoice", "the bill", true)]
    [InlineData("bill", "invoice", false)]
    [InlineData("", "anything", true)]
    public void What_stands_in_a_message_is_found(string pattern, string text, bool isThere) => Assert.Equal(isThere, new WildText(pattern).IsIn(text));

    [Theory]
    [InlineData("*.csv", "Claims.CSV", true)]
    [InlineData("*.csv", "claims.csv.exe", false)]
    [InlineData("claims*.csv", "claims-2026-10.csv", true)]
    [InlineData("claims*.csv", "my claims.csv", false)]
    [InlineData("a*b*c", "a-b-c", true)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*.csv|*.txt", "note.txt", true)]
    [InlineData("claims.csv", "claims.csv", true)]
    [InlineData("", "anything", true)]
    public void A_name_is_matched_as_a_whole(string pattern, string name, bool fits) => Assert.Equal(fits, new WildText(pattern).IsAllOf(name));

    /// <summary>A pattern that would send a backtracking matcher astray for hours.</summary>
    [Fact]
    public void A_nasty_pattern_is_answered_at_once()
    {
        var pattern = new WildText(string.Concat(Enumerable.Repeat("a*", 90)) + "b");
        string text = new('a', 200_000);
        Assert.False(pattern.IsIn(text));
        Assert.False(pattern.IsAllOf(text));
    }

    private static Trigger Understood(string text)
    {
        TriggerReading reading = TriggerReader.Read(text, Context);
        return reading is TriggerReading.Understood understood ? understood.Trigger : throw new Xunit.Sdk.XunitException($"“{text}”: {reading}");
    }

    private static Trigger Random(Random random) => random.Next(5) switch
    {
        0 => new Trigger.MessageSaid(Pattern(random)),
        1 => new Trigger.FileDropped(Pattern(random)),
        2 => new Trigger.FactChanged(Pattern(random), (FactNews)random.Next(3)),
        3 => new Trigger.RunEnded(random.Next(2) == 0 ? "expense-triage" : "follow-up", (RunEnding)random.Next(5)),
        _ => new Trigger.HookCalled(random.Next(2) == 0 ? "invoices" : "tickets"),
    };

    private static WildText Pattern(Random random) => WildText.OfAll(Enumerable.Range(0, random.Next(4)).Select(_ => string.Join(' ', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Words[random.Next(Words.Length)]))));

    private static IEnumerable<string[]> Lines() =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/AgentBot.Core.Tests/Schedules/Triggers/events.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" =>", 2).Select(part => part.Trim()).ToArray());
}
