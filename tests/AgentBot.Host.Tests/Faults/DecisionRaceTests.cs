using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Faults;

/// <summary>People who decide in the same moment.</summary>
public sealed class DecisionRaceTests
{
    [Fact]
    public async Task TwoApproversAtOnce_MakeOneDecision_AndTheOtherIsToldWhoWasFirst()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        for (int i = 0; i < Proof.Size(1_000); i++)
        {
            RunRow run = await host.StartAsync($"run memo text=Hello{i}");
            ReviewRow review = await host.ReviewAsync(run);

            Reply[] replies = await AtOnceAsync(
                () => host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve),
                () => host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));

            Assert.Single(replies.OfType<Reply.Decided>());
            DecisionRow decision = Assert.Single(await host.DecisionsAsync(review));
            string first = decision.Person.Value == FaultHost.Ben ? "Ben Okafor approved this" : "Cleo Brandt approved this";
            Refusal late = Assert.Single(replies.OfType<Reply.Refused>()).Refusal;
            Assert.Equal(RefusalKind.TooLate, late.Kind);
            Assert.StartsWith(first, late.What, StringComparison.Ordinal);
        }

        await host.WorkAsync();
        Assert.Equal(Proof.Size(1_000), host.Sender.Sendings.Length);
    }

    [Fact]
    public async Task ARejectionThatCrossesAnApproval_Wins_WhileNothingHasBegunToLeave()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(500); i++)
        {
            RunRow run = await host.StartAsync($"run memo text=Hello{i}");
            ReviewRow review = await host.ReviewAsync(run);
            (string approver, string rejecter) = random.Next(2) == 0 ? (FaultHost.Ben, FaultHost.Cleo) : (FaultHost.Cleo, FaultHost.Ben);
            Func<ValueTask<Reply>> approve = () => host.DecideAsync(review, approver, DecisionKind.Approve);
            Func<ValueTask<Reply>> reject = () => host.DecideAsync(review, rejecter, DecisionKind.Reject, "No.");

            Reply[] replies = random.Next(3) switch
            {
                0 => await AtOnceAsync(approve, reject),
                1 => await AtOnceAsync(reject, approve),
                _ => [await ApproveAndQueueAsync(host, approve), await reject()],
            };

            Assert.Contains(replies, reply => reply is Reply.Decided { Sentence: "Rejected." });
            Assert.Equal(ReviewState.Rejected, (await host.ReviewAsync(run)).State);
            Assert.Equal(RunStatus.Rejected, (await host.RunAsync(run.Id)).Status);
        }

        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
    }

    [Fact]
    public async Task ARejectionAfterTheSendingBegan_IsTooLate_AndSaysWhoApproved()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Reply? rejected = null;
        host.Sender.Answer = async _ =>
        {
            rejected = await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Reject, "No.");
            return new SendOutcome.Sent("there");
        };

        await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();

        Assert.StartsWith("Ben Okafor approved this", Assert.IsType<Reply.Refused>(rejected).Refusal.What, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
        Assert.Equal(EffectState.Sent, (await host.EffectAsync(run)).State);
    }

    [Fact]
    public async Task AQuorumOfTwo_CountsPeopleAndNotClicks()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Two);
        RunRow run = await host.StartAsync("run two text=Hello");
        ReviewRow review = await host.ReviewAsync(run);

        Reply first = await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        Reply same = await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        Reply noted = await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve, "Once more.");
        await host.WorkAsync();

        Assert.Equal("Your approval counts. It waits for one more person.", Assert.IsType<Reply.Decided>(first).Sentence);
        Assert.IsType<Reply.Refused>(same);
        Assert.False(noted is Reply.Decided { Sentence: "Approved." });
        Assert.True((await host.ReviewAsync(run)).IsOpen);
        Assert.Empty(host.Sender.Sendings);

        Assert.Equal("Approved.", Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve)).Sentence);
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
    }

    [Fact]
    public async Task TwoPeopleOfAQuorumAtOnce_AreBothCounted()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Two);
        for (int i = 0; i < Proof.Size(200); i++)
        {
            RunRow run = await host.StartAsync($"run two text=Hello{i}");
            ReviewRow review = await host.ReviewAsync(run);

            Reply[] replies = await AtOnceAsync(
                () => host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve),
                () => host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));

            Assert.All(replies, reply => Assert.IsType<Reply.Decided>(reply));
            Assert.Equal(ReviewState.Approved, (await host.ReviewAsync(run)).State);
        }
    }

    private static async Task<Reply> ApproveAndQueueAsync(FaultHost host, Func<ValueTask<Reply>> approve)
    {
        Reply reply = await approve();
        await host.WorkAsync(sends: false);
        return reply;
    }

    private static Task<Reply[]> AtOnceAsync(params Func<ValueTask<Reply>>[] all) =>
        Task.WhenAll(all.Select(one => Task.Run(async () => await one())));
}
