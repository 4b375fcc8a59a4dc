using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core.Runs;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Words said to AgentBot in channels and in direct messages.</summary>
public sealed class SlackWordsTests
{
    [Fact]
    public async Task A_mention_and_its_message_and_all_their_repetitions_are_one_run()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        int count = Proof.Size(50);
        for (int at = 0; at < count; at++)
        {
            string ts = $"17000{at:D5}.000100";
            HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[]
            {
                host.EventAsync(SlackHost.Mention($"run memo text=hello{at}", SlackHost.Ana, ts), $"EvA{at}"),
                host.EventAsync(SlackHost.Mention($"run memo text=hello{at}", SlackHost.Ana, ts, "message"), $"EvB{at}"),
            }));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        }

        Assert.Equal(count, (await SlackIngressTests.RunsAsync(host)).Count);
    }

    [Fact]
    public async Task A_mention_with_missing_answers_is_answered_with_a_button_that_opens_the_form()
    {
        await using SlackHost host = await SlackHost.StartAsync([Greeting]);
        await host.EventAsync(SlackHost.Mention("run greeting to=everybody", SlackHost.Ana, "1700000000.000100"));
        (FakeSlackMessage asked, JsonObject answer) = await host.ButtonAsync("Answer");
        await host.InteractAsync(host.Click(asked, answer, SlackHost.Ana));
        FakeSlackView form = await host.ViewAsync("agentbot.form");
        Assert.Contains("everybody", form.Content.ToJsonString(), StringComparison.Ordinal);
        JsonObject? closed = await host.InteractAsync(host.Submit(form, SlackHost.Ana, new() { ["f.to"] = SlackHost.Typed("everybody"), ["f.text"] = SlackHost.Typed("welcome") }));
        Assert.Equal("clear", (string?)closed!["response_action"]);
        Assert.Single(await SlackIngressTests.RunsAsync(host));
    }

    [Fact]
    public async Task A_file_that_comes_with_a_mention_becomes_an_input()
    {
        await using SlackHost host = await SlackHost.StartAsync([FromFile]);
        FakeSlackStoredFile shared = host.Slack.Share("words.txt", "text/plain", Encoding.UTF8.GetBytes("hello from a file"));
        JsonObject told = SlackHost.Mention("run from-file", SlackHost.Ana, "1700000000.000100");
        told["subtype"] = "file_share";
        told["files"] = new JsonArray(new JsonObject { ["id"] = shared.Id, ["name"] = "words.txt", ["size"] = 17, ["url_private_download"] = host.Slack.PrivateUrl(shared) });
        using HttpResponseMessage answer = await host.EventAsync(told);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        (FakeSlackMessage card, _) = await host.ButtonAsync("Approve");
        Assert.True(SlackHost.Shows(card, "hello from a file"));
    }

    [Fact]
    public async Task Bots_edits_and_talk_among_people_cause_nothing()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        JsonObject bot = SlackHost.Mention("run memo text=hello", "U0OTHERBOT", "1.1");
        bot["bot_id"] = "B0OTHER";
        JsonObject own = SlackHost.Mention("run memo text=hello", FakeSlackWorkspace.BotUser, "1.2");
        JsonObject edit = SlackHost.Mention("run memo text=hello", SlackHost.Ana, "1.3", "message");
        edit["subtype"] = "message_changed";
        JsonObject talk = SlackHost.Mention("", SlackHost.Ana, "1.4", "message");
        talk["text"] = "run memo text=hello";
        foreach (JsonObject told in new[] { bot, own, edit, talk })
        {
            using HttpResponseMessage answer = await host.EventAsync(told);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        // What comes after them is answered, so they are over by then.
        await host.EventAsync(SlackHost.Mention("help", SlackHost.Ana, "1.5"));
        await host.PostedAsync("memo");
        Assert.Empty(await SlackIngressTests.RunsAsync(host));
        Assert.Single(host.Slack.Read(workspace => workspace.Ephemerals.ToArray()));
        Assert.Empty(host.Slack.Read(workspace => workspace.In(SlackHost.Finance).ToArray()));
    }

    [Fact]
    public async Task Somebody_of_another_organisation_starts_nothing_in_a_shared_channel()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        JsonObject told = SlackHost.Mention("run memo text=hello", "U0EXT1", "1.1");
        told["user_team"] = "T0EXT1";
        told["team"] = "T0EXT1";
        await host.EventAsync(told, shared: true);
        await host.PostedAsync("guest of another organisation");
        Assert.Empty(await SlackIngressTests.RunsAsync(host));
    }

    [Fact]
    public async Task A_direct_message_needs_no_mention_and_is_answered_there()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        string direct = host.Slack.Read(workspace => workspace.Direct(SlackHost.Ana)).Id;
        await host.EventAsync(new JsonObject { ["type"] = "message", ["channel_type"] = "im", ["channel"] = direct, ["user"] = SlackHost.Ana, ["text"] = "templates", ["ts"] = "1.1", ["event_ts"] = "1.1" });
        FakeSlackMessage answer = await host.PostedAsync("Memo");
        Assert.Equal(direct, answer.Channel);
        Assert.Contains(answer, host.Slack.Read(workspace => workspace.Messages.ToArray()));
    }

    [Fact]
    public async Task Words_in_the_thread_of_a_run_are_about_that_run()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, _) = await host.ButtonAsync("Approve");
        await host.EventAsync(SlackHost.Mention("approve", SlackHost.Ben, "1799999999.000100", thread: card.Thread));
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the typed approval did not count");
    }

    [Fact]
    public async Task A_channel_without_AgentBot_is_told_to_invite_it()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        JsonObject? answer = await host.CommandAsync("run memo text=hello", channel: "C0OUT");
        Assert.Contains("/invite", answer!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await SlackIngressTests.RunsAsync(host));
    }

    [Fact]
    public async Task AgentBot_says_once_what_it_can_do_where_it_was_invited()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        var joined = new JsonObject { ["type"] = "member_joined_channel", ["user"] = FakeSlackWorkspace.BotUser, ["channel"] = SlackHost.Finance, ["channel_type"] = "C", ["team"] = SlackHost.Team, ["inviter"] = SlackHost.Ana, ["event_ts"] = "1.1" };
        for (int time = 0; time < 3; time++)
        {
            await host.EventAsync((JsonObject)joined.DeepClone(), "EvJoin");
        }

        await host.PostedAsync("AgentBot is here");
        await host.EventAsync(SlackHost.Mention("help", SlackHost.Ana, "1.5"));
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Ephemerals.Count > 0), "help was not answered");
        Assert.Single(host.Slack.Read(workspace => workspace.In(SlackHost.Finance).Where(message => SlackHost.Shows(message, "AgentBot is here")).ToArray()));
    }

    [Fact]
    public async Task The_home_tab_is_drawn_when_it_is_opened_and_again_when_something_changes()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.EventAsync(new JsonObject { ["type"] = "app_home_opened", ["user"] = SlackHost.Ben, ["channel"] = "D0BEN", ["tab"] = "home", ["event_ts"] = "1.1" });
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Homes.ContainsKey(SlackHost.Ben)), "the Home tab was not drawn");
        await host.CommandAsync("run memo text=hello");
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Homes[SlackHost.Ben].Content.ToJsonString().Contains("1 review waits", StringComparison.Ordinal)), "the review is not on the Home tab");
    }

    [Fact]
    public async Task Names_that_people_give_themselves_call_nobody_and_mark_nothing()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello", "U0DAN");
        await host.ButtonAsync("Approve");
        Assert.DoesNotContain(host.Slack.Read(workspace => workspace.Messages.ToArray()), message => SlackHost.Shows(message, "<!channel>") || SlackHost.Shows(message, "*Bold*"));
    }

    private const string Greeting = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: greeting
        title: Greeting
        summary: Greets somebody.
        owner: ben
        inputs:
          to: { type: text, required: true, label: Whom }
          text: { type: text, required: true, label: What it says }
        steps:
          - id: draft
            action: message.render
            with: { text: "{{ inputs.to }}: {{ inputs.text }}" }
          - id: decide
            review: { of: draft, reviewers: "@finance-leads", on_changes: draft }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string FromFile = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: from-file
        title: From a file
        summary: Posts what a file says.
        owner: ben
        inputs:
          words: { type: file, accept: [txt], required: true, label: The words }
        steps:
          - id: read
            action: text.read
            with: { file: "{{ inputs.words }}" }
          - id: draft
            action: message.render
            with: { text: "{{ steps.read }}" }
          - id: decide
            review: { of: draft, reviewers: "@finance-leads", on_changes: draft }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;
}
