using System.Text.Json;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Checkups;
using AgentBot.Host.Local;
using AgentBot.Testing.Providers;

namespace AgentBot.Host.Tests.Faults;

/// <summary>The whole host with a provider of models on this computer: what becomes of a run when the provider has its day.</summary>
public sealed class ModelFaultTests
{
    private const string Judge = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: judge
        title: Judge the words
        summary: Judges every word of a file.
        owner: ben
        inputs:
          words: { type: file, accept: [csv], required: true, label: Words, columns: { number: text, word: text } }
        limits: { items: 120 }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.words }}" }
          - id: each
            title: Judge the words
            for_each: "{{ steps.rows }}"
            key: "{{ item.number }}"
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

    private const string Draft = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: draft
        title: Draft a verdict
        summary: Asks for one verdict.
        owner: ben
        steps:
          - id: draft
            title: Draft it
            agent:
              purpose: Say whether it is good.
              instructions: "else: good because nothing speaks against it"
              input: "today"
              output:
                verdict: { type: choice, of: [good, bad] }
        """;

    private const string ThreeWords = "number,word\n1,one\n2,two\n3,three\n";

    private static readonly FakeModelAnswer NoMoney = FakeModelAnswer.Refuses(
        429, "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota");

    private static string[] Settings(FakeModelServer server, string kind) =>
    [
        "--Models:Providers:main:Kind", kind,
        "--Models:Providers:main:Model", "some-model",
        "--Models:Providers:main:BaseUrl", server.Url.TrimEnd('/') + (kind == "openai" ? "/v1" : ""),
        "--Models:Providers:main:InputPricePerMillion", "3",
        "--Models:Providers:main:OutputPricePerMillion", "15",
        "--Models:Aliases:default:0", "main",
        "--Models:Aliases:small:0", "main",
    ];

    private static readonly FakeModelAnswer FirstGood = FakeModelAnswer.Of("""{"results":[{"key":"i001","output":{"verdict":"good"},"remark":"nothing speaks against it as far as anybody can see today"}],"remarks":[]}""", inputTokens: 200, outputTokens: 20);

    private static FakeModelAnswer Good(JsonElement question) => FirstGood with { InputTokens = 200 + (question.GetRawText().Length % 7) };

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task ARunOfARealProvider_EndsWithItsResult_AndTheLedgerIsTheProvidersJournal(string kind)
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = Good;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, kind), Judge);

        RunRow run = await host.StartAsync("run judge", await host.FileAsync("words.csv", ThreeWords));

        Assert.Equal(RunStatus.Done, run.Status);
        Assert.Equal(3, server.Calls.Count);
        IReadOnlyList<ModelCallRow> ledger = await host.Get<IBudgetReader>().CallsAsync(run.Id, CancellationToken.None);
        Assert.Equal(
            server.Calls.Select(call => ((long)call.InputTokens, (long)call.OutputTokens)).Order(),
            ledger.Select(call => (call.InputTokens, call.OutputTokens)).Order());
        BudgetRow pot = (await host.Get<IBudgetReader>().FindAsync($"run:{run.Id}", CancellationToken.None))!;
        Assert.Equal(ledger.Sum(call => (call.InputTokens * 3) + (call.OutputTokens * 15)), pot.SpentMicros);
        Assert.Equal((ledger.Sum(call => call.InputTokens + call.OutputTokens), 0L), (pot.SpentTokens, pot.ReservedMicros));
    }

    /// <summary>Fault row I5, with a provider that remembers: what it remembered has a price of its own.</summary>
    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task RememberedInput_IsBookedApart_AtItsOwnPrice(string kind)
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        int written = kind == "anthropic" ? 300 : 0;
        server.Otherwise = _ => FirstGood with { InputTokens = 1_000, CacheReadTokens = 600, CacheWriteTokens = written };
        await using FaultHost host = await FaultHost.WithSettingsAsync(
            [.. Settings(server, kind), "--Models:Providers:main:CachedInputPricePerMillion", "0.3", "--Models:Providers:main:CacheWritePricePerMillion", "3.75"], Judge);

        RunRow run = await host.StartAsync("run judge", await host.FileAsync("words.csv", ThreeWords));

        IReadOnlyList<ModelCallRow> ledger = await host.Get<IBudgetReader>().CallsAsync(run.Id, CancellationToken.None);
        Assert.Equal(3, ledger.Count);
        Assert.All(ledger, call => Assert.Equal((1_000L, 600L, (long)written, 20L, false), (call.InputTokens, call.CacheReadTokens, call.CacheWriteTokens, call.OutputTokens, call.Estimated)));
        long each = (long)Math.Ceiling(((400 - written) * 3m) + (600 * 0.3m) + (written * 3.75m) + (20 * 15m));
        Assert.All(ledger, call => Assert.Equal(each, call.CostMicros));
        BudgetRow pot = (await host.Get<IBudgetReader>().FindAsync($"run:{run.Id}", CancellationToken.None))!;
        Assert.Equal((3 * each, 3 * 1_020L), (pot.SpentMicros, pot.SpentTokens));
    }

    [Fact]
    public async Task AnAccountWithoutMoney_IsAskedOnce_ParksTheRun_AndGoesOnOnceSomebodyPaid_WithoutBuyingTwice()
    {
        await using FakeModelServer server = (await FakeModelServer.StartAsync(TimeProvider.System)).Then(FirstGood, NoMoney);
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "openai"), Judge);

        RunRow run = await host.StartAsync("run judge", await host.FileAsync("words.csv", ThreeWords));
        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Waiting, WaitReason.Person, FailureKind.NoMoney), (step.Status, step.Waiting, step.FailureKind));
        Assert.Contains("no money left", step.Failure, StringComparison.Ordinal);
        Assert.Equal(2, server.Calls.Count);

        server.Otherwise = Good;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Reply reply = await host.Get<IConversation>().SettleAsync(
            new SettleRequest(host.Caller(FaultHost.Ben), "step", $"{run.Id}:each:1", SettleChoice.TryAgain, "", []), CancellationToken.None);
        Assert.IsType<Reply.Said>(reply);
        await host.WorkAsync();

        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task ABusyProvider_IsAskedAgainNoSoonerThanItSaid_AndTheRunEndsWell()
    {
        await using FakeModelServer server = (await FakeModelServer.StartAsync(TimeProvider.System))
            .Then(FakeModelAnswer.Refuses(429, "rate_limit_error", "Slow down", "", ("retry-after", "40")));
        server.Otherwise = Good;
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "anthropic"), Judge);

        RunRow run = await host.StartAsync("run judge", await host.FileAsync("words.csv", ThreeWords));
        Assert.Equal(RunStatus.Running, run.Status);
        Assert.Single(server.Calls);
        host.Clock.Advance(TimeSpan.FromSeconds(39));
        await host.WorkAsync();
        Assert.Single(server.Calls);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.WorkAsync();
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
    }

    /// <summary>Fault row H12: the provider is gone for an hour. Nothing is lost, everybody is told at once, and all of it is done later.</summary>
    [Fact]
    public async Task AnOutageOfAnHour_LosesNothing_IsToldAtOnce_AndEveryRunEndsWell()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => FakeModelAnswer.Refuses(503, "overloaded_error", "Overloaded");
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "anthropic"), Judge, Draft);
        var runs = new List<RunRow>();
        for (int i = 0; i < 4; i++)
        {
            runs.Add(i % 2 == 0 ? await host.StartAsync("run draft") : await host.StartAsync("run judge", await host.FileAsync($"w{i}.csv", ThreeWords)));
        }

        RunFacts told = (await host.Get<RunFactsReader>().ReadAsync(runs[0].Id, CancellationToken.None))!;
        Assert.Contains("is tried again by itself", Assert.Single(told.Steps).Note, StringComparison.Ordinal);
        await PassAsync(host, TimeSpan.FromSeconds(30));
        told = (await host.Get<RunFactsReader>().ReadAsync(runs[1].Id, CancellationToken.None))!;
        Assert.Contains(told.Steps, step => step.Note.Contains("tried again", StringComparison.Ordinal));
        await PassAsync(host, TimeSpan.FromHours(1));
        Assert.All(await Task.WhenAll(runs.Select(run => host.RunAsync(run.Id))), run => Assert.Equal(RunStatus.Running, run.Status));
        server.Otherwise = question => question.GetRawText().Contains("results", StringComparison.Ordinal) ? Good(question) : FirstGood;
        await PassAsync(host, TimeSpan.FromMinutes(15));
        Assert.All(await Task.WhenAll(runs.Select(run => host.RunAsync(run.Id))), run => Assert.Equal(RunStatus.Done, run.Status));
    }

    /// <summary>Lets time pass and does each piece of work when it is due.</summary>
    private static async Task PassAsync(FaultHost host, TimeSpan span)
    {
        DateTimeOffset end = host.Clock.GetUtcNow() + span;
        while (host.Clock.GetUtcNow() < end)
        {
            DateTimeOffset due = await host.Get<IWorkStore>().NextDueAsync(CancellationToken.None) ?? end;
            TimeSpan wait = (due < end ? due : end) - host.Clock.GetUtcNow();
            host.Clock.Advance(wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1));
            await host.WorkAsync();
        }
    }

    /// <summary>What a run is likely to cost is said where it costs: on its first message, reckoned first and measured once there are runs to measure.</summary>
    [Fact]
    public async Task WhatARunIsLikelyToCost_IsReckoned_ThenMeasured()
    {
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => FirstGood with { InputTokens = 20_000 };
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "openai"), Draft, Judge);
        Assert.Matches("^Costs (about|less than) 0[.]0[0-9] USD, at most [0-9.]+ USD[.]$", await SaysAsync(host, "draft"));
        Assert.Matches("^Costs at most [0-9.]+ USD[.]$", await SaysAsync(host, "judge"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(RunStatus.Done, (await host.StartAsync("run draft")).Status);
        }

        Assert.StartsWith("Costs about 0.06 USD, at most", await SaysAsync(host, "draft"), StringComparison.Ordinal);
        var form = Assert.IsType<Reply.Form>(await host.SayAsync("run judge"));
        Assert.Contains("Costs at most", form.Request.Consequence.Replace('\u00a0', ' '), StringComparison.Ordinal);
    }

    private static async Task<string> SaysAsync(FaultHost host, string template) =>
        (await host.Get<CostEstimates>().SayAsync(FaultHost.Finance.Workspace, host.Get<ITemplateCatalog>().Current.Find(template)!.Closure, CancellationToken.None)).Replace('\u00a0', ' ');

    [Fact]
    public async Task WhileAnAnswerIsComing_TheRunsMessageSaysHowFarItIs_AndNothingIsCommittedForIt()
    {
        var parts = new TaskCompletionSource();
        await using FakeModelServer server = await FakeModelServer.StartAsync(TimeProvider.System);
        server.Otherwise = _ => FirstGood with { PauseAfter = 15, Pause = parts.Task };
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "openai"), Draft);
        RunRow run = await host.RunAsync(Assert.IsType<Reply.Started>(await host.SayAsync("run draft")).Run);
        Task working = host.WorkAsync();
        var hints = host.Get<ProgressHints>();
        while (hints.Of(run.Id, "draft").Characters < 90 && !working.IsCompleted)
        {
            await Task.Yield();
        }

        int commits = 0;
        host.Get<ICommitSignal>().Committed += _ => commits++;
        RunFacts facts = (await host.Get<RunFactsReader>().ReadAsync(run.Id, CancellationToken.None))!;
        Assert.Equal(0, commits);
        Assert.EndsWith("words so far", Assert.Single(facts.Steps).Note, StringComparison.Ordinal);
        parts.SetResult();
        await working;
        Assert.Equal("", Assert.Single((await host.Get<RunFactsReader>().ReadAsync(run.Id, CancellationToken.None))!.Steps).Note);
    }

    [Fact]
    public async Task Doctor_AsksEachProviderOnce_AndSaysWhatItFound()
    {
        await using FakeModelServer server = (await FakeModelServer.StartAsync(TimeProvider.System)).Then(FakeModelAnswer.Of("""{"sum":7}"""));
        await using FaultHost host = await FaultHost.WithSettingsAsync(Settings(server, "anthropic"));

        DoctorLine found = await LineAsync(host);
        Assert.Equal(Doctor.Ok, found.Level);
        Assert.Contains("fake-claude answered in", found.Finding, StringComparison.Ordinal);
        Assert.Single(server.Calls);

        server.Then(FakeModelAnswer.Refuses(401, "authentication_error", "invalid key"));
        DoctorLine refused = await LineAsync(host);
        Assert.Equal(Doctor.Bad, refused.Level);
        Assert.Contains("did not accept AgentBot's access", refused.Finding, StringComparison.Ordinal);

        server.Then(FakeModelAnswer.Of("Seven!"));
        Assert.Equal(Doctor.Warn, (await LineAsync(host)).Level);
    }

    private static async Task<DoctorLine> LineAsync(FaultHost host)
    {
        IReadOnlyList<DoctorLine> lines = await host.Get<Doctor>().ExamineAsync(CancellationToken.None);
        return Assert.Single(lines, line => line.Subject == "Model main");
    }
}
