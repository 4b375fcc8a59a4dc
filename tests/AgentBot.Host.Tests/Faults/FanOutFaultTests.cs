using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Values;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Faults;

/// <summary>Many pieces of work at once: some fail, or there are too many.</summary>
public sealed class FanOutFaultTests
{
    private const string ByAction = """
            action: message.render
            with: { text: "{{ item.word }}" }
        """;

    private const string ByChild = """
            workflow: greet
            with: { word: "{{ item.word }}" }
        """;

    private const string ThreeWithAHole = "number,word\n1,one\n2,\n3,three\n";

    [Theory]
    [InlineData(ByAction)]
    [InlineData(ByChild)]
    public async Task OneFails_AndItemsFailedIsFail_TheOthersEndFirst_AndTheRunSaysHowMany(string each)
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Greet, SmallTemplates.Words(Indented(each)));

        RunRow run = await host.StartAsync("run words", await host.FileAsync("words.csv", ThreeWithAHole));

        Assert.Equal(RunStatus.Failed, run.Status);
        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Failed, FailureKind.ItemsFailed, 3, 1), (step.Status, step.FailureKind, step.ItemsTotal, step.ItemsFailed));
        Assert.Equal("1 of 3 items of “Greet the words” failed.", step.Failure);
        Assert.Equal([StepStatus.Succeeded, StepStatus.Failed, StepStatus.Succeeded], (await ItemsAsync(host, run)).Select(item => item.Status));
        Assert.Equal(StepStatus.Cancelled, (await host.StepAsync(run, "report")).Status);
    }

    [Theory]
    [InlineData(ByAction)]
    [InlineData(ByChild)]
    public async Task OneFails_AndItemsFailedIsSkip_TheResultHasTheOthers_AndNamesTheOneThatIsMissing(string each)
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Greet, SmallTemplates.Words(Indented(each) + "    items_failed: skip\n"));

        RunRow run = await host.StartAsync("run words", await host.FileAsync("words.csv", ThreeWithAHole));

        Assert.Equal(RunStatus.Done, run.Status);
        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Succeeded, 1), (step.Status, step.ItemsFailed));
        var output = (Value.Record)await ReadAsync(host, step);
        Assert.Equal(["1", "3"], ((Value.List)output[RunScopes.KeysField]).Items.Select(key => ((Value.Text)key).Content));
        var failed = (Value.Record)Assert.Single(((Value.List)output[RunScopes.FailedField]).Items);
        Assert.Equal(new Value.Text("2"), failed["key"]);
        Assert.NotEqual("", ((Value.Text)failed["reason"]).Content);
        var report = (Value.Table)await ReadAsync(host, await host.StepAsync(run, "report"));
        Assert.Equal(2, report.Data.Rows.Length);
    }

    [Fact]
    public async Task OneFails_AndItemsFailedIsAsk_APersonGoesOnWithoutIt()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Words(Indented(ByAction) + "    items_failed: ask\n"));
        RunRow run = await host.StartAsync("run words", await host.FileAsync("words.csv", ThreeWithAHole));
        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Waiting, WaitReason.Person), (step.Status, step.Waiting));

        Reply reply = await host.Get<IConversation>().SettleAsync(
            new SettleRequest(host.Caller(FaultHost.Ben), "step", $"{run.Id}:each:1", SettleChoice.Skip, "", []), CancellationToken.None);
        Assert.IsType<Reply.Said>(reply);
        await host.WorkAsync();

        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        Assert.Equal(2, ((Value.Table)await ReadAsync(host, await host.StepAsync(run, "report"))).Data.Rows.Length);
    }

    [Fact]
    public async Task MoreItemsThanAllowed_AreRefused_BeforeTheFirstStarts()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Words(Indented(ByAction)));

        RunRow run = await host.StartAsync("run words", await host.FileAsync("words.csv", Csv(121)));

        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Failed, FailureKind.OverLimit), (step.Status, step.FailureKind));
        Assert.Equal("“Greet the words” would start 121 pieces of work; this template allows 120. Nothing was started.", step.Failure);
        Assert.Empty(await ItemsAsync(host, run));
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains("would start 121", run.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreChildrenThanARunMayHave_AreRefused_BeforeTheFirstStarts()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Greet, SmallTemplates.Words(Indented(ByChild)));

        RunRow fits = await host.StartAsync("run words", await host.FileAsync("fits.csv", Csv(ChildBirth.MostChildren)));
        RunRow run = await host.StartAsync("run words", await host.FileAsync("words.csv", Csv(ChildBirth.MostChildren + 1)));

        Assert.Equal(RunStatus.Done, fits.Status);
        Assert.Equal(ChildBirth.MostChildren, (await host.Runs.ChildrenAsync(fits.Id, CancellationToken.None)).Count);
        StepRow step = await host.StepAsync(run, "each");
        Assert.Equal((StepStatus.Failed, FailureKind.OverLimit), (step.Status, step.FailureKind));
        Assert.Contains("Nothing was started.", step.Failure, StringComparison.Ordinal);
        Assert.Empty(await host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
    }

    [Fact]
    public async Task RunsDeeperThanAllowed_AreRefusedWhenTheyAreRead()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Greet);
        string below = "greet";
        foreach (string name in new[] { "deep-one", "deep-two", "deep-three", "deep-four" })
        {
            await File.WriteAllTextAsync(
                Path.Combine(host.Folder, "templates", "finance", name + ".yaml"),
                $"apiVersion: agentbot/v1\nkind: Workflow\nname: {name}\ntitle: Deep\nsummary: Goes down.\nowner: ben\nsteps:\n  - id: down\n    workflow: {below}\n");
            below = name;
        }

        CatalogSnapshot read = await host.Get<TemplateCatalog>().ReloadAsync(CancellationToken.None);

        Assert.All(new[] { "deep-one", "deep-two", "deep-three" }, name => Assert.NotNull(read.Find(name)));
        Assert.Equal("deep-four", Assert.Single(read.Broken).TemplateName);
    }

    private static string Indented(string yaml) => yaml.TrimEnd() + "\n";

    private static string Csv(int rows) => "number,word\n" + string.Concat(Enumerable.Range(1, rows).Select(row => $"{row},word {row}\n"));

    private static async Task<IReadOnlyList<StepRow>> ItemsAsync(FaultHost host, RunRow run) =>
        [.. (await host.Runs.ItemsAsync(run.Id, "each", 1, CancellationToken.None)).Where(row => row.Item.Length > 0).OrderBy(row => row.Ordinal)];

    private static async Task<Value> ReadAsync(FaultHost host, StepRow step) =>
        ValueJson.Read((await host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, step.Artifact, CancellationToken.None))!.Bytes.Span);
}
