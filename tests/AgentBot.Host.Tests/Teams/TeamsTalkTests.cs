using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>What Teams lets AgentBot hear starts what waits for it; what it does not is said when somebody wants to wait for it.</summary>
public sealed class TeamsTalkTests
{
    private const string Root = TeamsHost.Finance + ";messageid=1700000000555";

    [Fact]
    public async Task Where_AgentBot_hears_everything_a_message_starts_one_run_however_often_it_is_delivered()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo], "--Teams:HearsEverything=true");
        await host.SayAsync("schedule memo when a message contains overdue text=Hello", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000001", "1700000000001");
        FakeTeamsMessage card = await TeamsScheduleTests.CardAsync(host, "overdue");
        await host.PressAsync(card, TeamsScheduleTests.Titled(card.Card, "Start this schedule"), TeamsHost.Ana);
        ScheduleRow row = await ActiveAsync(host);
        for (int delivery = 0; delivery < 4; delivery++)
        {
            await TalkAsync(host, "The invoice is overdue", Root, "1700000000555");
        }

        // A reply, and talk of something else.
        await TalkAsync(host, "Is it really overdue?", Root, "1700000000556");
        await TalkAsync(host, "paid in time", TeamsHost.Finance + ";messageid=1700000000557", "1700000000557");
        FiringRow firing = await StartedAsync(host, row);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_555), firing.Due);
        RunRow run = await host.OneRunAsync();
        Assert.Equal(TeamsHost.Channel, run.Channel);
    }

    [Fact]
    public async Task What_Teams_would_never_tell_is_a_mistake_when_it_is_scheduled()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("schedule memo when a message contains overdue text=Hello", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000001");
        await host.PostedAsync("hear only messages that mention it");
        await host.SayAsync("schedule memo when a file is dropped text=Hello", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000002");
        await host.PostedAsync("gives AgentBot no files of channels");
        await host.SayAsync("schedule memo when a message contains overdue text=Hello", TeamsHost.Ana);
        await host.PostedAsync("read as a command");
    }

    private static async Task TalkAsync(TeamsHost host, string text, string conversation, string id)
    {
        JsonObject activity = host.Activity("message", conversation, TeamsHost.Ben, id);
        activity["text"] = text;
        using HttpResponseMessage answer = await host.PostAsync(activity);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    // What was said is kept before Teams gets its answer; the run begins behind it.
    private static async Task<FiringRow> StartedAsync(TeamsHost host, ScheduleRow schedule)
    {
        FiringRow[] firings = [];
        await TeamsHost.UntilAsync(
            async () =>
            {
                firings = [.. await host.Get<IScheduleReader>().FiringsAsync(schedule.Id, 10, CancellationToken.None)];
                return firings.Length > 0 && firings.All(firing => firing.Outcome == FiringOutcome.Started);
            },
            "what was said started no run");
        return Assert.Single(firings);
    }

    private static async Task<ScheduleRow> ActiveAsync(TeamsHost host)
    {
        ScheduleRow? row = null;
        await TeamsHost.UntilAsync(
            async () => (row = await host.Get<IScheduleReader>().FindByNumberAsync(TeamsHost.Channel, 1, CancellationToken.None)) is { Status: ScheduleStatus.Active }, "the schedule was never confirmed");
        return row!;
    }
}
