using System.Net;
using AgentBot.Agents.Models;
using AgentBot.Agents.Prompting;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Tests.Running;

public sealed class AgentRunnerTests
{
    private const string Good = """{"results":[{"key":"i001","output":{"verdict":"approve","reason":"fine"},"remark":""}],"remarks":[]}""";

    private static readonly AgentSpec Agent = Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query"), Ask.Text("reason", 20));

    private readonly FakeClock _clock = new();
    private readonly Pots _pots = Ask.Rich();

    private static AgentTask Task(int rows = 1) => Ask.Rows(Agent, [.. Enumerable.Range(0, rows).Select(row => (Value)Ask.Row(("n", new Value.Number(row))))]);

    [Fact]
    public async Task A_valid_answer_is_taken_and_paid()
    {
        var model = new FakeChatClient().Answers(Good, inputTokens: 1000, outputTokens: 100);
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, model).AnsweredAsync(Task());
        Assert.Equal("approve", outcome.Said("verdict"));
        Assert.Equal("key-1", outcome.Answers[0].Key);
        ModelCallCheck(Assert.Single(outcome.Usage.Calls), "ok", 1000, 100, 4_500, estimated: false);
        Assert.Equal((4_500, 0, 1_100, 0), (_pots[Ask.Pot].SpentMicros, _pots[Ask.Pot].ReservedMicros, _pots[Ask.Pot].SpentTokens, _pots[Ask.Pot].ReservedTokens));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("I think you should approve it.")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":"fi""")]
    [InlineData("""[{"key":"i001"}]""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"key":"i002","output":{"verdict":"approve","reason":"fine"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":"a"},"remark":""},{"key":"i001","output":{"verdict":"query","reason":"b"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"Approve","reason":"fine"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"pay","reason":"fine"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":null},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":"  "},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":7},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":"far longer than twenty letters"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":{"verdict":"approve","verdict":"query","reason":"fine"},"remark":""}],"remarks":[]}""")]
    [InlineData("""{"results":[{"key":"i001","output":["approve"],"remark":""}],"remarks":[]}""")]
    public async Task An_answer_that_breaks_the_form_never_counts_as_valid(string answer)
    {
        var model = new FakeChatClient().Answers(answer).Answers(answer).Answers(answer);
        AgentOutcome.Failed failed = await Ask.Scripted(_pots, _clock, model).FailedAsync(Task());
        Assert.Equal(FailureKind.BrokenOutput, failed.Kind);
        Assert.Equal(3, model.Requests.Count);
        Assert.All(failed.Usage.Calls, call => Assert.Equal("broken", call.Outcome));
        Assert.Equal([0, 1, 2], failed.Usage.Calls.Select(call => call.Repair));
        Assert.Equal(0, _pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task A_repair_asks_only_for_what_was_wrong_and_says_why()
    {
        var model = new FakeChatClient()
            .Answers("""{"results":[{"key":"i001","output":{"verdict":"approve","reason":"fine"},"remark":""},{"key":"i002","output":{"verdict":"maybe","reason":"fine"},"remark":""}],"remarks":[]}""")
            .Answers(Good.Replace("approve", "query", StringComparison.Ordinal));
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, model).AnsweredAsync(Task(2));
        Assert.Equal(["approve", "query"], [outcome.Said("verdict"), outcome.Said("verdict", 1)]);
        Assert.Equal(["key-1", "key-2"], outcome.Answers.Select(answer => answer.Key));
        string repair = PartOf(model.Requests[1].Messages, PartNames.Repair);
        Assert.Contains("verdict must be exactly one of: approve, query", repair, StringComparison.Ordinal);
        Assert.DoesNotContain("\"n\":0", PartOf(model.Requests[1].Messages, PartNames.Input), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_items_of_a_batch_are_kept_when_others_stay_broken()
    {
        string half = """{"results":[{"key":"i001","output":{"verdict":"approve","reason":"fine"},"remark":""}],"remarks":[]}""";
        var model = new FakeChatClient().Answers(half).Answers("no").Answers("no");
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, model).AnsweredAsync(Task(2));
        Assert.NotNull(outcome.Answers[0].Output);
        Assert.Null(outcome.Answers[1].Output);
        Assert.NotEqual("", outcome.Answers[1].Failure);
    }

    [Fact]
    public async Task Fields_that_nobody_declared_are_left_out_and_named()
    {
        var model = new FakeChatClient().Answers(Good.Replace("\"reason\"", "\"pay_to\":\"me\",\"reason\"", StringComparison.Ordinal));
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, model).AnsweredAsync(Task());
        Assert.Equal(["verdict", "reason"], outcome.Answers[0].Output!.Fields.Select(field => field.Name));
        Assert.Contains("pay_to", outcome.Answers[0].Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content_filter", FailureKind.Refused, "refused")]
    [InlineData("refusal", FailureKind.Refused, "refused")]
    [InlineData("length", FailureKind.Truncated, "truncated")]
    public async Task Refusals_and_cut_answers_are_failures_even_with_a_valid_text(string reason, FailureKind kind, string outcome)
    {
        var model = new FakeChatClient().Answers(Good, new ChatFinishReason(reason));
        AgentOutcome.Failed failed = await Ask.Scripted(_pots, _clock, model).FailedAsync(Task());
        Assert.Equal(kind, failed.Kind);
        ModelCallCheck(Assert.Single(failed.Usage.Calls), outcome, 100, 50, 1_050, estimated: false);
    }

    [Theory]
    [InlineData("tool_calls")]
    [InlineData("something_new")]
    public async Task An_end_that_is_no_end_is_never_a_success(string reason)
    {
        var model = new FakeChatClient().Answers(Good, new ChatFinishReason(reason)).Answers(Good, new ChatFinishReason(reason)).Answers(Good, new ChatFinishReason(reason));
        Assert.Equal(FailureKind.BrokenOutput, (await Ask.Scripted(_pots, _clock, model).FailedAsync(Task())).Kind);
    }

    public static TheoryData<Exception, FailureKind> Faults => new()
    {
        { new HttpRequestException("x", null, HttpStatusCode.TooManyRequests), FailureKind.Transient },
        { new HttpRequestException("x", null, HttpStatusCode.BadGateway), FailureKind.Transient },
        { new HttpRequestException("refused"), FailureKind.Transient },
        { new IOException("cut"), FailureKind.Transient },
        { new HttpRequestException("x", null, HttpStatusCode.Unauthorized), FailureKind.Permanent },
        { new HttpRequestException("x", null, HttpStatusCode.BadRequest), FailureKind.Permanent },
        { new InvalidOperationException("bug at 0x1"), FailureKind.Permanent },
        { new TaskCanceledException("client timeout"), FailureKind.TimedOut },
        { new TimeoutException("late"), FailureKind.TimedOut },
        { new ProviderException(ProviderFault.Busy, "overloaded", TimeSpan.FromSeconds(7)), FailureKind.Transient },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_provider_is_a_value_in_plain_words_and_costs_nothing(Exception fault, FailureKind kind)
    {
        AgentOutcome.Failed failed = await Ask.Scripted(_pots, _clock, new FakeChatClient().Throws(fault)).FailedAsync(Task());
        Assert.Equal(kind, failed.Kind);
        Assert.Equal((fault as ProviderException)?.RetryAfter, failed.RetryAfter);
        Assert.DoesNotContain(fault.Message, failed.Sentence, StringComparison.Ordinal);
        Assert.Equal("failed", Assert.Single(failed.Usage.Calls).Outcome);
        Assert.Equal((0, 0), (_pots[Ask.Pot].SpentMicros, _pots[Ask.Pot].ReservedMicros));
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_given_up()
    {
        ValueTask<AgentOutcome> running = Ask.Scripted(_pots, _clock, new FakeChatClient().Hangs()).RunAsync(Task(), null, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(FailureKind.TimedOut, Assert.IsType<AgentOutcome.Failed>(await running).Kind);
        Assert.Equal(0, _pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task A_stopped_run_throws_and_gives_its_reservation_back()
    {
        using var stop = new CancellationTokenSource();
        ValueTask<AgentOutcome> running = Ask.Scripted(_pots, _clock, new FakeChatClient().Hangs()).RunAsync(Task(), null, stop.Token);
        Assert.True(_pots[Ask.Pot].ReservedTokens > 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.Equal((0, 0), (_pots[Ask.Pot].ReservedTokens, _pots[Ask.Pot].SpentTokens));
    }

    [Fact]
    public async Task Another_provider_stands_in_only_for_one_that_is_out_of_order()
    {
        var second = new FakeChatClient().Answers(Good);
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, new FakeChatClient().Throws(new IOException("down")), second).AnsweredAsync(Task());
        Assert.Equal(["p1", "p2"], outcome.Usage.Calls.Select(call => call.Provider));

        var unused = new FakeChatClient();
        await Ask.Scripted(_pots, _clock, new FakeChatClient().Throws(new HttpRequestException("x", null, HttpStatusCode.BadRequest)), unused).FailedAsync(Task());
        Assert.Empty(unused.Requests);
    }

    [Fact]
    public async Task Over_the_limit_nothing_is_asked()
    {
        var model = new FakeChatClient().Answers(Good);
        AgentOutcome.Failed failed = await Ask.Scripted(new Pots().With(Ask.Pot, 10_000_000, 50), _clock, model).FailedAsync(Task());
        Assert.Equal(FailureKind.OverBudget, failed.Kind);
        Assert.Equal(Ask.Pot, failed.Short!.Pot);
        Assert.InRange(failed.Short.Tokens, 51, 100_000);
        Assert.Empty(model.Requests);
        Assert.Empty(failed.Usage.Calls);
        Assert.Contains("run may spend", failed.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, 0L)]
    [InlineData(100L, null)]
    [InlineData(-5L, 3L)]
    public async Task Usage_that_is_missing_or_wrong_is_counted_here_and_marked(long? input, long? output)
    {
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, new FakeChatClient().Answers(Good, null, input, output)).AnsweredAsync(Task());
        Assert.True(outcome.Usage.Calls[0].Estimated);
        Assert.True(outcome.Usage.InputTokens > 100);
        Assert.Equal((Good.Length + 3) / 4, outcome.Usage.OutputTokens);
    }

    [Fact]
    public async Task A_remark_that_was_not_followed_changes_nothing()
    {
        Value.Record before = Ask.Row(("verdict", new Value.Choice("query")), ("reason", Ask.T("as shown")));
        AgentTask task = Task() with { Remark = new AgentRemark("make it rhyme", []) };
        task = task with { Items = [task.Items[0] with { Previous = before }] };
        var model = new FakeChatClient().Answers(Good.Replace("\"remarks\":[]", "\"remarks\":[],\"note_applied\":false", StringComparison.Ordinal));
        AgentOutcome.Answered outcome = await Ask.Scripted(_pots, _clock, model).AnsweredAsync(task);
        Assert.True(outcome.UnreadNote);
        Assert.Equal(before, outcome.Answers[0].Output);
    }

    [Fact]
    public void An_estimate_covers_every_item_and_knows_the_price()
    {
        AgentEstimate small = Ask.Scripted(_pots, _clock, new FakeChatClient()).Estimate(Agent, 20, 20, 4_000);
        AgentEstimate large = Ask.Scripted(_pots, _clock, new FakeChatClient()).Estimate(Agent, 300, 20, 60_000);
        Assert.True(large.Tokens > 10 * small.Tokens && large.CostMicros > 0 && large.PriceKnown);
        Assert.Equal(0, Ask.Offline().Estimate(Agent, 300, 20, 60_000).CostMicros);
    }

    [Fact]
    public async Task A_file_cannot_be_asked_of_an_agent()
    {
        AgentSpec agent = Ask.Agent("x", Ask.Field("scan", new FieldType.File([], [], null)));
        Assert.Equal(FailureKind.Permanent, (await Ask.Offline().FailedAsync(Ask.One(agent, Ask.T("x")))).Kind);
    }

    private static string PartOf(IReadOnlyList<ChatMessage> messages, string name) =>
        messages.SelectMany(message => message.Contents).OfType<TextContent>().Single(content => content.AdditionalProperties?[PartNames.Property] as string == name).Text;

    private static void ModelCallCheck(Core.Budgets.ModelCallRow call, string outcome, long input, long output, long micros, bool estimated) =>
        Assert.Equal((outcome, input, output, micros, estimated), (call.Outcome, call.InputTokens, call.OutputTokens, call.CostMicros, call.Estimated));
}
