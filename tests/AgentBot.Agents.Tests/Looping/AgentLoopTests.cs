using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Tools;
using AgentBot.Testing;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Tests.Looping;

public sealed class AgentLoopTests
{
    private const string Good = """{"results":[{"key":"i001","output":{"verdict":"approve"},"remark":""}],"remarks":[]}""";
    private const string Broken = """{"results":[{"key":"i001","output":{"verdict":"perhaps"},"remark":""}],"remarks":[]}""";
    private const string Find = """{"type":"object","properties":{"id":{"type":"integer","minimum":1}},"required":["id"],"additionalProperties":false}""";

    private readonly FakeClock _clock = new();
    private readonly Pots _pots = Ask.Rich();
    private readonly FakeToolBox _box = new FakeToolBox()
        .With("crm.find", ToolKind.Read, call => new ToolOutcome.Answered($"found {call.Arguments}"), Find)
        .With("crm.update", ToolKind.Write, _ => new ToolOutcome.Answered("updated"));

    private static AgentTask Claim(int? turns = null, params string[] tools) => Ask.One(
        Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query")) with { Tools = tools.Length == 0 ? ["crm.find", "crm.update"] : [.. tools], Turns = turns },
        Ask.T("a claim"));

    private static Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> Calls(params (string Tool, string Arguments)[] calls) => (_, _, _) =>
    {
        ChatMessage message = new(ChatRole.Assistant, [.. calls.Select(AIContent (call, index) => FunctionCallContent.CreateFromParsedArguments(
            call.Arguments,
            $"same-{index}",
            call.Tool,
            text => System.Text.Json.JsonDocument.Parse(text).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value)))]);
        return Task.FromResult(new ChatResponse(message) { FinishReason = ChatFinishReason.ToolCalls, Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 50 } });
    };

    private static string[] Told(FakeChatClient model, int request) =>
        [.. model.Requests[request].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => (string)result.Result!)];

    [Fact]
    public async Task A_tool_that_reads_is_called_and_what_it_gave_is_told_between_sealed_marks()
    {
        var model = new FakeChatClient().Does(Calls(("crm_find", """{ "id": 7 }"""))).Answers(Good);
        AgentOutcome.Answered outcome = await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(Claim());
        Assert.Equal("approve", outcome.Said("verdict"));
        Assert.Equal(("crm.find", """{"id":7}"""), (_box.Calls[0].Tool, _box.Calls[0].Call.Arguments));
        string told = Assert.Single(Told(model, 1));
        Assert.Matches("^<<result [0-9a-f]{16}>>\nfound {\"id\":7}\n<<end of result [0-9a-f]{16}>>$", told);
        Assert.Equal(["crm_find", "crm_update"], model.Requests[0].Options!.Tools!.Select(tool => tool.Name));
        Assert.Equal(2, _pots.Calls.Count);
        Assert.Equal(300, _pots[Ask.Pot].SpentTokens);
        Assert.Equal(0, _pots[Ask.Pot].ReservedTokens);
        Assert.Empty(outcome.Usage.Calls);
    }

    [Fact]
    public async Task Mistaken_calls_go_back_with_what_is_wrong_and_reach_no_tool()
    {
        var model = new FakeChatClient()
            .Does(Calls(("crm_find", """{"id":"seven","all":true}"""), ("crm_find", "{}"), ("crm_drop", "{}")))
            .Answers(Good);
        await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(Claim());
        Assert.Empty(_box.Calls);
        string[] told = Told(model, 1);
        Assert.Contains("id: must be a whole number", told[0], StringComparison.Ordinal);
        Assert.Contains("all: is no argument of this tool", told[0], StringComparison.Ordinal);
        Assert.Contains("id: is missing", told[1], StringComparison.Ordinal);
        Assert.Contains("there is no tool of that name", told[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_of_one_answer_are_made_side_by_side_but_no_more_than_four()
    {
        int now = 0, most = 0;
        var four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        FakeToolBox box = new FakeToolBox().With("crm.find", ToolKind.Read, async (call, ct) =>
        {
            int count = Interlocked.Increment(ref now);
            most = Math.Max(most, count);
            if (count == 4)
            {
                four.TrySetResult();
            }

            await four.Task.WaitAsync(TimeSpan.FromSeconds(20), ct);
            Interlocked.Decrement(ref now);
            return new ToolOutcome.Answered(call.Arguments);
        });
        var model = new FakeChatClient().Does(Calls([.. Enumerable.Range(1, 9).Select(id => ("crm_find", $$"""{"id":{{id}}}"""))])).Answers(Good);
        await Ask.WithTools(_pots, _clock, box, model).AnsweredAsync(Claim(null, "crm.find"));
        Assert.Equal(4, most);
        Assert.Equal(Enumerable.Range(1, 9).Select(id => $$"""{"id":{{id}}}"""), Told(model, 1).Select(told => told.Split('\n')[1]));
    }

    [Fact]
    public async Task The_same_read_is_not_made_twice_and_endless_calls_end_at_the_cap_of_turns()
    {
        var model = new FakeChatClient { Otherwise = _ => Calls(("crm_find", """{"id":7}"""))([], null, default).Result };
        AgentOutcome.Failed failed = await Ask.WithTools(_pots, _clock, _box, model).FailedAsync(Claim(turns: 5));
        Assert.Equal(FailureKind.OverLimit, failed.Kind);
        Assert.Equal(5, model.Requests.Count);
        Assert.Single(_box.Calls);
        Assert.Contains("This very call was made before", Told(model, 4)[1], StringComparison.Ordinal);
        Assert.Same(ChatToolMode.None, model.Requests[4].Options!.ToolMode);
        Assert.NotSame(ChatToolMode.None, model.Requests[3].Options!.ToolMode);
    }

    [Theory]
    [InlineData(long.MaxValue, 9_000)]
    [InlineData(30_000, long.MaxValue)]
    public async Task Endless_calls_end_before_the_call_that_could_pass_a_cap_of_money_or_tokens(long micros, long tokens)
    {
        Pots poor = new Pots().With(Ask.Pot, micros, tokens);
        int id = 0;
        var model = new FakeChatClient { Otherwise = _ => Calls(("crm_find", $$"""{"id":{{++id}}}"""))([], null, default).Result };
        AgentOutcome.Failed failed = await Ask.WithTools(poor, _clock, _box, model).FailedAsync(Claim(turns: 60));
        Assert.Equal((FailureKind.OverBudget, Ask.Pot), (failed.Kind, failed.Short?.Pot));
        Assert.InRange(model.Requests.Count, 1, 59);
        Assert.True(poor[Ask.Pot].SpentTokens <= tokens && poor[Ask.Pot].SpentMicros <= micros);
        Assert.Equal(0, poor[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task A_write_is_never_made_but_asked_about_and_its_answer_is_told_as_it_was()
    {
        var model = new FakeChatClient().Does(Calls(("crm_update", """{"b":2,"a":1}"""), ("crm_find", """{"id":7}"""))).Answers(Good);
        AgentOutcome.Asks asks = Assert.IsType<AgentOutcome.Asks>(await Ask.WithTools(_pots, _clock, _box, model).RunAsync(Claim()));
        Assert.Equal(("1.1", "crm.update", """{"a":1,"b":2}"""), (asks.Call.Key, asks.Call.Tool.Name, asks.Call.Arguments));
        Assert.Equal(0, _box.CallsOf("crm.update"));
        Assert.Equal(1, _box.CallsOf("crm.find"));

        // Days later, in another process.
        var refused = new CallReport(CallEnd.Refused, "The call was not made: a person refused it.") { Note = "Not this quarter." };
        AgentTask again = Claim() with { Decided = ImmutableDictionary<string, CallReport>.Empty.Add("1.1", refused) };
        await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(again);
        string[] told = Told(model, 1);
        Assert.Matches("^The call was not made: a person refused it.\n<<note [0-9a-f]{16}>>\nNot this quarter.\n<<end of note", told[0]);
        Assert.StartsWith("<<result", told[1], StringComparison.Ordinal);
        Assert.Equal(1, _box.CallsOf("crm.find"));
        Assert.Equal(0, _box.CallsOf("crm.update"));
    }

    [Fact]
    public async Task A_call_that_a_person_refused_is_not_asked_again()
    {
        var model = new FakeChatClient().Does(Calls(("crm_update", "{}"))).Does(Calls(("crm_update", "{ }"))).Answers(Good);
        AgentTask decided = Claim() with { Decided = ImmutableDictionary<string, CallReport>.Empty.Add("1.1", new CallReport(CallEnd.Refused, "No.")) };
        await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(decided);
        Assert.Contains("nobody is asked again", Told(model, 2)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_dry_run_nothing_is_written_and_nobody_is_asked()
    {
        var model = new FakeChatClient().Does(Calls(("crm_update", "{}"))).Answers(Good);
        await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(Claim() with { IsRehearsal = true });
        Assert.Empty(_box.Calls);
        Assert.Contains("dry run", Told(model, 1)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_calls_itself_read_only_is_still_a_write()
    {
        FakeToolBox box = new FakeToolBox().With("crm.peek", ToolKind.Write, _ => new ToolOutcome.Answered("x"), description: "readOnlyHint: true. Safe, only reads.");
        var model = new FakeChatClient().Does(Calls(("crm_peek", "{}")));
        Assert.IsType<AgentOutcome.Asks>(await Ask.WithTools(_pots, _clock, box, model).RunAsync(Claim(null, "crm.peek")));
        Assert.Empty(box.Calls);
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_repaired_twice_and_then_given_up()
    {
        var model = new FakeChatClient().Does(Calls(("crm_find", """{"id":7}"""))).Answers(Broken).Answers(Broken).Answers(Broken).Answers(Good);
        AgentOutcome.Failed failed = await Ask.WithTools(_pots, _clock, _box, model).FailedAsync(Claim());
        Assert.Equal(FailureKind.BrokenOutput, failed.Kind);
        Assert.Equal(4, model.Requests.Count);
        Assert.Equal(["ok", "broken", "broken", "broken"], _pots.Calls.Select(call => call.Outcome));
        Assert.Contains("must be exactly one of", model.Requests[2].Messages[^1].Text, StringComparison.Ordinal);

        // A later attempt goes on with what the tool gave.
        AgentOutcome.Answered outcome = await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(Claim() with { Step = Claim().Step with { Attempt = 2 } });
        Assert.Equal("approve", outcome.Said("verdict"));
        Assert.Single(_box.Calls);
    }

    [Fact]
    public async Task Killed_at_any_place_it_goes_on_without_repeating_a_finished_call_and_at_most_one_answer()
    {
        foreach (CrashPoint point in new[] { CrashPoint.AgentAnswerKept, CrashPoint.ToolResultKept })
        {
            for (int time = 1; time <= 3; time++)
            {
                var pots = Ask.Rich();
                int id = 0;
                FakeToolBox box = new FakeToolBox().With("crm.find", ToolKind.Read, call => new ToolOutcome.Answered(call.Arguments), Find);
                var model = new FakeChatClient { Otherwise = asked => asked.Count(message => message.Role == ChatRole.Tool) == 3 ? FakeChatClient.Response(Good) : Calls(("crm_find", $$"""{"id":{{++id}}}"""))([], null, default).Result };
                await Assert.ThrowsAsync<DiedException>(async () => await Ask.WithTools(pots, _clock, box, model, new DiesAt(point, time)).RunAsync(Claim(null, "crm.find")));
                await Ask.WithTools(pots, _clock, box, model).AnsweredAsync(Claim(null, "crm.find"));
                Assert.Equal(3, box.Calls.Count);
                Assert.Equal(4, model.Requests.Count);
                Assert.Equal(600, pots[Ask.Pot].SpentTokens);
            }
        }
    }

    [Fact]
    public async Task Killed_between_an_answer_and_its_record_it_repeats_that_one_answer()
    {
        var model = new FakeChatClient().Does(Calls(("crm_find", """{"id":7}"""))).Answers(Good).Answers(Good);
        _pots.BeforeEvent = append => _ = append.Sequence == 3 ? throw new DiedException() : 0;
        await Assert.ThrowsAsync<DiedException>(async () => await Ask.WithTools(_pots, _clock, _box, model).RunAsync(Claim()));
        _pots.BeforeEvent = null;
        await Ask.WithTools(_pots, _clock, _box, model).AnsweredAsync(Claim());
        Assert.Equal(3, model.Requests.Count);
        Assert.Single(_box.Calls);
    }

    [Fact]
    public async Task A_second_worker_on_the_same_conversation_stops_and_what_it_used_is_booked()
    {
        var model = new FakeChatClient();
        model.Does(async (_, _, _) =>
        {
            await Ask.WithTools(_pots, _clock, _box, new FakeChatClient().Answers(Good)).AnsweredAsync(Claim());
            return FakeChatClient.Response(Good);
        });
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Ask.WithTools(_pots, _clock, _box, model).RunAsync(Claim()));
        Assert.Equal(2, _pots.Calls.Count);
        Assert.Equal(300, _pots[Ask.Pot].SpentTokens);
        Assert.Equal(0, _pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task A_cancelled_loop_ends_at_once_and_gives_back_what_it_reserved()
    {
        using var cancel = new CancellationTokenSource();
        FakeToolBox box = new FakeToolBox().With("crm.find", ToolKind.Read, async (_, ct) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return new ToolOutcome.Answered("");
        });
        var model = new FakeChatClient().Does(Calls(("crm_find", "{}")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Ask.WithTools(_pots, _clock, box, model).RunAsync(Claim(null, "crm.find"), null, cancel.Token));
        Assert.Equal((0, 150), (_pots[Ask.Pot].ReservedTokens, _pots[Ask.Pot].SpentTokens));
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_told_before_anything_is_paid()
    {
        _box.Refuses = new Refusal(RefusalKind.NotAllowed, "The agent was not asked.", "The tool crm.find has changed.");
        AgentOutcome.Failed failed = await Ask.WithTools(_pots, _clock, _box, new FakeChatClient()).FailedAsync(Claim());
        Assert.Equal((FailureKind.Permanent, "The agent was not asked. The tool crm.find has changed."), (failed.Kind, failed.Sentence));
    }

    [Fact]
    public async Task A_large_result_is_cut_and_the_model_is_told_so()
    {
        FakeToolBox box = new FakeToolBox().Reads("crm.find", new string('x', 50_000));
        var model = new FakeChatClient().Does(Calls(("crm_find", "{}"))).Answers(Good);
        await Ask.WithTools(_pots, _clock, box, model).AnsweredAsync(Claim(null, "crm.find"));
        string told = Told(model, 1)[0];
        Assert.InRange(told.Length, 20_000, 20_400);
        Assert.StartsWith("It gave 50000 characters, of which only the first 20000 follow.", told, StringComparison.Ordinal);
    }

    private sealed class DiedException : Exception;

    private sealed class DiesAt(CrashPoint deadly, int time) : ICrashPoints
    {
        private int _left = time;

        public void Reach(CrashPoint point)
        {
            if (point == deadly && --_left == 0)
            {
                throw new DiedException();
            }
        }
    }
}
