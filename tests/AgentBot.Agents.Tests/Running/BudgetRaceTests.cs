using System.Globalization;
using AgentBot.Agents.Prompting;
using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Tests.Running;

/// <summary>However many agents ask at once, and however their calls end, no pot is ever over its cap and nothing stays reserved.</summary>
public sealed class BudgetRaceTests
{
    [Fact]
    public async Task Many_calls_at_once_never_pass_a_cap()
    {
        AgentSpec agent = Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query"));
        var random = new Random(Proof.Seed);
        for (int round = 0; round < Proof.Size(100); round++)
        {
            long cap = random.Next(2_000, 40_000);
            var pots = new Pots().With(Ask.Pot, long.MaxValue / 4, cap).With("channel:x:2026-11", long.MaxValue / 4, cap * 2);
            var model = new FakeChatClient();
            for (int call = 0; call < 200; call++)
            {
                int kind = random.Next(5);
                double share = random.NextDouble();
                model.Does(async (messages, options, ct) =>
                {
                    await Task.Yield();
                    long most = options!.MaxOutputTokens!.Value;
                    long input = messages.Sum(message => TokenCount.AtMost(message.Text));
                    return kind == 0 ? throw new IOException("down")
                        : FakeChatClient.Response(
                            kind == 1 ? "broken" : """{"results":[{"key":"i001","output":{"verdict":"query"},"remark":""}],"remarks":[]}""",
                            kind == 2 ? ChatFinishReason.Length : null,
                            (long)(input * share) + 1,
                            (long)(most * share));
                });
            }

            var runner = Ask.Scripted(pots, TimeProvider.System, model);
            AgentOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
            {
                AgentTask task = Ask.Rows(agent, Ask.Row(("n", new Value.Text(number.ToString(CultureInfo.InvariantCulture))))) with { Pots = [Ask.Pot, "channel:x:2026-11"] };
                await Task.Yield();
                return await runner.RunAsync(task);
            }));
            Assert.True(pots.HighestTokens <= cap * 2, $"seed {Proof.Seed}, round {round}");
            Assert.True(pots[Ask.Pot].SpentTokens <= cap, $"seed {Proof.Seed}, round {round}");
            Assert.Equal((0, 0), (pots[Ask.Pot].ReservedTokens, pots[Ask.Pot].ReservedMicros));
            Assert.Equal(pots[Ask.Pot].SpentTokens, outcomes.Sum(outcome => outcome switch
            {
                AgentOutcome.Answered answered => answered.Usage.InputTokens + answered.Usage.OutputTokens,
                AgentOutcome.Failed failed => failed.Usage.InputTokens + failed.Usage.OutputTokens,
                _ => 0,
            }));
        }
    }

    [Fact]
    public async Task When_the_second_pot_is_empty_the_first_is_not_touched()
    {
        var pots = new Pots().With(Ask.Pot, 1_000_000, 1_000_000).With("channel:x:2026-11", 1_000_000, 10);
        AgentSpec agent = Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query"));
        AgentOutcome.Failed failed = await Ask.Offline(pots).FailedAsync(Ask.One(agent, Ask.T("x")) with { Pots = [Ask.Pot, "channel:x:2026-11"] });
        Assert.Contains("channel may spend", failed.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, pots[Ask.Pot].ReservedTokens);
    }
}
