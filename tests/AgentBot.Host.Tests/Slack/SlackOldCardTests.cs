using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Buttons that were left standing in somebody's window: fault row B4.</summary>
public sealed class SlackOldCardTests
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(40);

    [Fact]
    public async Task A_click_on_a_card_of_forty_days_does_nothing_says_so_and_shows_the_card_as_it_stands()
    {
        var clock = new ShiftedClock();
        await using SlackHost host = await SlackHost.StartAsync(slackIsDown: false, [SmallTemplates.Memo], [], clock);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        var old = (JsonArray)card.Blocks!.DeepClone();
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        clock.Advance(Age);
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Expired, "the review never expired");

        await ClickOldAsync(host, clock, card, old, host.Click(card, approve, SlackHost.Ben), "nobody decided");
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Equal(ReviewState.Expired, review.State);
        Assert.Empty(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Empty(Publications(host));
    }

    [Fact]
    public async Task The_very_click_that_approved_does_nothing_when_it_comes_again_after_its_receipt_is_gone()
    {
        var clock = new ShiftedClock();
        await using SlackHost host = await SlackHost.StartAsync(slackIsDown: false, [SmallTemplates.Memo], [], clock);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        var old = (JsonArray)card.Blocks!.DeepClone();
        JsonObject click = host.Click(card, approve, SlackHost.Ben);
        await host.InteractAsync((JsonObject)click.DeepClone());
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        clock.Advance(Age);

        await ClickOldAsync(host, clock, card, old, click, "Approved");
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Single(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Single(Publications(host));
    }

    /// <summary>Clicks a card whose window shows it as it was; the answer and the card as it is must be there within five seconds.</summary>
    private static async Task ClickOldAsync(SlackHost host, ShiftedClock clock, FakeSlackMessage card, JsonArray old, JsonObject click, string stands)
    {
        await SlackHost.UntilAsync(() => host.Slack.Read(_ => !SlackHost.Buttons(card.Blocks).Any(IsApprove)), "the card kept its button");
        await host.Get<IStoreUpkeep>().TendAsync(clock.GetUtcNow() - TimeSpan.FromHours(48), CancellationToken.None);
        int told = host.Slack.Read(workspace => workspace.Ephemerals.Count);
        host.Slack.Read(_ => card.Blocks = old);
        var watch = Stopwatch.StartNew();
        await host.InteractAsync(click);
        await SlackHost.UntilAsync(() => host.Slack.Read(_ => !SlackHost.Buttons(card.Blocks).Any(IsApprove)), "the card was not drawn again");
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Ephemerals.Count) > told, "nobody was told");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains(stands, card.Blocks!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsApprove(JsonObject button) => ((string)button["text"]!["text"]!).StartsWith("Approve", StringComparison.Ordinal);

    private static FakeSlackMessage[] Publications(SlackHost host) =>
        host.Slack.Read(workspace => workspace.Messages.Where(message => message.Key.StartsWith("effect:", StringComparison.Ordinal)).ToArray());
}
