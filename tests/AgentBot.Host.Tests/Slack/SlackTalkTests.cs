using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>What people in Slack say to each other starts what waits for it, once, and nothing else.</summary>
public sealed class SlackTalkTests
{
    private const string FromFile = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: from-file
        title: From a file
        summary: Reads a text.
        owner: ben
        inputs:
          notes: { type: file, accept: [txt], required: true, label: Notes }
        steps:
          - id: text
            action: text.read
            with: { file: "{{ inputs.notes }}" }
        """;

    [Fact]
    public async Task A_message_that_matches_starts_one_run_however_often_Slack_tells_of_it()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await ScheduleAsync(host, "memo when a message contains overdue text=\"{{ event.text }}\"");
        for (int delivery = 0; delivery < 4; delivery++)
        {
            await TellAsync(host, Talk("The invoice of Fernway is overdue", SlackHost.Ben, "1700000100.000100"), "Ev0OVERDUE");
        }

        FiringRow firing = Assert.Single(await FiringsAsync(host));
        await SlackHost.UntilAsync(async () => (await SlackIngressTests.RunsAsync(host)).Count > 0, "no run began");
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        Assert.Contains("The invoice of Fernway is overdue", run.Inputs, StringComparison.Ordinal);
        Assert.Equal("ana", run.Requester.Value);
        Assert.Contains("/archives/C0FIN/p1700000100000100", firing.Event, StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_100), firing.Due.AddTicks(-(firing.Due.Ticks % TimeSpan.TicksPerSecond)));
    }

    [Fact]
    public async Task Threads_edits_deletions_joins_bots_strangers_commands_and_other_talk_start_nothing()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await ScheduleAsync(host, "memo when a message contains overdue text=Hello");
        JsonObject reply = Talk("overdue", SlackHost.Ben, "1700000200.000100");
        reply["thread_ts"] = "1700000100.000100";
        JsonObject edit = Talk("overdue", SlackHost.Ben, "1700000200.000200");
        edit["subtype"] = "message_changed";
        JsonObject deletion = Talk("overdue", SlackHost.Ben, "1700000200.000300");
        deletion["subtype"] = "message_deleted";
        JsonObject join = Talk("overdue has joined the channel", SlackHost.Ben, "1700000200.000400");
        join["subtype"] = "channel_join";
        JsonObject bot = Talk("overdue", "U0OTHERBOT", "1700000200.000500");
        bot["bot_id"] = "B0OTHER";
        JsonObject own = Talk("overdue", FakeSlackWorkspace.BotUser, "1700000200.000600");
        JsonObject stranger = Talk("overdue", "U0EXT1", "1700000200.000700");
        JsonObject command = SlackHost.Mention("facts overdue", SlackHost.Ben, "1700000200.000800", "message");
        JsonObject other = Talk("paid in time", SlackHost.Ben, "1700000200.000900");
        foreach (JsonObject told in new[] { reply, edit, deletion, join, bot, own, stranger, command, other })
        {
            await TellAsync(host, told);
        }

        Assert.Empty(await FiringsAsync(host));
    }

    [Fact]
    public async Task A_file_that_is_dropped_in_the_channel_becomes_the_input_of_one_run()
    {
        await using SlackHost host = await SlackHost.StartAsync([FromFile]);
        await ScheduleAsync(host, "from-file when a file named *.txt is dropped");
        FakeSlackStoredFile shared = host.Slack.Share("notes.txt", "text/plain", Encoding.UTF8.GetBytes("hello from a file"));
        JsonObject told = Talk("", SlackHost.Ben, "1700000300.000100");
        told["subtype"] = "file_share";
        told["files"] = new JsonArray(new JsonObject { ["id"] = shared.Id, ["name"] = "notes.txt", ["size"] = 17, ["url_private_download"] = host.Slack.PrivateUrl(shared) });
        for (int delivery = 0; delivery < 4; delivery++)
        {
            await TellAsync(host, (JsonObject)told.DeepClone(), "Ev0FILE");
        }

        Assert.Single(await FiringsAsync(host));
        await SlackHost.UntilAsync(async () => (await SlackIngressTests.RunsAsync(host)) is [{ Status: RunStatus.Done }], "the run never ended");
        Assert.Contains("notes.txt", (await SlackIngressTests.RunsAsync(host))[0].Inputs, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_everything_is_a_command_nobody_is_made_to_wait_for_talk()
    {
        var earshot = new SlackEarshot();
        var direct = new ChannelKey($"slack/{SlackHost.Team}/D0ANA");
        Assert.Contains("read as a command", earshot.Deaf(direct, new Trigger.MessageSaid(WildText.Any))!.Why, StringComparison.Ordinal);
        Assert.Null(earshot.Deaf(direct, new Trigger.FileDropped(WildText.Any)));
        Assert.Null(earshot.Deaf(SlackHost.Channel, new Trigger.MessageSaid(WildText.Any)));
    }

    private static async Task ScheduleAsync(SlackHost host, string words)
    {
        JsonObject proposal = (await host.CommandAsync("schedule " + words))!;
        Assert.Null(await host.InteractAsync(SlackScheduleTests.Press(host, proposal, "Start this schedule")));
        await SlackHost.UntilAsync(
            async () => await host.Get<IScheduleReader>().FindByNumberAsync(SlackHost.Channel, 1, CancellationToken.None) is { Status: ScheduleStatus.Active }, "the schedule was never confirmed");
    }

    private static JsonObject Talk(string text, string user, string ts) => new()
    {
        ["type"] = "message", ["channel_type"] = "channel", ["user"] = user, ["text"] = text, ["ts"] = ts, ["channel"] = SlackHost.Finance, ["team"] = SlackHost.Team, ["event_ts"] = ts,
    };

    private static async Task TellAsync(SlackHost host, JsonObject told, string? id = null)
    {
        using HttpResponseMessage answer = await host.EventAsync(told, id);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<IReadOnlyList<FiringRow>> FiringsAsync(SlackHost host)
    {
        ScheduleRow row = (await host.Get<IScheduleReader>().FindByNumberAsync(SlackHost.Channel, 1, CancellationToken.None))!;
        return await host.Get<IScheduleReader>().FiringsAsync(row.Id, 20, CancellationToken.None);
    }
}
