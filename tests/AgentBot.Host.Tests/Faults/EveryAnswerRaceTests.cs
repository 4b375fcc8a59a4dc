using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Faults;

/// <summary>Everybody answers the same question in the same moment, each as they like, and some of them twice.</summary>
public sealed class EveryAnswerRaceTests
{
    private static readonly DecisionKind[] Kinds = [DecisionKind.Approve, DecisionKind.Approve, DecisionKind.Reject, DecisionKind.RequestChanges, DecisionKind.Edit];

    [Fact]
    public async Task One_answer_ends_the_question_and_what_leaves_is_what_was_approved()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Random random = Proof.Random();
        var ends = new Dictionary<ReviewState, int>();
        for (int i = 0; i < Proof.Size(1_000); i++)
        {
            RunRow run = await host.StartAsync($"run memo text=Hello{i}");
            ReviewRow review = await host.ReviewAsync(run);
            Func<ValueTask<Reply>>[] all =
            [
                Answer(host, review, FaultHost.Ben, Kinds[random.Next(Kinds.Length)], i), Answer(host, review, FaultHost.Cleo, Kinds[random.Next(Kinds.Length)], i),
                .. random.Next(2) == 0 ? [Answer(host, review, FaultHost.Ben, DecisionKind.Approve, i)] : Array.Empty<Func<ValueTask<Reply>>>(),
                .. random.Next(3) switch
                {
                    0 => [Answer(host, review, FaultHost.Ana, DecisionKind.Withdraw, i)],
                    1 => [() => host.SayAsync($"cancel {run.Number}")],
                    _ => Array.Empty<Func<ValueTask<Reply>>>(),
                },
            ];
            random.Shuffle(all);
            Reply[] replies = await Task.WhenAll(all.Select(one => Task.Run(async () => await one())));
            await host.WorkAsync();

            string case_ = $"race {i}, seed {Proof.Seed}";
            IReadOnlyList<DecisionRow> decisions = [.. (await host.DecisionsAsync(review)).Where(decision => decision.Revision == 1)];
            ReviewRow first = (await host.Reviews.FindAsync(review.Id, 1, CancellationToken.None))!;
            ReviewRow newest = await host.ReviewAsync(run);
            EffectRow[] sent = [.. (await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None)).Where(effect => effect.State == EffectState.Sent)];

            // A no may follow upon a yes that has not left; everything else ends the question alone.
            Assert.True(decisions.Count(decision => decision.Kind != DecisionKind.Reject) <= 1 && decisions.Count(decision => decision.Kind == DecisionKind.Reject) <= 1, $"{case_}: {string.Join(", ", decisions.Select(decision => $"{decision.Person} {decision.Kind}"))}");
            Assert.True(decisions.Count < 2 || decisions.Any(decision => decision.Kind == DecisionKind.Approve), case_);
            Assert.True(first.State != ReviewState.Open, case_);
            Assert.Equal(decisions.Any(decision => decision.Kind == DecisionKind.Reject), first.State == ReviewState.Rejected);
            Assert.Equal(decisions.Count, replies.Count(reply => reply is Reply.Decided { Sentence: not "" }));
            Assert.True(sent.Length <= 1, case_);
            if (sent.Length == 1)
            {
                Assert.Equal((ReviewState.Approved, newest.Artifact.Content), (newest.State, sent[0].Artifact.Content));
                Assert.DoesNotContain(decisions, decision => decision.Kind is DecisionKind.Reject or DecisionKind.RequestChanges or DecisionKind.Withdraw);
            }

            ends[first.State] = ends.GetValueOrDefault(first.State) + 1;
            if (newest.IsOpen)
            {
                await host.SayAsync($"cancel {run.Number}");
                await host.WorkAsync();
            }
        }

        Assert.True(ends.Count >= 5, $"too few ways to end: {string.Join(", ", ends)}");
    }

    private static Func<ValueTask<Reply>> Answer(FaultHost host, ReviewRow review, string person, DecisionKind kind, int race)
    {
        DecisionRequest request = host.Click(review, person, kind, kind is DecisionKind.Reject or DecisionKind.RequestChanges ? "Not like this." : "");
        return kind == DecisionKind.Edit
            ? () => host.DecideAsync(request with { Edited = new Value.Record([new Field("text", new Value.Text($"As {person} says it, {race}."))]), ThenApprove = true })
            : () => host.DecideAsync(request);
    }
}
