using System.Text.Json.Nodes;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>What goes out to Teams while Teams answers badly: fault rows B6, B8, B10 and C2.</summary>
public sealed class TeamsDeliveryTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    [Fact]
    public async Task An_approved_memo_whose_answer_was_lost_is_not_posted_again_and_a_person_says_what_became_of_it()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        (FakeTeamsMessage card, JsonObject approve) = await AskedAsync(host);
        host.Teams.Faults.CutAfter("begin");
        await host.PressAsync(card, approve, TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await EffectAsync(host, run)).State == EffectState.Unknown, "the effect is not known to be unknown");
        (FakeTeamsMessage asked, JsonObject happened) = await host.ButtonAsync("settle-happened");
        Assert.Single(Published(host));

        await host.PressAsync(asked, happened, TeamsHost.Cleo);
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        Assert.Single(Published(host));
    }

    [Fact]
    public async Task What_Teams_puts_off_is_posted_late_and_once_and_no_call_is_early()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        (FakeTeamsMessage card, JsonObject approve) = await AskedAsync(host);
        host.Teams.Faults.Limit("begin", TimeSpan.FromSeconds(2));
        await host.PressAsync(card, approve, TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        Assert.Single(Published(host));
        Assert.Equal(["429", "201"], host.Teams.CallsOf("begin").Select(call => call.Outcome));
        Assert.Equal(0, host.Teams.Faults.EarlyCalls);
    }

    [Fact]
    public async Task Where_AgentBot_was_taken_out_nothing_is_tried_for_long_and_the_run_says_why()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        (FakeTeamsMessage card, JsonObject approve) = await AskedAsync(host);
        host.Teams.Read(world => world.Conversations[TeamsHost.Finance].IsClosed = true);
        await host.PressAsync(card, approve, TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await EffectAsync(host, run)).State == EffectState.Dead, "the effect was not given up");
        Assert.InRange(host.Teams.CallsOf("begin").Count, 1, 3);
        Assert.Empty(Published(host));
        Assert.NotEqual(RunStatus.Done, (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status);
    }

    private static async Task<(FakeTeamsMessage Card, JsonObject Approve)> AskedAsync(TeamsHost host)
    {
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        return (card, TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Ben))["value"], "approve"));
    }

    private static async Task<EffectRow> EffectAsync(TeamsHost host, RunRow run)
    {
        EffectRow? found = null;
        await TeamsHost.UntilAsync(async () => (found = (await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None)).SingleOrDefault()) is not null, "nothing was to be published");
        return found!;
    }

    /// <summary>What stands in the channel itself, outside the thread of the run.</summary>
    private static FakeTeamsMessage[] Published(TeamsHost host) => host.Teams.Read(world => world.Messages
        .Where(message => message.Conversation.StartsWith(TeamsHost.Finance, StringComparison.Ordinal) && message.Conversation != Thread && TeamsHost.Shows(message, "hello")).ToArray());
}
