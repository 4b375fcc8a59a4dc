using AgentBot.Chat.Slack.Calling;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Much at once in one channel: fault row B11.</summary>
public sealed class SlackBurstTests
{
    private static readonly string InFinance = Conversations.InChannel(SlackOutHost.Finance);

    [Fact]
    public async Task A_burst_of_runs_is_five_messages_and_one_that_lists_the_rest_and_each_can_be_decided()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        await host.Get<SlackWorkspace>().FindAsync(CancellationToken.None);
        List<RunId> runs = [];
        int count = Proof.Size(600);
        for (int i = 0; i < count; i++)
        {
            runs.Add(await host.StartRunAsync($"run memo text=\"Memo {i}\""));
            await host.WorkAsync();
        }

        await host.DeliverAsync();
        FakeSlackMessage[] inChannel = server.Read(workspace => workspace.Messages.Where(message => message.Thread.Length == 0).ToArray());
        Assert.Equal(6, inChannel.Length);
        FakeSlackMessage list = Assert.Single(inChannel, message => SlackHost.Shows(message, $"{count - 5} runs came here at once"));
        Assert.True(SlackHost.Shows(list, $"{count - 5} waiting for a decision"));
        Assert.True(SlackHost.Shows(list, "https://acme.slack.com/archives/C0FIN/p"));
        foreach (RunId run in runs)
        {
            ViewRow root = await ViewAsync(host, Purposes.Run(run));
            Assert.Equal(root.Wanted, root.Sent);
            Assert.Contains(inChannel, message => message.Ts == root.Message);
            ReviewRow review = Assert.Single(await host.Get<IReviewReader>().OfRunAsync(run, CancellationToken.None));
            FakeSlackMessage card = Assert.Single(server.Workspace.Messages, message => message.Key == $"view:{InFinance}{Purposes.Run(run)}:{Purposes.Review(review.Id, 1)}");
            Assert.Equal(root.Message, card.Thread);
            Assert.Contains(SlackHost.Buttons(card.Blocks), button => ((string)button["text"]!["text"]!).StartsWith("Approve", StringComparison.Ordinal));
        }

        DateTimeOffset[] posts = [.. server.CallsOf("chat.postMessage").Select(call => call.At)];
        Assert.All(posts.Zip(posts.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1)));

        RunId last = runs[^1];
        await host.ApproveAsync(last, "ben");
        await host.WorkAsync();
        await host.DeliverAsync();
        Assert.Equal(EffectState.Sent, Assert.Single(await host.Delivery.EffectsAsync(last, CancellationToken.None)).State);
        FakeSlackMessage redrawn = server.Read(workspace => workspace.Messages.Single(message => message.Ts == list.Ts));
        Assert.True(SlackHost.Shows(redrawn, $"{count - 6} waiting for a decision · 1 done"));
    }

    [Fact]
    public async Task When_less_comes_again_each_run_has_its_own_message_again()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        for (int i = 0; i < 7; i++)
        {
            await host.StartRunAsync($"run memo text=\"Memo {i}\"");
        }

        await host.DeliverAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        RunId later = await host.StartRunAsync("run memo text=Later");
        await host.DeliverAsync();
        ViewRow root = await ViewAsync(host, Purposes.Run(later));
        Assert.Empty(root.Roundup);
        Assert.Equal(7, server.Read(workspace => workspace.Messages.Count(message => message.Thread.Length == 0)));
    }

    [Fact]
    public async Task What_is_listed_stays_listed_when_the_host_starts_anew()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        RunId listed = default;
        await using (SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo))
        {
            for (int i = 0; i < 8; i++)
            {
                listed = await host.StartRunAsync($"run memo text=\"Memo {i}\"");
            }

            await host.SendViewsAsync();
        }

        await using SlackOutHost again = await SlackOutHost.StartAsync(folder, server, clock);
        await again.DeliverAsync();
        ViewRow root = await ViewAsync(again, Purposes.Run(listed));
        Assert.NotEmpty(root.Roundup);
        Assert.Equal(6, server.Read(workspace => workspace.Messages.Count(message => message.Thread.Length == 0)));
        Assert.Single(server.Read(workspace => workspace.Messages.Where(message => SlackHost.Shows(message, "3 runs came here at once")).ToArray()));
    }

    private static async Task<ViewRow> ViewAsync(SlackOutHost host, string purpose) => (await host.Delivery.FindViewAsync(InFinance, purpose, CancellationToken.None))!;
}
