using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Testing;
using AgentBot.Testing.Providers;

namespace AgentBot.Host.Tests.Faults;

/// <summary>A run whose money is not enough: it pauses with a card, costs nothing meanwhile, and goes on by what people choose.</summary>
public sealed class MoneyPauseTests
{
    private const string ThreeWords = "number,word\n1,one\n2,two\n3,three\n";

    private const string Judge = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: judge
        title: Judge the words
        summary: Judges every word of a file.
        owner: ben
        inputs:
          words: { type: file, accept: [csv], required: true, label: Words, columns: { number: text, word: text } }
        limits: { cost: 3.00 USD }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.words }}" }
          - id: each
            title: Judge the words
            for_each: "{{ steps.rows }}"
            key: "{{ item.number }}"
            parallel: 1
            agent:
              purpose: Say whether a word is a good one.
              instructions: "else: good because nothing speaks against it"
              input: "{{ item }}"
              output:
                verdict: { type: choice, of: [good, bad] }
          - id: report
            action: table.write
            with: { rows: "{{ steps.each }}", columns: [number, word, verdict], title: Judged }
        """;

    private static readonly FakeModelAnswer Good = FakeModelAnswer.Of(
        """{"results":[{"key":"i001","output":{"verdict":"good"},"remark":"nothing speaks against it as far as anybody can see"}],"remarks":[]}""", inputTokens: 200, outputTokens: 20);

    private static string[] Settings(FakeModelServer server, params string[] more) =>
    [
        "--Models:Providers:main:Kind", "anthropic", "--Models:Providers:main:Model", "large", "--Models:Providers:main:BaseUrl", server.Url.TrimEnd('/'),
        "--Models:Providers:main:InputPricePerMillion", "300", "--Models:Providers:main:OutputPricePerMillion", "1500",
        "--Models:Providers:less:Kind", "anthropic", "--Models:Providers:less:Model", "little", "--Models:Providers:less:BaseUrl", server.Url.TrimEnd('/'),
        "--Models:Providers:less:InputPricePerMillion", "1", "--Models:Providers:less:OutputPricePerMillion", "5",
        "--Models:Aliases:default:0", "main", "--Models:Aliases:small:0", "main",
        .. more,
    ];

    [Fact]
    public async Task A_run_that_does_not_reach_pauses_and_goes_on_where_it_stopped_once_the_owner_topped_it_up()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server), Judge);

        (RunRow run, StepRow step) = await PausedAsync(host);
        int asked = server.Calls.Count;
        Assert.InRange(asked, 1, 2);
        BudgetRow pot = await PotAsync(host, Pots.OfRun(run.Id));
        Assert.True(pot.SpentMicros <= pot.CapMicros && pot.ReservedMicros == 0);
        Shortage shortage = Shortage.Read(step.Shortage)!;
        Assert.True(shortage.Micros > pot.LeftMicros);

        Card card = await CardAsync(host, run);
        Assert.Equal(CardVerb.SettleRaise, ((CardAction.Execute)card.Actions.OfType<CardAction.ShowCard>().First().Card.Actions[0]).Verb);
        Assert.Contains(card.Mentions, one => one.Who.Name == FaultHost.Ben);
        string words = JsonSerializer.Serialize(card, StoreJson.Default.Card);
        Assert.Contains("of 3.00", words, StringComparison.Ordinal);

        await RefusedAsync(host, run, FaultHost.Ana, SettleChoice.TopUp, "5", "Whoever asked for a run does not raise");
        await RefusedAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "much", "is no amount");
        await RefusedAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "-5", "is no amount");
        await RefusedAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "0.01", "would still not fit");
        Assert.Equal(asked, server.Calls.Count);

        Assert.IsType<Reply.Said>(await SettleAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "5.00 USD"));
        await RefusedAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "5", "answered already");
        await host.WorkAsync();

        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        Assert.Equal(3, server.Calls.Count);
        Assert.Equal((3_000_000L, 5_000_000L), ((await PotAsync(host, Pots.OfRun(run.Id))).CapMicros, (await PotAsync(host, Pots.OfRun(run.Id))).RaisedMicros));
        Assert.Contains("budget.raised", await host.AuditAsync(run));
    }

    [Fact]
    public async Task Finishing_cheaply_gives_the_rest_to_the_cheaper_model_and_the_ledger_says_so()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "--Models:Aliases:cheap:0", "less"), Judge);
        (RunRow run, _) = await PausedAsync(host);
        int before = server.Calls.Count;
        Assert.Contains((await CardAsync(host, run)).Actions.OfType<CardAction.Execute>(), action => action.Verb == CardVerb.SettleCheap);

        Assert.IsType<Reply.Said>(await SettleAsync(host, run, FaultHost.Ana, SettleChoice.Cheaper));
        server.Otherwise = _ => Good;
        await host.WorkAsync();

        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        IReadOnlyList<ModelCallRow> ledger = await host.Get<IBudgetReader>().CallsAsync(run.Id, CancellationToken.None);
        Assert.Equal((before, 3 - before), (ledger.Count(call => call.Alias == "default"), ledger.Count(call => call is { Alias: "cheap", Provider: "less" })));
    }

    [Fact]
    public async Task Without_a_cheaper_model_it_may_end_with_what_is_there_and_says_that_it_is_a_part()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server), Judge);
        (RunRow run, _) = await PausedAsync(host);
        int done = server.Calls.Count;
        await RefusedAsync(host, run, FaultHost.Ana, SettleChoice.Cheaper, "", "no cheaper model");

        Assert.IsType<Reply.Said>(await SettleAsync(host, run, FaultHost.Ana, SettleChoice.Skip));
        await host.WorkAsync();

        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        StepRow each = await host.StepAsync(run, "each");
        Assert.Contains($"Partial: {3 - done} of 3 items were left out", JsonSerializer.Deserialize<string[]>(each.Notes)![0], StringComparison.Ordinal);
        StepRow report = await host.StepAsync(run, "report");
        var table = (Value.Table)ValueJson.Read((await host.Get<IArtifactReader>().FindAsync(run.Channel, report.Artifact, CancellationToken.None))!.Bytes.Span);
        Assert.Equal(done, table.Data.Rows.Length);
        Assert.Equal(done, server.Calls.Count);
    }

    [Fact]
    public async Task Stopping_ends_the_run_and_who_asked_may_do_so()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server), Judge);
        (RunRow run, _) = await PausedAsync(host);

        Assert.IsType<Reply.Said>(await SettleAsync(host, run, FaultHost.Ana, SettleChoice.GiveUp, "too dear"));
        await host.WorkAsync();

        Assert.Equal(RunStatus.Failed, (await host.RunAsync(run.Id)).Status);
    }

    [Theory]
    [InlineData("Month", "everybody together in November", "cleo")]
    [InlineData("ChannelMonth", "#finance in November", "cleo")]
    [InlineData("Channels:finance", "#finance in November", "cleo")]
    [InlineData("People:ana", "Ana", "cleo")]
    [InlineData("TemplateMonth", "the template judge in November", "ben")]
    public async Task A_month_that_is_nearly_spent_pauses_the_run_and_asks_who_may_raise_it(string setting, string name, string raiser)
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, $"--Budgets:{setting}", "2.90", "--Budgets:TimeZone", "Europe/Berlin"), Judge.Replace("3.00 USD", "300.00 USD", StringComparison.Ordinal));

        (RunRow run, StepRow step) = await PausedAsync(host);
        string pot = Shortage.Read(step.Shortage)!.Pot;
        Assert.Contains(name, PotWords.Of(pot, host.People.Latest), StringComparison.Ordinal);
        string words = JsonSerializer.Serialize(await CardAsync(host, run), StoreJson.Default.Card);
        Assert.Contains("1 Dec, Berlin time", words, StringComparison.Ordinal);
        if (raiser == "cleo")
        {
            await RefusedAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "50", "for operators");
        }

        Assert.IsType<Reply.Said>(await SettleAsync(host, run, raiser, SettleChoice.TopUp, "50"));
        await host.WorkAsync();
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        Assert.Equal(50_000_000, (await PotAsync(host, pot)).RaisedMicros);
    }

    [Fact]
    public async Task The_next_month_has_its_own_money_and_a_month_without_any_starts_nothing()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "--Budgets:ChannelMonth", "2.90", "--Budgets:TimeZone", "Etc/UTC"), Judge.Replace("3.00 USD", "300.00 USD", StringComparison.Ordinal));
        (RunRow run, StepRow step) = await PausedAsync(host);
        string pot = Shortage.Read(step.Shortage)!.Pot;
        await host.CommitAsync(new Change.Settle(pot, 0, 0, 2_900_000, 0));
        Assert.Contains("#finance in November has spent", Assert.IsType<Reply.Refused>(await host.SayAsync("run judge", FaultHost.Ana, null, await host.FileAsync("w.csv", ThreeWords))).Refusal.Why, StringComparison.Ordinal);

        host.Clock.Advance(TimeSpan.FromDays(14));
        Assert.IsType<Reply.Said>(await SettleAsync(host, run, FaultHost.Ana, SettleChoice.TryAgain));
        await host.WorkAsync();

        Assert.Equal(Pots.OfMonth(PotKind.Channel, FaultHost.Finance.Value, "2026-12"), host.Get<MonthPots>().OfChannel(FaultHost.Finance));
        Assert.True((await PotAsync(host, host.Get<MonthPots>().OfChannel(FaultHost.Finance))).SpentMicros > 0);
    }

    [Fact]
    public async Task That_most_of_a_month_is_spent_is_said_once_where_it_concerns()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "--Budgets:ChannelMonth", "40", "--Budgets:PersonMonth", "10"), Judge);
        foreach (BudgetRow pot in host.Get<MonthPots>().Of(FaultHost.Finance, new PersonKey(FaultHost.Ana), ["judge"]))
        {
            await host.CommitAsync(new Change.OpenBudget(pot), new Change.Settle(pot.Pot, 0, 0, pot.CapMicros == 40_000_000 ? 32_100_000 : 8_000_000, 0));
        }

        await host.Get<SpendNotices>().TellAsync(CancellationToken.None);
        await host.Get<SpendNotices>().TellAsync(CancellationToken.None);

        ViewRow[] told = [.. (await host.Get<IDeliveryReader>().DueViewsAsync(host.Clock.GetUtcNow(), 100, CancellationToken.None)).Where(view => view.Purpose.StartsWith("notice:budget:", StringComparison.Ordinal))];
        Assert.Equal(2, told.Length);
        ViewRow channel = Assert.Single(told, view => view.Conversation == Conversations.InChannel(FaultHost.Finance));
        Assert.Equal(1, channel.Wanted);
        Assert.Contains("32.10 of 40.00", (await host.Get<ViewDrawer>().DrawAsync(channel, CancellationToken.None))!.Text.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.Contains("@cleo", Assert.Single(told, view => view != channel).Conversation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pause_outlives_a_restart_is_said_once_more_after_a_day_and_goes_on_waiting()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => Dear;
        RunRow run;
        await using (FaultHost before = await FaultHost.WithSettingsInAsync(folder, clock, Settings(server), Judge))
        {
            (run, _) = await PausedAsync(before);
        }

        int asked = server.Calls.Count;
        await using FaultHost host = await FaultHost.WithSettingsInAsync(folder, clock, Settings(server), Judge);
        await host.WorkAsync();
        Assert.Null(await host.Get<IDeliveryReader>().FindViewAsync(Conversations.ThreadOf(run), Purposes.StepStillAsks(run.Id, "each", 1), CancellationToken.None));
        clock.Advance(TimeSpan.FromHours(25));
        await host.WorkAsync();
        ViewRow reminder = (await host.Get<IDeliveryReader>().FindViewAsync(Conversations.ThreadOf(run), Purposes.StepStillAsks(run.Id, "each", 1), CancellationToken.None))!;
        Assert.Contains("is still paused", (await host.Get<ViewDrawer>().DrawAsync(reminder, CancellationToken.None))!.Text, StringComparison.Ordinal);
        Assert.Equal((asked, 0), (server.Calls.Count, await host.Get<IWorkStore>().CountAsync(run.Id, CancellationToken.None)));

        Assert.IsType<Reply.Said>(await SettleAsync(host, run, FaultHost.Ben, SettleChoice.TopUp, "50"));
        await host.WorkAsync();
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
    }

    /// <summary>An answer whose price leaves nothing worth mentioning of three dollars.</summary>
    private static FakeModelAnswer Dear => Good with { InputTokens = 1_500, OutputTokens = 600 };

    private static async Task<(RunRow Run, StepRow Step)> PausedAsync(FaultHost host)
    {
        RunRow run = await host.StartAsync("run judge", await host.FileAsync("words.csv", ThreeWords));
        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Waiting, WaitReason.Person, FailureKind.OverBudget), (step.Status, step.Waiting, step.FailureKind));
        return (run, step);
    }

    private static ValueTask<Reply> SettleAsync(FaultHost host, RunRow run, string person, SettleChoice choice, string note = "") =>
        host.Get<IConversation>().SettleAsync(new SettleRequest(host.Caller(person), "step", $"{run.Id}:each:1", choice, note, []), CancellationToken.None);

    private static async Task RefusedAsync(FaultHost host, RunRow run, string person, SettleChoice choice, string note, string why) =>
        Assert.Contains(why, Assert.IsType<Reply.Refused>(await SettleAsync(host, run, person, choice, note)).Refusal.ToString(), StringComparison.Ordinal);

    private static async Task<BudgetRow> PotAsync(FaultHost host, string pot) => (await host.Get<IBudgetReader>().FindAsync(pot, CancellationToken.None))!;

    private static async Task<Card> CardAsync(FaultHost host, RunRow run)
    {
        ViewRow view = (await host.Get<IDeliveryReader>().FindViewAsync(Conversations.ThreadOf(run), Purposes.StepAsks(run.Id, "each", 1), CancellationToken.None))!;
        return (await host.Get<ViewDrawer>().DrawAsync(view, CancellationToken.None))!.Card!;
    }
}
