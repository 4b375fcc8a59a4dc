using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Host.Checkups;
using AgentBot.Host.Local;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>What Slack, people and attackers do wrong.</summary>
public sealed class SlackFaultTests
{
    [Fact]
    public async Task Everything_told_four_times_happens_once()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        string trigger = host.Slack.Triggers.New();
        for (int time = 0; time < 4; time++)
        {
            JsonObject? answer = await host.CommandAsync("run memo text=hello", trigger: trigger);
            Assert.Contains("Run 1 has started", answer!.ToJsonString(), StringComparison.Ordinal);
        }

        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        JsonObject click = host.Click(card, approve, SlackHost.Ben);
        for (int time = 0; time < 4; time++)
        {
            await host.InteractAsync((JsonObject)click.DeepClone());
        }

        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Single(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Single(host.Slack.Read(workspace => workspace.Messages.Where(message => message.Key.StartsWith("effect:", StringComparison.Ordinal)).ToArray()));
        Assert.DoesNotContain(host.Slack.Read(workspace => workspace.Ephemerals.ToArray()), told => SlackHost.Shows(told, "approved this"));
    }

    [Fact]
    public async Task Two_reviewers_at_once_publish_once_and_the_later_one_is_told_who_was_first()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        await Task.WhenAll(host.InteractAsync(host.Click(card, approve, SlackHost.Ben)), host.InteractAsync(host.Click(card, approve, SlackHost.Cleo)));
        await host.PostedAsync("approved this");
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        Assert.Single(host.Slack.Read(workspace => workspace.Messages.Where(message => message.Key.StartsWith("effect:", StringComparison.Ordinal)).ToArray()));
    }

    [Fact]
    public async Task Altered_buttons_do_nothing()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        string value = (string)approve["value"]!;
        string action = (string)approve["action_id"]!;
        Random random = Proof.Random();
        for (int at = 0; at < Proof.Size(Proof.IsLong ? 10_000 : 1_000); at++)
        {
            char[] changed = value.ToCharArray();
            int place = random.Next(changed.Length);
            char other = "0123456789abcdef|:-xyz "[random.Next(23)];
            if (changed[place] == other)
            {
                continue;
            }

            changed[place] = other;
            var forged = new JsonObject { ["action_id"] = random.Next(4) == 0 ? action.Replace("approve", "reject", StringComparison.Ordinal) : action, ["value"] = new string(changed) };
            await host.InteractAsync(host.Click(card, forged, SlackHost.Ben));
        }

        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Empty(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Empty(host.Slack.Read(workspace => workspace.Messages.Where(message => message.Key.StartsWith("effect:", StringComparison.Ordinal)).ToArray()));
    }

    [Fact]
    public async Task When_nothing_can_be_kept_Slack_is_asked_to_send_it_again_and_the_repetition_works()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        string body = SlackHost.CommandBody("run memo text=hello", SlackHost.Ana, "t1");
        var full = host.Get<FullDisk>();
        full.IsFull = true;
        using (HttpResponseMessage refused = await host.PostAsync("/slack/commands", body, "application/x-www-form-urlencoded"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Empty(await refused.Content.ReadAsStringAsync());
        }

        full.IsFull = false;
        using HttpResponseMessage answer = await host.PostAsync("/slack/commands", body, "application/x-www-form-urlencoded");
        Assert.Contains("has started", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(await SlackIngressTests.RunsAsync(host));
    }

    [Fact]
    public async Task While_Slack_is_down_commands_are_kept_and_shown_when_it_is_back()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("help");
        host.Slack.Faults.IsDown = true;
        JsonObject? answer = await host.CommandAsync("run memo text=hello");
        Assert.Contains("Run 1 has started", answer!.ToJsonString(), StringComparison.Ordinal);
        host.Slack.Faults.IsDown = false;
        await host.ButtonAsync("Approve");
    }

    [Fact]
    public async Task Until_Slack_has_told_which_workspace_it_is_everybody_may_look_and_nothing_more()
    {
        await using SlackHost host = await SlackHost.StartAsync(slackIsDown: true, [SmallTemplates.Memo], []);
        Assert.Contains("has not confirmed yet", (await host.CommandAsync("run memo text=hello"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("memo", (await host.CommandAsync("templates"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await SlackIngressTests.RunsAsync(host));

        host.Slack.Faults.IsDown = false;
        await SlackHost.UntilAsync(async () => (await host.CommandAsync("run memo text=hello"))!.ToJsonString().Contains("has started", StringComparison.Ordinal), "the run was never started");
    }

    [Fact]
    public async Task A_button_of_an_answer_in_a_channel_without_AgentBot_starts_nothing_and_says_why()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        var outside = new FakeSlackMessage("C0OUT", "1.1");
        var button = new JsonObject { ["action_id"] = "ab:act:command:0", ["value"] = "command|command|0||0|run memo text=hello" };
        JsonObject click = host.Click(outside, button, SlackHost.Ana);
        click["container"]!["is_ephemeral"] = true;
        await host.InteractAsync(click);
        Assert.Contains("/invite", host.Slack.HookPosts.Single().Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await SlackIngressTests.RunsAsync(host));
    }

    [Fact]
    public async Task A_form_that_cannot_be_opened_leaves_a_button_that_opens_it_later()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        Assert.Null(await host.CommandAsync("run memo", trigger: "expired.long.ago"));
        (FakeSlackMessage asked, JsonObject answer) = await host.ButtonAsync("Answer");
        await host.InteractAsync(host.Click(asked, answer, SlackHost.Ana));
        await host.ViewAsync("agentbot.form");
    }

    [Fact]
    public async Task A_table_is_edited_as_a_file_that_comes_back_and_is_used_only_when_the_person_says_so()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTable]);
        FakeSlackStoredFile shared = host.Slack.Share("rows.csv", "text/csv", Encoding.UTF8.GetBytes("name,amount\nApples,10\nPears,20\n"));
        await host.EventAsync(Files(SlackHost.Mention("run small-table", SlackHost.Ana, "1700000000.000100"), host, shared, "rows.csv"));
        (FakeSlackMessage card, JsonObject edit) = await host.ButtonAsync("Edit");
        await host.InteractAsync(host.Click(card, edit, SlackHost.Ben));
        await host.InteractAsync(host.Click(card, edit, SlackHost.Cleo));
        await host.ViewAsync("agentbot.notice");
        FakeSlackStoredFile? given = null;
        await SlackHost.UntilAsync(() => (given = host.Slack.Read(workspace => workspace.Files.Values.FirstOrDefault(file => file.Thread.Length > 0 && file.Name.EndsWith(".csv", StringComparison.Ordinal)))) is not null, "no file was put into the thread");
        await host.InteractAsync(host.Click(card, edit, SlackHost.Ben));
        Assert.Single(host.Slack.Read(workspace => workspace.Files.Values.Where(file => file.Thread.Length > 0).ToArray()));
        string changed = Encoding.UTF8.GetString(given!.Bytes).Replace("Pears", "Plums", StringComparison.Ordinal);

        FakeSlackStoredFile back = host.Slack.Share("mine.csv", "text/csv", Encoding.UTF8.GetBytes(changed));
        await host.EventAsync(Files(SlackHost.Mention("", SlackHost.Ben, "1700000001.000100", thread: card.Thread), host, back, "mine.csv"));
        (FakeSlackMessage asked, JsonObject use) = await host.ButtonAsync("Approve my version");
        Assert.True(SlackHost.Shows(asked, "1 row changed"));
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        Assert.All(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None), review => Assert.True(review.IsOpen));

        await host.InteractAsync(host.Click(asked, use, SlackHost.Ben));
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Messages.Any(message => message.Key.StartsWith("effect:", StringComparison.Ordinal) && SlackHost.Shows(message, "Plums"))), "the edited table was not published");
    }

    [Fact]
    public async Task A_channel_offers_only_what_the_operator_says()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo, SmallTemplates.Two], "--Channels:finance:Templates:0=two");
        Assert.Contains("not offered in this channel", (await host.CommandAsync("run memo text=hello"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"memo\"", (await host.CommandAsync("templates"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("has started", (await host.CommandAsync("run two text=hello"))!.ToJsonString(), StringComparison.Ordinal);

        // Ana is in no other channel where AgentBot is, so nothing else is for her to choose.
        JsonObject? options = await host.InteractAsync(SlackShortcutTests.Typing(""));
        Assert.Equal(["two"], ((JsonArray)options!["options"]!).Select(option => (string?)option!["value"]));
        await host.EventAsync(new JsonObject { ["type"] = "app_home_opened", ["user"] = SlackHost.Ana, ["channel"] = "D0ANA", ["tab"] = "home", ["event_ts"] = "1700000000.000100" });
        await SlackHost.UntilAsync(() => host.Slack.CallsOf("views.publish").Any(), "no Home tab was drawn");
        string home = host.Slack.CallsOf("views.publish")[^1]["view"];
        Assert.Contains("run two", home, StringComparison.Ordinal);
        Assert.DoesNotContain("run memo", home, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_what_is_wrong_with_Slack_and_what_to_do()
    {
        await using SlackHost host = await SlackHost.StartAsync();
        IReadOnlyList<DoctorLine> good = await host.Get<Doctor>().ExamineAsync(CancellationToken.None);
        Assert.DoesNotContain(good, line => line.Subject.StartsWith("Slack", StringComparison.Ordinal) && line.Level == Doctor.Bad);
        Assert.Contains(good, line => line.Finding.Contains("#finance", StringComparison.Ordinal));
        Assert.Contains(good, line => line.Subject == "Slack address" && line.Level == Doctor.Warn);

        host.Slack.Scopes.Remove("files:read");
        IReadOnlyList<DoctorLine> less = await host.Get<Doctor>().ExamineAsync(CancellationToken.None);
        Assert.Contains(less, line => line.Subject == "Slack scopes" && line.Level == Doctor.Bad && line.Finding.Contains("files:read", StringComparison.Ordinal));

        host.Slack.TokenError = "token_revoked";
        IReadOnlyList<DoctorLine> bad = await host.Get<Doctor>().ExamineAsync(CancellationToken.None);
        Assert.Contains(bad, line => line.Subject == "Slack" && line.Level == Doctor.Bad);
        Assert.DoesNotContain(bad, line => (line.Finding + line.Next).Contains(FakeSlackServer.BotToken, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operators_are_told_in_person_when_Slack_held_events_back()
    {
        await using SlackHost host = await SlackHost.StartAsync();
        using HttpResponseMessage answer = await host.PostAsync("/slack/events", """{"type":"app_rate_limited","token":"t","team_id":"T0AAA1","minute_rate_limited":1518467820,"api_app_id":"A0AAA1"}""", "application/json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        FakeSlackMessage told = await host.PostedAsync("Slack held events back");
        Assert.Equal(host.Slack.Read(workspace => workspace.Direct(SlackHost.Cleo)).Id, told.Channel);
    }

    /// <summary>Fault row D8.</summary>
    [Fact]
    public async Task A_clock_that_is_off_is_told_by_doctor_and_to_the_operators_in_person_and_again_when_it_is_right()
    {
        await using SlackHost host = await SlackHost.StartAsync();
        for (int time = 0; time < 2; time++)
        {
            using HttpResponseMessage refused = await host.PostAsync("/slack/commands", SlackHost.CommandBody("help", SlackHost.Ana, $"t{time}"), "application/x-www-form-urlencoded", ago: TimeSpan.FromSeconds(412));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        FakeSlackMessage told = await host.PostedAsync("seconds ahead of Slack");
        Assert.Equal(host.Slack.Read(workspace => workspace.Direct(SlackHost.Cleo)).Id, told.Channel);
        DoctorLine line = Assert.Single(await host.Get<Doctor>().ExamineAsync(CancellationToken.None), line => line.Subject == "Slack clock");
        Assert.Equal(Doctor.Bad, line.Level);
        Assert.Contains("clock is off", line.Finding, StringComparison.Ordinal);

        await host.CommandAsync("help");
        Assert.Equal(told.Ts, (await host.PostedAsync("is right again")).Ts);
        Assert.Equal(Doctor.Ok, Assert.Single(await host.Get<Doctor>().ExamineAsync(CancellationToken.None), line => line.Subject == "Slack clock").Level);
    }

    private static JsonObject Files(JsonObject told, SlackHost host, FakeSlackStoredFile file, string name)
    {
        told["files"] = new JsonArray(new JsonObject { ["id"] = file.Id, ["name"] = name, ["size"] = file.Bytes.Length, ["url_private_download"] = host.Slack.PrivateUrl(file) });
        return told;
    }

    private const string SmallTable = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: small-table
        title: Small table
        summary: Posts a table once somebody agrees.
        owner: ben
        inputs:
          rows: { type: file, accept: [csv], required: true, label: Rows, columns: { name: text, amount: number } }
        steps:
          - id: read
            action: table.read
            with: { file: "{{ inputs.rows }}" }
          - id: draft
            action: table.write
            with: { rows: "{{ steps.read }}" }
          - id: decide
            review: { of: draft, reviewers: "@finance-leads", on_changes: draft }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;
}
