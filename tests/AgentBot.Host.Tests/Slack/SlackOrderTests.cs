using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Slack promises no order and repeats at will: fault row B3.</summary>
public sealed class SlackOrderTests
{
    private const int Batch = 25;
    private const string ByForm = "application/x-www-form-urlencoded";

    [Fact]
    public async Task Whatever_the_order_in_which_the_same_deliveries_come_they_end_in_the_same_state()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo], "--Reviews:MostOpen", "0");
        Random random = Proof.Random();
        int rounds = Proof.Size(1_000) + 1;
        for (int first = 0; first < rounds; first += Batch)
        {
            int last = Math.Min(first + Batch, rounds);
            for (int round = first; round < last; round++)
            {
                await host.CommandAsync($"run memo text=base-{round}-", trigger: $"base{round}");
            }

            await RestAsync(host, (2 * first) + (last - first));
            IReadOnlyList<RunRow> bases = await NewestAsync(host, last - first);
            for (int round = first; round < last; round++)
            {
                RunRow before = bases.Single(run => run.Inputs.Contains($"base-{round}-", StringComparison.Ordinal));
                Func<Task>[] deliveries = [.. Deliveries(host, round, Assert.Single(await host.Reviews.OfRunAsync(before.Id, CancellationToken.None)))];
                if (round > 0)
                {
                    random.Shuffle(deliveries);
                }

                foreach (Func<Task> delivery in deliveries)
                {
                    await delivery();
                }
            }

            await RestAsync(host, 2 * last);
        }

        IReadOnlyList<RunRow> runs = await NewestAsync(host, 10 * rounds);
        IReadOnlyList<string> facts = [.. (await host.Get<IFactReader>().ListAsync(SlackHost.Channel, null, 0, 10 * rounds, CancellationToken.None)).Select(fact => fact.Text)];
        string[] states = await Task.WhenAll(Enumerable.Range(0, rounds).Select(round => StateAsync(host, round, runs, facts)));
        Assert.Equal("a by ana AwaitingReview []; b by ana AwaitingReview []; base by ana approved [Approve by ben]; 1 fact", states[0]);
        Assert.All(states, state => Assert.Equal(states[0], state));
        Assert.Equal(3 * rounds, runs.Count);
    }

    /// <summary>In the order in which a patient Slack would tell them.</summary>
    private static IEnumerable<Func<Task>> Deliveries(SlackHost host, int round, ReviewRow review)
    {
        string ts = $"17000{round:D5}.000100";
        string later = $"17000{round:D5}.000200";
        string command = SlackHost.CommandBody($"run memo text=a-{round}-", SlackHost.Ana, $"command{round}");
        var press = new CardPress(PressStep.Act, CardVerb.Approve, new ActionRef(CardRef.Review, review.Id.Value, review.Revision, review.Artifact.Content.Value[..16]));
        var button = new JsonObject { ["action_id"] = press.ActionId(0), ["value"] = press.Value };
        JsonObject click = host.Click(new FakeSlackMessage(SlackHost.Finance, "1.2") { Thread = "1.1" }, button, SlackHost.Ben, $"click{round}");

        yield return () => CommandAsync(host, command);
        yield return () => CommandAsync(host, command);
        yield return () => EventAsync(host, SlackHost.Mention($"run memo text=b-{round}-", SlackHost.Ana, ts), $"EvA{round}");
        yield return () => EventAsync(host, SlackHost.Mention($"run memo text=b-{round}-", SlackHost.Ana, ts, "message"), $"EvB{round}");
        yield return () => EventAsync(host, SlackHost.Mention($"run memo text=b-{round}-", SlackHost.Ana, ts), $"EvA{round}");
        yield return () => EventAsync(host, Changed(ts, $"run memo text=c-{round}-"), $"EvC{round}");
        yield return () => EventAsync(host, SlackHost.Mention($"remember fact-{round}-", SlackHost.Ana, later, "message"), $"EvD{round}");
        yield return () => EventAsync(host, SlackHost.Mention($"remember fact-{round}-", SlackHost.Ana, later), $"EvE{round}");
        yield return () => EventAsync(host, OfBot($"run memo text=d-{round}-", $"17000{round:D5}.000300"), $"EvF{round}");
        yield return () => host.InteractAsync((JsonObject)click.DeepClone());
        yield return () => host.InteractAsync((JsonObject)click.DeepClone());
        yield return () => EventAsync(host, new JsonObject { ["type"] = "message", ["subtype"] = "message_deleted", ["channel"] = SlackHost.Finance, ["ts"] = later, ["deleted_ts"] = ts }, $"EvG{round}");
    }

    private static async Task<string> StateAsync(SlackHost host, int round, IReadOnlyList<RunRow> runs, IReadOnlyList<string> facts)
    {
        List<string> parts = [];
        foreach (string name in new[] { "a", "b", "base", "c", "d" })
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

    private static JsonObject Changed(string ts, string text) => new()
    {
        ["type"] = "message", ["subtype"] = "message_changed", ["channel"] = SlackHost.Finance, ["ts"] = ts + "1",
        ["message"] = SlackHost.Mention(text, SlackHost.Ana, ts, "message"),
    };

    private static JsonObject OfBot(string text, string ts)
    {
        JsonObject told = SlackHost.Mention(text, FakeSlackWorkspace.BotUser, ts, "message");
        told["subtype"] = "bot_message";
        told["bot_id"] = "B0BOT";
        return told;
    }

    private static async Task CommandAsync(SlackHost host, string body)
    {
        using HttpResponseMessage answer = await host.PostAsync("/slack/commands", body, ByForm);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task EventAsync(SlackHost host, JsonObject told, string id)
    {
        using HttpResponseMessage answer = await host.EventAsync(told, id);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task RestAsync(SlackHost host, int waiting) => await SlackHost.UntilAsync(
        async () => (await host.Runs.CountAsync(SlackHost.Channel.Workspace, CancellationToken.None)).AwaitingReview >= waiting,
        "the runs never came to their reviews");

    private static async Task<IReadOnlyList<RunRow>> NewestAsync(SlackHost host, int take) =>
        await host.Runs.ListAsync(new RunQuery(SlackHost.Channel.Workspace, null, null, null, null, false, null, take), CancellationToken.None);
}
