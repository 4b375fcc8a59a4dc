using System.Text.Json;
using AgentBot.Agents.Models;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;
using AgentBot.Testing.Providers;

namespace AgentBot.Agents.Tests.Models;

/// <summary>Both wire formats, over real HTTP, by the clients that the product uses.</summary>
public sealed class ProviderTests
{
    private const string Good = """{"results":[{"key":"i001","output":{"verdict":"approve","reason":"fine \"ünï\" {ok}"},"remark":""}],"remarks":[]}""";

    private static readonly AgentSpec Agent = Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query"), Ask.Text("reason", 40));

    public static TheoryData<string> Kinds => ["anthropic", "openai"];

    private static AgentTask Task(int rows = 1) => Ask.Rows(Agent, [.. Enumerable.Range(0, rows).Select(row => (Value)Ask.Row(("n", new Value.Number(row))))]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_comes_in_parts_and_is_counted_to_the_token(string kind)
    {
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Of(Good, inputTokens: 1_234, outputTokens: 56));
        AgentOutcome.Answered outcome = await providers.Runner(kind).AnsweredAsync(Task());

        Assert.Equal("approve", outcome.Said("verdict"));
        Assert.Equal("fine \"ünï\" {ok}", outcome.Said("reason"));
        var row = Assert.Single(outcome.Usage.Calls);
        Assert.Equal((1_234, 56, false, "ok", kind), (row.InputTokens, row.OutputTokens, row.Estimated, row.Outcome, row.Provider));
        Assert.StartsWith("fake-", row.Model, StringComparison.Ordinal);
        FakeModelCall call = Assert.Single(providers.Server.Calls);
        Assert.Equal((kind, true), (call.Format, call.Streams));
        Assert.Equal("some-model", call.Body.GetProperty("model").GetString());
        Assert.Equal((row.InputTokens, row.OutputTokens), (call.InputTokens, call.OutputTokens));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_question_names_the_form_of_the_answer_and_its_longest_length(string kind)
    {
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Of(Good));
        await providers.Runner(kind).AnsweredAsync(Task());
        JsonElement body = providers.Server.Calls[0].Body;
        Assert.InRange(body.GetProperty("max_tokens").GetInt32(), 1, 100_000);
        string form = kind == "openai" ? body.GetProperty("response_format").GetRawText() : body.GetProperty("output_config").GetProperty("format").GetRawText();
        Assert.Contains("json_schema", form, StringComparison.Ordinal);
        Assert.Contains("verdict", form, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_key_travels_in_its_header_only_and_an_exchanged_one_counts_at_once(string kind)
    {
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Of(Good), FakeModelAnswer.Of(Good));
        ProviderOptions settings = providers.Settings(kind);
        settings.Headers["x-team"] = "env:TEAM";
        providers.Secrets.Known = providers.Secrets.Known.Add("env:TEAM", "finance");
        IAgentRunner runner = providers.Runner(TimeProvider.System, TimeSpan.FromMinutes(1), (kind, settings));
        await runner.AnsweredAsync(Task());
        providers.Secrets.Known = providers.Secrets.Known.SetItem("env:PLANTED", "sk-second-key");
        await runner.AnsweredAsync(Task());

        Assert.Equal(["Bearer " + Providers.Key, "Bearer sk-second-key"], providers.Server.Calls.Select(call => call.Headers["authorization"]));
        Assert.All(providers.Server.Calls, call => Assert.Equal("finance", call.Headers["x-team"]));
        Assert.All(providers.Server.Calls, call => Assert.DoesNotContain("sk-", call.Body.GetRawText(), StringComparison.Ordinal));
        Assert.All(providers.Server.Calls.SelectMany(call => call.Headers.Where(header => header.Key != "authorization")), header => Assert.DoesNotContain("sk-", header.Value, StringComparison.Ordinal));
    }

    public static TheoryData<string, FakeModelAnswer, FailureKind, string> Faults()
    {
        var data = new TheoryData<string, FakeModelAnswer, FailureKind, string>();
        foreach (string kind in new[] { "anthropic", "openai" })
        {
            data.Add(kind, FakeModelAnswer.Refuses(429, "rate_limit_error", "Slow down", "", ("retry-after", "7")), FailureKind.Transient, "takes no more questions");
            data.Add(kind, FakeModelAnswer.Refuses(529, "overloaded_error", "Overloaded"), FailureKind.Transient, "does not answer at the moment");
            data.Add(kind, FakeModelAnswer.Refuses(503, "", ""), FailureKind.Transient, "does not answer at the moment");
            data.Add(kind, new FakeModelAnswer { Status = 502, Body = "<html>bad gateway</html>" }, FailureKind.Transient, "does not answer at the moment");
            data.Add(kind, FakeModelAnswer.Refuses(429, "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota"), FailureKind.NoMoney, "no money left");
            data.Add(kind, FakeModelAnswer.Refuses(400, "invalid_request_error", "Your credit balance is too low to access the API."), FailureKind.NoMoney, "no money left");
            data.Add(kind, FakeModelAnswer.Refuses(402, "billing_error", "Payment required"), FailureKind.NoMoney, "no money left");
            data.Add(kind, FakeModelAnswer.Refuses(401, "authentication_error", "invalid x-api-key"), FailureKind.Permanent, "did not accept AgentBot's access");
            data.Add(kind, FakeModelAnswer.Refuses(403, "permission_error", "no"), FailureKind.Permanent, "did not accept AgentBot's access");
            data.Add(kind, FakeModelAnswer.Refuses(404, "not_found_error", "model: some-model"), FailureKind.Permanent, "knows no model");
            data.Add(kind, FakeModelAnswer.Refuses(400, "invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"), FailureKind.Permanent, "longer than the model can read");
            data.Add(kind, FakeModelAnswer.Refuses(400, "invalid_request_error", "messages: odd"), FailureKind.Permanent, "did not take the question");
            data.Add(kind, new FakeModelAnswer { Status = 302, Headers = new Dictionary<string, string> { ["location"] = "http://127.0.0.1:1/" } }, FailureKind.Permanent, "did not take the question");
            data.Add(kind, new FakeModelAnswer { Text = Good, CutAfter = 5 }, FailureKind.Transient, "broke off");
            data.Add(kind, new FakeModelAnswer { Text = Good, CutAfter = 0 }, FailureKind.Transient, "");
            data.Add(kind, new FakeModelAnswer { Text = Good, StopAfter = 6 }, FailureKind.Transient, "broke off");
            data.Add(kind, new FakeModelAnswer { Text = Good, ErrorAfter = 4 }, FailureKind.Transient, "");
            data.Add(kind, new FakeModelAnswer { Raw = "data: {not json\n\n" }, FailureKind.Transient, "broke off");
            data.Add(kind, new FakeModelAnswer { Raw = "" }, FailureKind.Transient, "broke off");
            data.Add(kind, new FakeModelAnswer { Text = Good, End = "length" }, FailureKind.Truncated, "longer than the agent may answer");
            data.Add(kind, new FakeModelAnswer { Text = "No.", End = "refusal" }, FailureKind.Refused, "declined");
            data.Add(kind, new FakeModelAnswer { Text = "No.", End = "filter" }, FailureKind.Refused, "declined");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_has_its_word_is_asked_once_and_leaves_nothing_half(string kind, FakeModelAnswer answer, FailureKind expected, string words)
    {
        await using Providers providers = await Providers.StartAsync(answer);
        AgentOutcome.Failed failed = await providers.Runner(kind).FailedAsync(Task());
        Assert.Equal(expected, failed.Kind);
        Assert.Contains(words, failed.Sentence, StringComparison.Ordinal);
        Assert.Single(providers.Server.Calls);
        Assert.NotEqual("ok", Assert.Single(failed.Usage.Calls).Outcome);
        Assert.Equal(0, providers.Pots[Ask.Pot].ReservedMicros);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Who_asked_for_seven_seconds_is_left_alone_by_everybody_for_seven_seconds(string kind)
    {
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Refuses(429, "rate_limit_error", "Slow down", "", ("retry-after", "7")), FakeModelAnswer.Of(Good));
        var clock = new FakeClock();
        IAgentRunner runner = providers.Runner(clock, TimeSpan.FromMinutes(1), (kind, providers.Settings(kind)));
        Assert.Equal(TimeSpan.FromSeconds(7), (await runner.FailedAsync(Task())).RetryAfter);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(1), (await runner.FailedAsync(Task())).RetryAfter);
        Assert.Single(providers.Server.Calls);
        clock.Advance(TimeSpan.FromSeconds(1));
        await runner.AnsweredAsync(Task());
        Assert.Equal(2, providers.Server.Calls.Count);
    }

    [Theory]
    [InlineData("anthropic", "openai")]
    [InlineData("openai", "anthropic")]
    public async Task Another_provider_stands_in_and_people_are_told(string first, string second)
    {
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Refuses(529, "overloaded_error", "Overloaded"), FakeModelAnswer.Of(Good));
        AgentOutcome.Answered outcome = await providers.Runner(first, second).AnsweredAsync(Task());
        Assert.Equal([first, second], providers.Server.Calls.Select(call => call.Format));
        Assert.Contains($"The model {second} stood in for {first}, which did not answer at the moment.", outcome.Notes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Where_no_usage_is_told_it_is_estimated_and_marked(string kind)
    {
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Of(Good) with { TellsUsage = false });
        var row = Assert.Single((await providers.Runner(kind).AnsweredAsync(Task())).Usage.Calls);
        Assert.True(row.Estimated);
        Assert.True(row.InputTokens > 100 && row.OutputTokens > 10);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_that_broke_off_is_counted_as_far_as_it_came(string kind)
    {
        await using Providers providers = await Providers.StartAsync(new FakeModelAnswer { Text = Good, CutAfter = 12 });
        var row = Assert.Single((await providers.Runner(kind).FailedAsync(Task())).Usage.Calls);
        Assert.Equal("failed", row.Outcome);
        Assert.True(row.Estimated);
        Assert.True(row.OutputTokens > 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_provider_that_drips_for_ever_is_given_up_at_the_limit(string kind)
    {
        await using Providers providers = await Providers.StartAsync(new FakeModelAnswer { Hangs = true });
        AgentOutcome.Failed failed = await providers.Runner(TimeProvider.System, TimeSpan.FromMilliseconds(300), (kind, providers.Settings(kind))).FailedAsync(Task());
        Assert.Equal(FailureKind.TimedOut, failed.Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_cancelled_question_gives_its_reservation_back(string kind)
    {
        await using Providers providers = await Providers.StartAsync(new FakeModelAnswer { Hangs = true });
        using var stop = new CancellationTokenSource();
        Task<AgentOutcome> asking = providers.Runner(kind).RunAsync(Task(), null, stop.Token).AsTask();
        while (providers.Server.Calls.Count == 0 && !asking.IsCompleted)
        {
            await System.Threading.Tasks.Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal((0, 0), (providers.Pots[Ask.Pot].ReservedMicros, providers.Pots[Ask.Pot].ReservedTokens));
    }

    [Fact]
    public async Task Nobody_listening_is_a_busy_provider()
    {
        await using Providers providers = await Providers.StartAsync();
        ProviderOptions settings = providers.Settings("openai");
        settings.BaseUrl = "http://127.0.0.1:9/v1";
        AgentOutcome.Failed failed = await providers.Runner(TimeProvider.System, TimeSpan.FromSeconds(20), ("gone", settings)).FailedAsync(Task());
        Assert.Equal(FailureKind.Transient, failed.Kind);
    }

    [Fact]
    public async Task Each_result_is_reported_as_soon_as_it_is_finished()
    {
        string two = """{"results":[{"key":"i001","output":{"verdict":"approve","reason":"a}]"},"remark":""},{"key":"i002","output":{"verdict":"query","reason":"b"},"remark":""}],"remarks":[]}""";
        await using Providers providers = await Providers.StartAsync(FakeModelAnswer.Of(two));
        var said = new Said();
        await providers.Runner("anthropic").RunAsync(Task(2), said, CancellationToken.None);
        Assert.Equal([0, 1, 2], said.Told.Select(told => told.Answered).Distinct());
        Assert.Equal(said.Told.Select(told => told.Characters).Order(), said.Told.Select(told => told.Characters));
        Assert.Equal(two.Length, said.Told[^1].Characters);
    }

    private sealed class Said : IProgress<AgentProgress>
    {
        public List<AgentProgress> Told { get; } = [];

        public void Report(AgentProgress value) => Told.Add(value);
    }
}
