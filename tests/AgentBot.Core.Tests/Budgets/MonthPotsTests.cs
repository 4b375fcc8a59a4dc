using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Budgets;

/// <summary>Which pots of a month a run pays from, under which caps, and when a month is another.</summary>
public sealed class MonthPotsTests
{
    private static readonly WorkspaceKey Workspace = new("local");
    private static readonly ChannelKey Finance = ChannelKey.Of("slack", Workspace, "C0FINANCE");

    private static readonly DirectorySnapshot People = new(
        ImmutableSortedDictionary<string, Person>.Empty.Add("mara", new Person(new PersonKey("mara"), "Mara Lind", "Europe/Berlin", [])),
        ImmutableSortedDictionary<string, Group>.Empty,
        [],
        [new ChannelInfo(Finance, "finance", false, [])],
        DateTimeOffset.UnixEpoch);

    private static readonly MonthLimits Limits = new()
    {
        Currency = "EUR",
        TimeZone = "Europe/Berlin",
        All = 500,
        EachChannel = 40,
        EachPerson = 20,
        Channels = MonthLimits.None.Channels.Add("Finance", 60),
        Templates = MonthLimits.None.Templates.Add("expense-triage", 9.5m),
    };

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 30, 22, 59, 59, TimeSpan.Zero));
    private readonly Kept _kept = new();

    [Fact]
    public void A_run_pays_from_the_pots_of_all_its_channel_its_person_and_every_template_above_it()
    {
        ImmutableArray<BudgetRow> pots = Months(Limits).Of(Finance, new PersonKey("mara"), ["expense-triage", "month-close"]);
        Assert.Equal(
            [
                ("all:local:2026-11", 500_000_000L), ("channel:slack/local/C0FINANCE:2026-11", 60_000_000L), ("person:local/mara:2026-11", 20_000_000L),
                ("template:local/expense-triage:2026-11", 9_500_000L), ("template:local/month-close:2026-11", Pots.NoCap),
            ],
            pots.Select(pot => (pot.Pot, pot.CapMicros)));
        Assert.All(pots, pot => Assert.Equal(("EUR", Pots.NoCap), (pot.Currency, pot.CapTokens)));
        Assert.Equal(
            ["everybody together in November", "#finance in November", "Mara Lind in November", "the template expense-triage in November", "the template month-close in November"],
            pots.Select(pot => PotWords.Of(pot.Pot, People)));
    }

    [Fact]
    public void A_month_ends_in_the_zone_of_the_settings_whatever_the_clock_of_the_computer_says()
    {
        MonthPots months = Months(Limits);
        Assert.Equal(("2026-11", new DateOnly(2026, 12, 1)), (months.Month, months.NextMonth));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("2026-12", new DateOnly(2027, 1, 1)), (months.Month, months.NextMonth));
        Assert.Equal("2026-11", Months(Limits with { TimeZone = "Etc/UTC" }).Month);
    }

    [Fact]
    public async Task Pots_are_opened_when_they_are_first_paid_from_and_again_in_the_next_month()
    {
        MonthPots months = Months(Limits);
        RunRow child = Run("c1", "below") with { Parent = new RunId("r1") };
        ImmutableArray<string> pots = await months.OpenAsync([child, Run("r1", "expense-triage")]);
        Assert.Equal(pots, _kept.Opened);
        Assert.Contains("template:local/below:2026-11", pots);
        await months.OpenAsync([Run("r2", "expense-triage")]);
        Assert.Equal(5, _kept.Opened.Count);
        _clock.Advance(TimeSpan.FromDays(2));
        await months.OpenAsync([Run("r3", "expense-triage")]);
        Assert.Equal(9, _kept.Opened.Count);
    }

    [Theory]
    [InlineData("run:0abc", null, null, null)]
    [InlineData("channel:teams/19:x@thread.tacv2/general:2026-11", PotKind.Channel, "teams/19:x@thread.tacv2/general", "2026-11")]
    [InlineData("person:local/slack:U1:2026-02", PotKind.Person, "local/slack:U1", "2026-02")]
    public void A_pots_name_is_read_as_it_was_written(string pot, PotKind? kind, string? subject, string? month)
    {
        Assert.Equal(kind is { } known ? (known, subject!, month!) : null, Pots.ReadMonth(pot));
        Assert.Equal(kind is null ? new RunId(pot[4..]) : null, Pots.ReadRun(pot));
        Assert.Equal(pot, kind is { } one ? Pots.OfMonth(one, subject!, month!) : Pots.OfRun(new RunId(pot[4..])));
    }

    [Theory]
    [InlineData(39_800_000, 40_000_000, 0, "39.80 of 40.00 EUR")]
    [InlineData(39_800_000, 40_000_000, 5_000_000, "39.80 of 45.00 EUR")]
    [InlineData(9_999, 40_000_000, 0, "less than 0.01 of 40.00 EUR")]
    [InlineData(0, 40_000_000, 0, "0.00 of 40.00 EUR")]
    [InlineData(3_104_000, Pots.NoCap, 0, "3.10 EUR, no limit")]
    public void What_is_spent_is_said_without_false_precision(long spent, long cap, long raised, string words) =>
        Assert.Equal(words, PotWords.Spent(new BudgetRow("x", Workspace, "EUR", cap, spent, 0, 0, 0, 0) { RaisedMicros = raised }).Replace('\u00a0', ' '));

    private MonthPots Months(MonthLimits limits) => new(limits, new Fixed(), _kept, _clock);

    private static RunRow Run(string id, string template) => new()
    {
        Id = new RunId(id), Workspace = Workspace, Channel = Finance, Thread = "t", Template = template, TemplateVersion = Digest.None, Requester = new PersonKey("mara"),
        Root = new RunId("r1"), First = new RunId(id), Inputs = "{}", Resolved = "{}", CreatedAt = DateTimeOffset.UnixEpoch, ChangedAt = DateTimeOffset.UnixEpoch,
    };

    private sealed class Fixed : IDirectory
    {
        public DirectorySnapshot Latest => People;

        public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => ValueTask.FromResult<DirectorySnapshot?>(People);

        public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => ValueTask.FromResult<DirectorySnapshot?>(People);
    }

    private sealed class Kept : ICommitter
    {
        public List<string> Opened { get; } = [];

        public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken ct)
        {
            Opened.AddRange(commit.Changes.Cast<Change.OpenBudget>().Select(open => open.Row.Pot));
            return ValueTask.FromResult<CommitResult>(new CommitResult.Done(ImmutableDictionary<string, long>.Empty));
        }

        public ValueTask WhenOnDiskAsync(CancellationToken ct) => ValueTask.CompletedTask;
    }
}
