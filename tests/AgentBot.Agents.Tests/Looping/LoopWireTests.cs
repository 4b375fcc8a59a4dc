using System.Text.Json;
using AgentBot.Agents.Tests.Models;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Tools;
using AgentBot.Testing.Providers;

namespace AgentBot.Agents.Tests.Looping;

public sealed class LoopWireTests
{
    private const string Good = """{"results":[{"key":"i001","output":{"verdict":"approve"},"remark":""}],"remarks":[]}""";

    private static readonly AgentTask Claim = Ask.One(Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query")) with { Tools = ["crm.find", "crm.note"] }, Ask.T("a claim"));

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Calls_and_results_travel_over_the_real_wire_and_the_ledger_is_the_providers_own(string kind)
    {
        await using Providers providers = await Providers.StartAsync(
            new FakeModelAnswer { Text = "Let me look.", Calls = [("toolu_1", "crm_find", """{"id":7}"""), ("toolu_2", "crm_find", """{"id":8}""")], InputTokens = 310, OutputTokens = 41 },
            new FakeModelAnswer { Calls = [("toolu_1", "crm_find", """{"id":"""), ("toolu_2", "crm_note", "{}")], InputTokens = 420, OutputTokens = 12 },
            FakeModelAnswer.Of(Good, 530, 17));
        providers.Box.With("crm.find", ToolKind.Read, call => new ToolOutcome.Answered("found " + call.Arguments), """{"type":"object","properties":{"id":{"type":"integer"}}}""");
        providers.Box.Reads("crm.note", "");
        AgentOutcome.Answered outcome = await providers.Runner(kind).AnsweredAsync(Claim);
        Assert.Equal("approve", outcome.Said("verdict"));
        Assert.Equal(3, providers.Box.Calls.Count);
        string second = providers.Server.Calls[1].Body.GetRawText();
        string third = providers.Server.Calls[2].Body.GetRawText();
        Assert.Contains("found", second, StringComparison.Ordinal);
        Assert.Contains("call_1_2", second, StringComparison.Ordinal);
        Assert.DoesNotContain("toolu_1", second, StringComparison.Ordinal);
        Assert.Contains("not one complete JSON object", third, StringComparison.Ordinal);
        Assert.Equal(3, providers.Pots.Calls.Count);
        Assert.Equal(providers.Server.Calls.Sum(call => call.InputTokens + call.OutputTokens), providers.Pots[Ask.Pot].SpentTokens);
        Assert.Equal(providers.Server.Calls.Select(call => (call.InputTokens, call.OutputTokens)), providers.Pots.Calls.Select(call => ((int)call.InputTokens, (int)call.OutputTokens)));
        Assert.Equal(0, providers.Pots[Ask.Pot].ReservedTokens);
        Assert.All(providers.Server.Calls, call => Assert.Equal(2, Tools(call.Body).GetArrayLength()));
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task A_stream_that_is_cut_in_a_call_makes_no_call(string kind)
    {
        await using Providers providers = await Providers.StartAsync(new FakeModelAnswer { Text = "Let me look.", Calls = [("toolu_1", "crm_find", "{}")], CutAfter = 3 });
        providers.Box.Reads("crm.find", "found").Reads("crm.note", "");
        AgentOutcome.Failed failed = await providers.Runner(kind).FailedAsync(Claim);
        Assert.Equal(FailureKind.Transient, failed.Kind);
        Assert.Empty(providers.Box.Calls);
        Assert.Equal("failed", Assert.Single(providers.Pots.Calls).Outcome);
    }

    private static JsonElement Tools(JsonElement body) => body.GetProperty("tools");
}
