using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>Buttons that were left standing in somebody's window: fault row B4.</summary>
public sealed class TeamsOldCardTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    private static readonly TimeSpan Age = TimeSpan.FromDays(40);

    [Fact]
    public async Task A_click_on_a_card_of_forty_days_does_nothing_and_shows_the_card_as_it_stands()
    {
        var clock = new ShiftedClock();
        await using TeamsHost host = await TeamsHost.StartAsync(clock, [SmallTemplates.Memo], []);
        (FakeTeamsMessage card, JsonObject approve, RunRow run) = await AskAsync(host);
        JsonObject old = card.Activity;
        clock.Advance(Age);
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Expired, "the review never expired");
        await ClickOldAsync(host, clock, card, old, approve, "nobody decided");
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Equal(ReviewState.Expired, review.State);
        Assert.Empty(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Empty(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None));
    }

    [Fact]
    public async Task The_very_click_that_approved_does_nothing_when_it_comes_again_after_its_receipt_is_gone()
    {
        var clock = new ShiftedClock();
        await using TeamsHost host = await TeamsHost.StartAsync(clock, [SmallTemplates.Memo], []);
        (FakeTeamsMessage card, JsonObject approve, RunRow run) = await AskAsync(host);
        JsonObject old = card.Activity;
        await host.PressAsync(card, approve, TeamsHost.Ben);
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        clock.Advance(Age);
        await ClickOldAsync(host, clock, card, old, approve, "Approved");
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Single(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Single(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None));
    }

    private static async Task<(FakeTeamsMessage Card, JsonObject Approve, RunRow Run)> AskAsync(TeamsHost host)
    {
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        return (card, TeamsHost.Button(mine["value"], "approve"), await host.OneRunAsync());
    }

    /// <summary>Clicks a card whose window shows it as it was; the answer and the card as it is must be there within five seconds.</summary>
    private static async Task ClickOldAsync(TeamsHost host, ShiftedClock clock, FakeTeamsMessage card, JsonObject old, JsonObject approve, string stands)
    {
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => card.Card!["refresh"] is null), "the card kept its views");
        await host.Get<IStoreUpkeep>().TendAsync(clock.GetUtcNow() - TimeSpan.FromHours(48), CancellationToken.None);
        host.Teams.Read(_ => card.Activity = old);
        var watch = Stopwatch.StartNew();
        JsonObject answer = await host.PressAsync(card, approve, TeamsHost.Ben);
        Assert.Contains(stands, answer.ToJsonString(TeamsHost.Readable), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TeamsHost.Buttons(answer["value"]), button => (string?)button["verb"] == "approve");
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, stands) || card.Card!.ToJsonString().Contains(stands, StringComparison.OrdinalIgnoreCase)), "the card was not drawn again");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
