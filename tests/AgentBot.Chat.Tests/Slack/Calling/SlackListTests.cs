using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Calling;

public sealed class SlackListTests
{
    private static readonly JsonObject Modal = (JsonObject)JsonNode.Parse("""
        {"type":"modal","title":{"type":"plain_text","text":"Expense triage"},"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Hello"}}]}
        """)!;

    [Fact]
    public async Task Lists_are_read_to_their_last_page()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Workspace.PageSize = 2;
        for (int i = 0; i < 5; i++)
        {
            rig.Server.Workspace.AddChannel($"C{i}", $"channel-{i}", isPrivate: false);
        }

        rig.Server.Workspace.AddChannel("C9", "old", isPrivate: false).IsArchived = true;
        rig.Server.Workspace.AddChannel("G1", "board", isPrivate: true, "U0ANA", FakeSlackWorkspace.BotUser);
        rig.Server.Workspace.AddChannel("G2", "secret", isPrivate: true, "U0ANA");
        ImmutableArray<SlackChannel> channels = (await rig.Conversations.ListAsync(CancellationToken.None)).Value;
        Assert.Equal(["C0", "C0FIN", "C1", "C2", "C3", "C4", "G1"], channels.Select(channel => channel.Id));
        Assert.Equal(["C0FIN", "G1"], channels.Where(channel => channel.IsMember).Select(channel => channel.Id));
        Assert.Equal(["U0ANA", "U0BEN", "U0BOT"], (await rig.Conversations.MembersAsync("C0FIN", CancellationToken.None)).Value.ToArray());
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_no_list()
    {
        await using SlackRig rig = await SlackRig.StartAsync(new FakeClock());
        rig.Server.Workspace.PageSize = 1;
        rig.Server.Workspace.AddChannel("C1", "one", isPrivate: false);
        rig.Server.Faults.Limit("conversations.members", TimeSpan.FromSeconds(20));
        SlackResult<ImmutableArray<string>> members = await rig.Conversations.MembersAsync("C0FIN", CancellationToken.None);
        Assert.False(members.IsOk);
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.IsType<SlackAnswer.Limited>(members.Answer).After);
    }

    [Fact]
    public async Task Who_the_token_is_is_asked_once_and_lists_its_permissions()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        SlackIdentity? self = await rig.Workspace.FindAsync(CancellationToken.None);
        await rig.Workspace.FindAsync(CancellationToken.None);
        Assert.Equal(("T0AAA1", "U0BOT", "B0BOT", ""), (self!.Team, self.User, self.Bot, self.Enterprise));
        Assert.Contains("files:write", self.Scopes);
        Assert.Single(rig.Server.CallsOf("auth.test"));
    }

    [Fact]
    public async Task The_connection_of_Socket_Mode_is_asked_for_with_the_apps_token()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.SocketUrl = "wss://127.0.0.1/link/?ticket=1";
        Assert.Equal(new Uri("wss://127.0.0.1/link/?ticket=1"), (await rig.Workspace.OpenConnectionAsync(CancellationToken.None)).Value);
        Assert.Equal(FakeSlackServer.AppToken, Assert.Single(rig.Server.CallsOf("apps.connections.open")).Token);
    }

    [Fact]
    public async Task A_form_opens_once_within_three_seconds_and_is_changed_by_its_id()
    {
        var clock = new FakeClock();
        await using SlackRig rig = await SlackRig.StartAsync(clock);
        string trigger = rig.Server.Triggers.New();
        SlackResult<SlackView> opened = await rig.Views.OpenAsync(trigger, Modal, CancellationToken.None);
        Assert.True(opened.IsOk);
        Assert.True((await rig.Views.OpenAsync(trigger, Modal, CancellationToken.None)).Answer.IsRefused("exchanged_trigger_id"));

        SlackResult<SlackView> changed = await rig.Views.UpdateAsync(opened.Value!.Id, Modal, opened.Value.Hash, CancellationToken.None);
        Assert.True(changed.IsOk);
        Assert.True((await rig.Views.UpdateAsync(opened.Value.Id, Modal, opened.Value.Hash, CancellationToken.None)).Answer.IsRefused("hash_conflict"));

        string late = rig.Server.Triggers.New();
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True((await rig.Views.OpenAsync(late, Modal, CancellationToken.None)).Answer.IsRefused("expired_trigger_id"));
    }

    [Fact]
    public async Task Forms_lie_three_deep_at_most()
    {
        await using SlackRig rig = await SlackRig.StartAsync(new FakeClock());
        SlackView view = (await rig.Views.OpenAsync(rig.Server.Triggers.New(), Modal, CancellationToken.None)).Value!;
        for (int depth = 2; depth <= 3; depth++)
        {
            view = (await rig.Views.PushAsync(rig.Server.Triggers.New(view.Id), Modal, CancellationToken.None)).Value!;
        }

        Assert.True((await rig.Views.PushAsync(rig.Server.Triggers.New(view.Id), Modal, CancellationToken.None)).Answer.IsRefused("push_limit_reached"));
    }

    [Fact]
    public async Task The_Home_tab_is_published_for_one_person()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        var home = (JsonObject)Modal.DeepClone();
        home["type"] = "home";
        home.Remove("title");
        Assert.True((await rig.Views.PublishAsync("U0ANA", home, "", CancellationToken.None)).IsOk);
        Assert.Equal("home", (string?)rig.Server.Workspace.Homes["U0ANA"].Content["type"]);
    }
}
