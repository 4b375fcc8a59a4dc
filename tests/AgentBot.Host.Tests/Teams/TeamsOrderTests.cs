using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>Teams promises no order and repeats at will: fault row B3.</summary>
public sealed class TeamsOrderTests
{
    private const int Batch = 25;
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    [Fact]
    public async Task Whatever_the_order_in_which_the_same_deliveries_come_they_end_in_the_same_state()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        Random random = Proof.Random();
        int rounds = Proof.Size(Proof.IsLong ? 1_000 : 200) + 1;
        for (int first = 0; first < rounds; first += Batch)
        {
            int last = Math.Min(first + Batch, rounds);
            for (int round = first; round < last; round++)
            {
                await host.SayAsync($"run memo text=base-{round}-", TeamsHost.Ana, Thread);
            }

            await RestAsync(host, first + (last - first));
            IReadOnlyList<RunRow> bases = await NewestAsync(host, last - first);
            for (int round = first; round < last; round++)
            {
                RunRow before = bases.Single(run => run.Inputs.Contains($"base-{round}-", StringComparison.Ordinal));
                JsonObject[] deliveries = [.. Deliveries(host, round, Assert.Single(await host.Reviews.OfRunAsync(before.Id, CancellationToken.None)))];
                if (round > 0)
                {
                    random.Shuffle(deliveries);
                }

                foreach (JsonObject delivery in deliveries)
                {
                    using HttpResponseMessage answer = await host.PostAsync(delivery);
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                }
            }

            await RestAsync(host, last);
        }

        IReadOnlyList<RunRow> runs = await NewestAsync(host, 10 * rounds);
        IReadOnlyList<string> facts = [.. (await host.Get<IFactReader>().ListAsync(TeamsHost.Channel, null, 0, 10 * rounds, CancellationToken.None)).Select(fact => fact.Text)];
        string[] states = await Task.WhenAll(Enumerable.Range(0, rounds).Select(round => StateAsync(host, round, runs, facts)));
        Assert.Equal("a by ana AwaitingReview []; base by ana approved [Approve by ben]; 1 fact", states[0]);
        Assert.All(states, state => Assert.Equal(states[0], state));
        Assert.Equal(2 * rounds, runs.Count);
    }

    /// <summary>In the order in which a patient Teams would tell them.</summary>
    private static IEnumerable<JsonObject> Deliveries(TeamsHost host, int round, ReviewRow review)
    {
        string said = $"1700001{round:D6}", fact = $"1700002{round:D6}";
        JsonObject approve = TeamsFaultTests.ApprovalOf(review);
        yield return host.Words($"run memo text=a-{round}-", TeamsHost.Ana, Thread, said);
        yield return host.Words($"run memo text=a-{round}-", TeamsHost.Ana, Thread, said);
        yield return Of("messageUpdate", host.Words($"run memo text=b-{round}-", TeamsHost.Ana, Thread, said));
        yield return host.Words($"remember fact-{round}-", TeamsHost.Ana, Thread, fact);
        yield return host.Words($"remember fact-{round}-", TeamsHost.Ana, Thread, fact);
        yield return OfBot(host.Words($"run memo text=d-{round}-", TeamsHost.Ana, Thread));
        yield return TeamsFaultTests.ClickOf(host, Thread, "1700000000001", approve, TeamsHost.Ben, $"f:{round}");
        yield return TeamsFaultTests.ClickOf(host, Thread, "1700000000001", approve, TeamsHost.Ben, $"f:{round}");
        yield return TeamsFaultTests.ClickOf(host, Thread, "1700000000001", approve, TeamsHost.Ben, $"f:{round}-again");
        yield return Of("messageDelete", host.Words("", TeamsHost.Ana, Thread, fact));
        yield return host.Activity("messageReaction", Thread, TeamsHost.Ben);
    }

    private static async Task<string> StateAsync(TeamsHost host, int round, IReadOnlyList<RunRow> runs, IReadOnlyList<string> facts)
    {
        List<string> parts = [];
        foreach (string name in new[] { "a", "b", "base", "d" })
        {
            foreach (RunRow run in runs.Where(run => run.Inputs.Contains($"\"{name}-{round}-\"", StringComparison.Ordinal)))
            {
                ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
                IReadOnlyList<DecisionRow> decisions = await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None);
                // How far its publication has come depends on the channel's queue.
                string status = review.State == ReviewState.Approved ? "approved" : run.Status.ToString();
                parts.Add($"{name} by {run.Requester} {status} [{string.Join(", ", decisions.Select(decision => $"{decision.Kind} by {decision.Person}"))}]");
            }
        }

        parts.Add($"{facts.Count(fact => fact == $"fact-{round}-")} fact");
        return string.Join("; ", parts);
    }

    private static JsonObject Of(string type, JsonObject activity)
    {
        activity["type"] = type;
        return activity;
    }

    private static JsonObject OfBot(JsonObject activity)
    {
        activity["from"] = new JsonObject { ["id"] = "28:" + FakeTeamsServer.AppId, ["name"] = "AgentBot" };
        return activity;
    }

    private static async Task RestAsync(TeamsHost host, int waiting) => await TeamsHost.UntilAsync(
        async () => (await host.Runs.CountAsync(TeamsHost.Channel.Workspace, CancellationToken.None)).AwaitingReview >= waiting,
        "the runs never came to their reviews");

    private static async Task<IReadOnlyList<RunRow>> NewestAsync(TeamsHost host, int take) =>
        await host.Runs.ListAsync(new RunQuery(TeamsHost.Channel.Workspace, null, null, null, null, false, null, take), CancellationToken.None);
}
