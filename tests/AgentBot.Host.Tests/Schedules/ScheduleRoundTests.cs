using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>What is noticed about schedules although no time of theirs has come.</summary>
public sealed class ScheduleRoundTests
{
    /// <summary>Publishes only what is not empty: a watch that mostly finds nothing.</summary>
    private const string Watch = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: watch
        title: Watch
        summary: Tells what it is given, if anything.
        owner: ben
        inputs:
          found: { type: boolean, label: Found, default: "no" }
        steps:
          - id: text
            action: message.render
            when: "{{ inputs.found }}"
            with: { text: Something }
          - id: decide
            review: { of: text, reviewers: { group: finance-leads } }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    [Fact]
    public async Task An_owner_who_left_is_noticed_long_before_the_next_time_comes()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet quarterly on the 1st at 9:00");
        Assert.Equal(0, await GoAsync(host));
        await host.CommitAsync(new Change.UpdateSchedule(await host.NowAsync(row) with { Owner = new PersonKey("eve") }));
        Assert.Equal(1, await GoAsync(host, alsoUse: false));
        Assert.Equal(0, await GoAsync(host));
        ScheduleRow held = await host.NowAsync(row);
        Assert.Equal((ScheduleStatus.Frozen, null, row.NextDue), (held.Status, held.WakeAt, held.NextDue));
        MessageRow told = Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":frozen:", StringComparison.Ordinal));
        Assert.Contains("no longer runs by itself", told.Text, StringComparison.Ordinal);
        Assert.Empty(await host.FiringsAsync(row));
    }

    [Fact]
    public async Task What_was_paused_and_forgotten_is_asked_about_once_and_anew_only_as_long_after_somebody_kept_it()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        await host.ScheduleAsync("greet every day at 9:00");
        Assert.IsType<Reply.Said>(await host.SayAsync("pause schedule 1"));
        host.Clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal(0, await GoAsync(host));
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await GoAsync(host));
        Assert.Equal(0, await GoAsync(host));
        Card card = await AskedAsync(host);
        Assert.Contains("has stood still for 91 days", card.FallbackText, StringComparison.Ordinal);
        Assert.Equal(["Keep it", "End it"], card.Actions.Select(action => action.Title));

        Assert.Equal("Schedule 1, Greeting, stays as it is.", Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(card, 0))).Text);
        host.Clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal(0, await GoAsync(host));
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await GoAsync(host));
    }

    [Fact]
    public async Task What_has_begun_no_run_for_ninety_days_is_asked_about()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        await host.ScheduleAsync("memo every monday at 9:00 text=Hello missed=skip");
        host.Clock.Advance(TimeSpan.FromDays(7 * 15));
        await host.RingAsync();
        Assert.Empty(await host.AllRunsAsync());
        Assert.Equal(1, await GoAsync(host));
        Assert.Equal(0, await GoAsync(host));
        Card card = await AskedAsync(host);
        Assert.Contains("None of its times in the last 90 days began a run", card.FallbackText, StringComparison.Ordinal);
        Assert.Equal(["Keep it", "Pause it", "End it"], card.Actions.Select(action => action.Title));
    }

    [Fact]
    public async Task What_runs_through_twenty_times_without_publishing_is_asked_about_and_what_publishes_is_not()
    {
        await using FaultHost host = await FaultHost.WithAsync(Watch);
        ScheduleRow row = await host.ScheduleAsync("watch every day at 9:00");
        for (int day = 0; day < 20; day++)
        {
            await host.RingNextAsync(row);
        }

        Assert.All(await host.AllRunsAsync(), run => Assert.Equal(RunStatus.Done, run.Status));

        // Not before four weeks have passed.
        Assert.Equal(0, await GoAsync(host));
        row = await host.NowAsync(row);
        await host.CommitAsync(new Change.UpdateSchedule(row with { NextDue = row.NextDue!.Value.AddDays(20), WakeAt = row.NextDue!.Value.AddDays(20) }));
        await host.RingNextAsync(row);
        Assert.Equal(1, await GoAsync(host));
        Assert.Contains("without publishing anything", (await AskedAsync(host)).FallbackText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_by_hand_stands_in_the_history_with_who_began_it_and_is_in_nobodys_way()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every day at 9:00 text=Hello");
        string receipt = "test|local|delivery|by-hand";
        RunId run = Assert.IsType<Reply.Started>(await host.SayAsync("run schedule 1", FaultHost.Ben, receipt)).Run;
        Assert.Equal(run, Assert.IsType<Reply.Started>(await host.SayAsync("run schedule 1", FaultHost.Ben, receipt)).Run);
        await host.WorkAsync();
        FiringRow byHand = Assert.Single(await host.FiringsAsync(row));
        Assert.Equal((FiringOutcome.ByHand, run, "Ben Okafor started it.", TimeSpan.Zero), (byHand.Outcome, byHand.Run!.Value, byHand.Reason, byHand.Lateness));
        Assert.Contains("run 1, waits for a decision: Ben Okafor started it", Text(await host.ShownAsync("show schedule 1")), StringComparison.Ordinal);

        // Its question is still open when the next time comes: that one runs all the same.
        await host.RingNextAsync(row);
        Assert.Equal(2, (await host.AllRunsAsync()).Count);
        Assert.Equal(FiringOutcome.Started, (await host.FiringsAsync(row))[0].Outcome);
        Assert.Equal(0, (await host.NowAsync(row)).Failures);
    }

    private static string Text(Card card) => System.Text.Json.JsonSerializer.Serialize(card, StoreJson.Default.Card);

    private static ValueTask<int> GoAsync(FaultHost host, bool alsoUse = true) => host.Get<ScheduleRound>().GoAsync(alsoUse, CancellationToken.None);

    /// <summary>What the owner reads in their own conversation with AgentBot.</summary>
    private static async Task<Card> AskedAsync(FaultHost host)
    {
        Assert.DoesNotContain(await host.ToldAsync(), message => message.Purpose.Contains(":unused:", StringComparison.Ordinal));
        ChannelKey own = ChannelKey.Of("console", FaultHost.Finance.Workspace, $"@{FaultHost.Ana}");
        MessageRow asked = Assert.Single(
            await host.Get<IChatLog>().ReadAsync(own, new PersonKey(FaultHost.Ana), null, 50, CancellationToken.None), message => message.Purpose.Contains(":unused:", StringComparison.Ordinal));
        return System.Text.Json.JsonSerializer.Deserialize(asked.Card!, StoreJson.Default.Card)!;
    }
}
