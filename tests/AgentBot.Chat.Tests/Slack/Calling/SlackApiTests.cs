using AgentBot.Chat.Slack.Calling;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Calling;

public sealed class SlackApiTests
{
    private static readonly SlackContent Hello = new("Hello", null, "view:1");

    [Fact]
    public async Task A_post_carries_its_key_and_unfurls_nothing()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        SlackResult<PostedMessage> posted = await rig.Messages.PostAsync("C0FIN", "", Hello, CancellationToken.None);

        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.In("C0FIN"));
        Assert.Equal(new PostedMessage("C0FIN", message.Ts), posted.Value);
        Assert.Equal("view:1", message.Key);
        Assert.Equal(SlackMessages.EventType, (string?)message.Metadata!["event_type"]);
        Assert.False(message.UnfurlLinks);
        Assert.False(message.UnfurlMedia);
    }

    [Fact]
    public async Task Every_sign_arrives_as_it_was_written()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        const string Text = "a&b=c+d %41 “ünï” 😀 \u05d0\u05d1 line\nline";
        await rig.Messages.PostAsync("C0FIN", "", Hello with { Text = Text }, CancellationToken.None);
        Assert.Equal(Text, rig.Server.Workspace.In("C0FIN")[0].Text);
    }

    [Fact]
    public async Task A_post_whose_answer_is_lost_is_unclear_and_not_repeated()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        foreach (Action<FakeSlackFaults> fault in (Action<FakeSlackFaults>[])
            [faults => faults.CutAfter("chat.postMessage"), faults => faults.FailAfter("chat.postMessage"), faults => faults.Garble("chat.postMessage")])
        {
            fault(rig.Server.Faults);
            Assert.IsType<SlackAnswer.Unclear>((await rig.Messages.PostAsync("C0FIN", "", Hello, CancellationToken.None)).Answer);
        }

        Assert.Equal(3, rig.Server.CallsOf("chat.postMessage").Count);
        Assert.Equal(3, rig.Server.Workspace.In("C0FIN").Count);
    }

    [Fact]
    public async Task What_may_be_repeated_is_repeated_when_no_answer_came()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Faults.CutBefore("users.info").FailBefore("users.info");
        Assert.IsType<SlackAnswer.Ok>(await rig.Api.CallAsync(SlackMethods.UserInfo, SlackForm.Of(("user", "U0ANA")), CancellationToken.None));
        Assert.Equal(["cut", "500", "ok"], rig.Server.CallsOf("users.info").Select(call => call.Outcome));
    }

    [Fact]
    public async Task After_429_nothing_of_that_method_in_that_channel_is_called_early()
    {
        var clock = new EagerClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        rig.Server.Workspace.AddChannel("C0OPS", "ops", isPrivate: false, FakeSlackWorkspace.BotUser);
        rig.Server.Faults.Limit("chat.postMessage", TimeSpan.FromSeconds(7), "C0FIN");

        Assert.True(await PostAsync(rig, "C0FIN") is SlackAnswer.Limited { After.TotalSeconds: 7 });
        Assert.IsType<SlackAnswer.Ok>(await PostAsync(rig, "C0OPS"));
        clock.Advance(TimeSpan.FromSeconds(5));
        SlackAnswer.Limited still = Assert.IsType<SlackAnswer.Limited>(await PostAsync(rig, "C0FIN"));
        Assert.Equal(2, rig.Server.CallsOf("chat.postMessage").Count);

        clock.Advance(still.After);
        Assert.IsType<SlackAnswer.Ok>(await PostAsync(rig, "C0FIN"));
        Assert.Equal(0, rig.Server.Faults.EarlyCalls);
    }

    [Fact]
    public async Task Calls_that_waited_their_turn_see_a_pause_that_came_meanwhile()
    {
        var clock = new FakeClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        rig.Server.Faults.Limit("chat.postMessage", TimeSpan.FromSeconds(30), "C0FIN");
        Task<SlackAnswer> first = PostAsync(rig, "C0FIN").AsTask();
        Task<SlackAnswer> second = PostAsync(rig, "C0FIN").AsTask();
        Assert.IsType<SlackAnswer.Limited>(await first);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SlackAnswer.Limited>(await second);
        Assert.Single(rig.Server.CallsOf("chat.postMessage"));
    }

    [Fact]
    public async Task A_channel_gets_at_most_one_message_a_second_in_the_order_asked()
    {
        var clock = new EagerClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        for (int i = 0; i < Proof.Size(100); i++)
        {
            await rig.Messages.PostAsync("C0FIN", "", Hello with { Text = $"{i}" }, CancellationToken.None);
        }

        IReadOnlyList<FakeSlackCall> calls = rig.Server.CallsOf("chat.postMessage");
        Assert.Equal(Enumerable.Range(0, Proof.Size(100)).Select(i => $"{i}"), calls.Select(call => call["text"]));
        Assert.All(calls.Zip(calls.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task More_than_one_waiting_message_is_answered_later_instead_of_piling_up()
    {
        var clock = new FakeClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        Assert.IsType<SlackAnswer.Ok>(await PostAsync(rig, "C0FIN"));
        Task<SlackAnswer> waits = PostAsync(rig, "C0FIN").AsTask();
        Assert.True(await PostAsync(rig, "C0FIN") is SlackAnswer.Limited { After.TotalSeconds: 2 });
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SlackAnswer.Ok>(await waits);
    }

    [Fact]
    public async Task A_refused_token_stops_all_calls_and_is_told_once()
    {
        var clock = new EagerClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        rig.Server.TokenError = "token_revoked";
        for (int i = 0; i < 20; i++)
        {
            Assert.True((await PostAsync(rig, "C0FIN")).IsRefused("token_revoked"));
        }

        Assert.Single(rig.Server.Calls);
        Assert.Single(rig.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal("token_revoked", rig.Health.Trouble?.Error);

        rig.Server.TokenError = "";
        clock.Advance(SlackHealth.BetweenLooks);
        Assert.IsType<SlackAnswer.Ok>(await PostAsync(rig, "C0FIN"));
        Assert.Null(rig.Health.Trouble);
    }

    [Fact]
    public async Task An_exchanged_token_counts_at_once()
    {
        await using SlackRig rig = await SlackRig.StartAsync(new FakeClock());
        rig.BotToken = "xoxb-old";
        Assert.True((await PostAsync(rig, "C0FIN")).IsRefused("invalid_auth"));
        rig.BotToken = FakeSlackServer.BotToken;
        Assert.IsType<SlackAnswer.Ok>(await rig.Api.CallAsync(SlackMethods.UserInfo, SlackForm.Of(("user", "U0ANA")), CancellationToken.None));
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Scopes.Remove("usergroups:read");
        SlackAnswer answer = await rig.Api.CallAsync(SlackMethods.ListUserGroups, [], CancellationToken.None);
        Assert.Equal("usergroups:read", Assert.IsType<SlackAnswer.Refused>(answer).Needed);
    }

    [Fact]
    public async Task A_Slack_that_is_down_is_left_alone_and_asked_again_soon()
    {
        var clock = new EagerClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        rig.Server.Workspace.AddChannel("C0OPS", "ops", isPrivate: false, FakeSlackWorkspace.BotUser);
        rig.Server.Faults.FailBefore("chat.postMessage", times: 1000);
        for (int i = 0; i < 40; i++)
        {
            await PostAsync(rig, $"C{i}");
        }

        Assert.InRange(rig.Server.CallsOf("chat.postMessage").Count, 1, 10);
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.IsType<SlackAnswer.Ok>(await rig.Api.CallAsync(SlackMethods.UserInfo, SlackForm.Of(("user", "U0ANA")), CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable_not_unclear()
    {
        SlackRig rig = await SlackRig.StartAsync();
        await rig.Server.DisposeAsync();
        Assert.IsType<SlackAnswer.Unreachable>(await PostAsync(rig, "C0FIN"));
    }

    [Fact]
    public async Task No_token_is_in_a_log_or_in_the_text_of_anything()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Faults.CutAfter("chat.postMessage").Refuse("users.info", "fatal_error", times: 3);
        await PostAsync(rig, "C0FIN");
        await rig.Api.CallAsync(SlackMethods.UserInfo, SlackForm.Of(("user", "U0ANA")), CancellationToken.None);
        rig.Server.TokenError = "token_revoked";
        await PostAsync(rig, "C0FIN");
        Assert.NotEmpty(rig.Logs.Lines);
        Assert.DoesNotContain(rig.Logs.Lines.Append(rig.Access.ToString()), line => line.Contains("xoxb", StringComparison.Ordinal) || line.Contains("xapp", StringComparison.Ordinal));
    }

    private static async ValueTask<SlackAnswer> PostAsync(SlackRig rig, string channel) =>
        (await rig.Messages.PostAsync(channel, "", Hello, CancellationToken.None)).Answer;
}
