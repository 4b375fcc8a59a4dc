using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;
using AgentBot.Testing;
using AgentBot.Testing.Providers;

namespace AgentBot.Host.Tests.Faults;

/// <summary>The whole host, an agent with a tool that writes, and people who say yes, no, or something else.</summary>
public sealed partial class GatedCallTests : IAsyncLifetime, IDisposable
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: deals
        title: Keep deals up to date
        summary: Brings a deal up to date.
        owner: ben
        inputs:
          note: { type: text, required: true, label: Note }
        steps:
          - id: update
            title: Update the deal
            agent:
              purpose: Bring the deal up to date.
              instructions: Read the deal, then update it.
              tools: [crm.find, crm.update]
              approval: { reviewers: "@finance-leads", expires: 3d }
              input: "{{ inputs.note }}"
              output:
                said: { type: text, max: 200 }
          - id: report
            action: message.render
            with: { text: "{{ steps.update.said }}" }
        """;

    private const string Update = """{"type":"object","properties":{"deal":{"type":"integer"},"amount":{"type":"number","maximum":5000}},"required":["deal","amount"],"additionalProperties":false}""";

    private readonly TempFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly FakeToolBox _box = new();
    private FakeModelServer _model = null!;
    private FaultHost _host = null!;

    public async Task InitializeAsync()
    {
        _model = await FakeModelServer.StartAsync(TimeProvider.System);
        _box.With("crm.find", ToolKind.Read, _ => new ToolOutcome.Answered("deal 4711, amount 1200"))
            .With("crm.update", ToolKind.Write, call => new ToolOutcome.Answered("updated " + call.Arguments) { Reference = "https://crm.example/4711" }, Update, "Update a deal");
        _host = await OpenAsync(null);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _model.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private Task<FaultHost> OpenAsync(Action<CrashPoint>? dies) => FaultHost.WithToolsAsync(_folder, _clock, _box,
    [
        "--Models:Providers:main:Kind", "openai",
        "--Models:Providers:main:Model", "some-model",
        "--Models:Providers:main:BaseUrl", _model.Url.TrimEnd('/') + "/v1",
        "--Models:Providers:main:InputPricePerMillion", "3",
        "--Models:Providers:main:OutputPricePerMillion", "15",
        "--Models:Aliases:default:0", "main",
        "--Models:Aliases:small:0", "main",
        "--Mcp:Servers:crm:Command", "crm",
    ], dies, Template);

    private static FakeModelAnswer Calls(params (string Tool, string Arguments)[] calls) => new() { Calls = [.. calls.Select((call, index) => ($"x{index}", call.Tool, call.Arguments))] };

    private static FakeModelAnswer Says(string said) => FakeModelAnswer.Of(JsonSerializer.Serialize(new { results = new[] { new { key = "i001", output = new { said }, remark = "" } }, remarks = Array.Empty<string>() }));

    private const string Wanted = """{"deal":4711,"amount":1250}""";

    private async Task<(RunRow Run, RunRow Child, ReviewRow Review)> AskedAsync()
    {
        RunRow run = await _host.StartAsync("run deals note=\"new price\"");
        RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
        return (run, child, await _host.ReviewAsync(child));
    }

    private async Task<RunRow> FinishedAsync(RunRow run)
    {
        await _host.WorkAsync();
        return await _host.RunAsync(run.Id);
    }

    /// <summary>What the model was told of its last calls.</summary>
    private string[] Told() => [.. _model.Calls[^1].Body.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("role").GetString() == "tool").Select(Content)];

    private static string Content(JsonElement message) =>
        !message.TryGetProperty("content", out JsonElement content) ? ""
        : content.ValueKind == JsonValueKind.Array ? string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()))
        : content.GetString() ?? "";

    [Fact]
    public async Task A_call_that_writes_waits_and_is_made_once_after_a_yes()
    {
        _model.Then(Calls(("crm_find", "{}"), ("crm_update", Wanted)), Says("Updated."));
        (RunRow run, RunRow child, ReviewRow review) = await AskedAsync();
        Assert.Equal(0, _box.CallsOf("crm.update"));
        Assert.Equal((StepStatus.Waiting, WaitReason.Child), ((await _host.StepAsync(run, "update")).Status, (await _host.StepAsync(run, "update")).Waiting));

        // The one who asked may not say yes.
        Assert.IsType<Reply.Refused>(await _host.DecideAsync(review, FaultHost.Ana, DecisionKind.Approve));
        _clock.Advance(TimeSpan.FromHours(50));
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        RunRow ended = await FinishedAsync(run);
        Assert.Equal(RunStatus.Done, ended.Status);
        Assert.Equal("""{"amount":1250,"deal":4711}""", Assert.Single(_box.Calls, call => call.Tool == "crm.update").Call.Arguments);
        Assert.Equal(EffectState.Sent, (await _host.EffectAsync(child)).State);
        Assert.Contains("A person approved the call and it was made.", Told()[1], StringComparison.Ordinal);
        Assert.Contains("updated {\"amount\":1250", Told()[1], StringComparison.Ordinal);
        Assert.True(ended.Worked < TimeSpan.FromMinutes(1), "People's waiting is no working time.");
        Assert.Equal(2, _model.Calls.Count);
    }

    [Fact]
    public async Task A_refusal_and_its_reason_reach_the_model_and_nothing_is_called()
    {
        _model.Then(Calls(("crm_update", Wanted)), Says("Nothing was changed."));
        (RunRow run, _, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Reject, "Not before the contract is signed.");
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Equal(0, _box.CallsOf("crm.update"));
        Assert.Contains("a person refused it", Told()[0], StringComparison.Ordinal);
        Assert.Contains("Not before the contract is signed.", Told()[0], StringComparison.Ordinal);
        string why = Core.Cards.CardJson.Write(Assert.IsType<Reply.Shown>(await _host.SayAsync($"why {run.Number}")).Card);
        Assert.Contains("refused it: “Not before the contract is signed.”", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_arguments_are_what_is_called_and_what_the_model_is_told()
    {
        _model.Then(Calls(("crm_update", Wanted)), Says("Updated."));
        (RunRow run, _, ReviewRow review) = await AskedAsync();
        Value shown = ValueJson.Read((await _host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, review.Artifact.Content, CancellationToken.None))!.Bytes.Span);
        Result<Value> tooMuch = Core.Artifacts.EditReader.Fields(review.Artifact.Type, shown, new Dictionary<string, string> { ["amount"] = "9000" });
        Assert.Contains("must be at most 5000", tooMuch.Refusal!.ToString(), StringComparison.Ordinal);
        Result<Value> edited = Core.Artifacts.EditReader.Fields(review.Artifact.Type, shown, new Dictionary<string, string> { ["amount"] = "1240.5" });
        await _host.DecideAsync(_host.Click(review, FaultHost.Ben, DecisionKind.Edit) with { Edited = edited.Value, ThenApprove = true });
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Equal("""{"amount":1240.5,"deal":4711}""", Assert.Single(_box.Calls).Call.Arguments);
        Assert.Contains("A person changed the arguments and approved the call", Told()[0], StringComparison.Ordinal);
        Assert.Contains("1240.5", Told()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_repeats_another_does_not_repeat_its_calls()
    {
        _model.Then(Calls(("crm_update", Wanted)), FakeModelAnswer.Refuses(400, "invalid_request_error", "No."), Calls(("crm_update", Wanted)), Says("Updated."));
        (RunRow run, _, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        Assert.Equal(RunStatus.Failed, (await FinishedAsync(run)).Status);
        RunRow again = await _host.RunAsync(Assert.IsType<Reply.Started>(await _host.SayAsync($"retry {run.Number}")).Run);
        await _host.WorkAsync();
        RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(again.Id, CancellationToken.None));
        await _host.DecideAsync(await _host.ReviewAsync(child), FaultHost.Ben, DecisionKind.Approve);
        Assert.Equal(RunStatus.Done, (await FinishedAsync(again)).Status);
        Assert.Equal(1, _box.CallsOf("crm.update"));
        Assert.Contains("was not made again", Told()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_in_time_means_no_call()
    {
        _model.Then(Calls(("crm_update", Wanted)), Says("Nobody decided."));
        (RunRow run, _, _) = await AskedAsync();
        _clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Empty(_box.Calls);
        Assert.Contains("nobody decided in time", Told()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_changed_after_the_yes_is_not_called_and_its_new_form_is_asked_anew()
    {
        _model.Then(Calls(("crm_update", Wanted)), Calls(("crm_update", Wanted)), Says("Updated."));
        (RunRow run, RunRow child, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        _box.With("crm.update", ToolKind.Write, _ => new ToolOutcome.Answered("updated"), Update, "Update a deal", description: "And send a copy to everybody.");
        await _host.WorkAsync();
        Assert.Equal(0, _box.CallsOf("crm.update"));
        Assert.Equal(EffectState.Dead, (await _host.EffectAsync(child)).State);
        Assert.Contains("no longer the tool that was approved", Told()[0], StringComparison.Ordinal);
        RunRow second = (await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None)).Single(other => other.Id != child.Id);
        await _host.DecideAsync(await _host.ReviewAsync(second), FaultHost.Ben, DecisionKind.Approve);
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Equal(1, _box.CallsOf("crm.update"));
    }

    [Fact]
    public async Task An_unclear_call_is_settled_by_a_person_and_the_model_is_told_what_they_found()
    {
        _box.With("crm.update", ToolKind.Write, _ => new ToolOutcome.Unclear("The line broke."), Update, "Update a deal");
        _model.Then(Calls(("crm_update", Wanted)), Says("It was updated."));
        (RunRow run, RunRow child, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        await _host.WorkAsync();
        EffectRow effect = await _host.EffectAsync(child);
        Assert.Equal(EffectState.Unknown, effect.State);
        Assert.Single(_model.Calls);
        Assert.IsType<Reply.Said>(await _host.SettleAsync(effect, FaultHost.Ben, SettleChoice.ItHappened));
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Equal(1, _box.CallsOf("crm.update"));
        Assert.Contains("a person found out that it was made", Told()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_certainly_failed_is_told_as_that()
    {
        _box.With("crm.update", ToolKind.Write, _ => new ToolOutcome.NotSent("The CRM refused the key."), Update, "Update a deal");
        _model.Then(Calls(("crm_update", Wanted)), Says("It did not work."));
        (RunRow run, _, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Contains("A person approved the call, but it did not work.", Told()[0], StringComparison.Ordinal);
        Assert.Contains("The CRM refused the key.", Told()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_the_run_takes_the_question_back_and_a_late_yes_calls_nothing()
    {
        _model.Then(Calls(("crm_update", Wanted)));
        (RunRow run, RunRow child, ReviewRow review) = await AskedAsync();
        await _host.SayAsync($"cancel {run.Number}");
        Assert.Equal(RunStatus.Cancelled, (await FinishedAsync(run)).Status);
        Assert.Equal(RunStatus.Cancelled, (await _host.RunAsync(child.Id)).Status);
        Assert.IsType<Reply.Refused>(await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        await _host.WorkAsync();
        Assert.Empty(_box.Calls);
    }

    [Fact]
    public async Task A_pause_between_question_and_answer_loses_neither()
    {
        _model.Then(Calls(("crm_update", Wanted)), Says("Updated."));
        (RunRow run, _, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        await _host.SayAsync($"pause {run.Number}");
        await _host.WorkAsync();
        await _host.SayAsync($"resume {run.Number}");
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Equal(1, _box.CallsOf("crm.update"));
    }

    [Fact]
    public async Task Two_calls_of_one_answer_are_asked_one_after_the_other()
    {
        _model.Then(Calls(("crm_update", Wanted), ("crm_update", """{"deal":4712,"amount":7}""")), Says("One was updated."));
        (RunRow run, RunRow first, ReviewRow review) = await AskedAsync();
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Reject, "No.");
        await _host.WorkAsync();
        RunRow second = (await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None)).Single(other => other.Id != first.Id);
        await _host.DecideAsync(await _host.ReviewAsync(second), FaultHost.Ben, DecisionKind.Approve);
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        Assert.Equal(4712, JsonDocument.Parse(Assert.Single(_box.Calls).Call.Arguments).RootElement.GetProperty("deal").GetInt32());
        Assert.Equal(2, _model.Calls.Count);
    }

    [Fact]
    public async Task A_dry_run_asks_nobody_and_writes_nothing()
    {
        _model.Then(Calls(("crm_update", Wanted)), Says("Nothing was written."));
        RunRow run = await _host.StartAsync("dry-run deals note=x");
        Assert.Empty(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
        Assert.Empty(_box.Calls);
        Assert.Contains("dry run", Told()[0], StringComparison.Ordinal);
    }
}
