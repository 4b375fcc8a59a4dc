using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Chat.Slack.Sockets;
using AgentBot.Testing;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Tests.Slack.Sockets;

/// <summary>Socket Mode against a local server that acknowledges, delays, disconnects and refreshes.</summary>
public sealed class SocketModeTests
{
    private const string Command = """{"command":"/agent","text":"help","user_id":"U0ANA","channel_id":"C0FIN","team_id":"T0AAA1","trigger_id":"1.2.x"}""";

    [Fact]
    public async Task An_envelope_is_acknowledged_after_it_was_received_with_the_answer_in_it()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1);
        SocketPeer peer = await rig.Server.NextAsync();
        var kept = new TaskCompletionSource<SlackResponse>();
        rig.Receiver.Answer = _ => kept.Task;

        await peer.EnvelopeAsync("e-1", "slash_commands", Command);
        await rig.Receiver.HeardAsync(1);
        Assert.False(peer.HasHeard);
        kept.SetResult(new SlackResponse.Body(new JsonObject { ["text"] = "here" }));

        JsonObject acknowledged = await peer.HearAsync();
        Assert.Equal("e-1", (string?)acknowledged["envelope_id"]);
        Assert.Equal("here", (string?)acknowledged["payload"]!["text"]);
        Assert.Equal("help", Assert.IsType<SlackDelivery.Command>(rig.Receiver.Heard.Single()).Text);
    }

    [Fact]
    public async Task What_could_not_be_kept_is_not_acknowledged()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1);
        SocketPeer peer = await rig.Server.NextAsync();
        rig.Receiver.Answer = delivery => Task.FromResult<SlackResponse>(delivery is SlackDelivery.Command ? new SlackResponse.Again() : SlackResponse.Nothing);
        await peer.EnvelopeAsync("e-1", "slash_commands", Command);
        await rig.Receiver.HeardAsync(1);
        await peer.EnvelopeAsync("e-2", "events_api", """{"type":"event_callback","event":{"type":"reaction_added"}}""", takesPayload: false);
        Assert.Equal("e-2", (string?)(await peer.HearAsync())["envelope_id"]);
    }

    [Fact]
    public async Task A_slow_delivery_holds_nobody_else_up()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1);
        SocketPeer peer = await rig.Server.NextAsync();
        var slow = new TaskCompletionSource<SlackResponse>();
        rig.Receiver.Answer = delivery => delivery is SlackDelivery.Command { Text: "slow" } ? slow.Task : Task.FromResult(SlackResponse.Nothing);
        await peer.EnvelopeAsync("e-1", "slash_commands", Command.Replace("help", "slow", StringComparison.Ordinal));
        await peer.EnvelopeAsync("e-2", "slash_commands", Command);
        Assert.Equal("e-2", (string?)(await peer.HearAsync())["envelope_id"]);
        slow.SetResult(SlackResponse.Nothing);
        Assert.Equal("e-1", (string?)(await peer.HearAsync())["envelope_id"]);
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    public async Task A_connection_that_will_end_is_replaced_and_finishes_what_it_began(string reason)
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1);
        SocketPeer first = await rig.Server.NextAsync();
        var slow = new TaskCompletionSource<SlackResponse>();
        rig.Receiver.Answer = _ => slow.Task;
        await first.EnvelopeAsync("e-1", "slash_commands", Command);
        await rig.Receiver.HeardAsync(1);

        await first.SendAsync($$$"""{"type":"disconnect","reason":"{{{reason}}}","debug_info":{"host":"applink-1"}}""");
        SocketPeer second = await rig.Server.NextAsync();
        slow.SetResult(SlackResponse.Nothing);

        Assert.Equal("e-1", (string?)(await first.HearAsync())["envelope_id"]);
        await second.EnvelopeAsync("e-2", "slash_commands", Command);
        Assert.Equal("e-2", (string?)(await second.HearAsync())["envelope_id"]);
    }

    [Fact]
    public async Task A_cut_connection_comes_back_after_a_pause_and_serves_again()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1);
        SocketPeer first = await rig.Server.NextAsync();
        first.Cut();
        SocketPeer second = await rig.Server.NextAsync();
        await second.EnvelopeAsync("e-1", "slash_commands", Command);
        Assert.Equal("e-1", (string?)(await second.HearAsync())["envelope_id"]);
        Assert.Equal(2, rig.Slack.Server.CallsOf("apps.connections.open").Count);
    }

    [Fact]
    public async Task Every_connection_serves_everything()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 3);
        SocketPeer[] peers = [await rig.Server.NextAsync(), await rig.Server.NextAsync(), await rig.Server.NextAsync()];
        foreach (SocketPeer peer in peers)
        {
            await peer.EnvelopeAsync("e", "interactive", """{"type":"view_closed","user":{"id":"U0ANA"},"view":{"id":"V1","type":"modal"}}""");
            Assert.Equal("e", (string?)(await peer.HearAsync())["envelope_id"]);
        }

        Assert.Equal(3, rig.State.Open);
    }

    [Fact]
    public async Task Strange_frames_are_passed_over_and_strange_envelopes_are_not_repeated_for_ever()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1);
        SocketPeer peer = await rig.Server.NextAsync();
        await peer.SendAsync("no json");
        await peer.SendAsync("""{"type":"something_new"}""");
        await peer.EnvelopeAsync("e-1", "something_new", "{}");
        Assert.Equal("e-1", (string?)(await peer.HearAsync())["envelope_id"]);
        Assert.IsType<SlackDelivery.Skipped>(rig.Receiver.Heard.Single());
    }

    [Fact]
    public async Task Where_Socket_Mode_is_switched_off_nobody_knocks_all_day()
    {
        await using SocketRig rig = await SocketRig.StartAsync(connections: 1, eager: false);
        SocketPeer peer = await rig.Server.NextAsync();
        await peer.SendAsync("""{"type":"disconnect","reason":"link_disabled"}""");
        await peer.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(rig.Server.HasMore);
        Assert.Single(rig.Slack.Server.CallsOf("apps.connections.open"));
    }

    /// <summary>The worker between a fake Web API, a socket server and a receiver that follows the test.</summary>
    private sealed class SocketRig : IAsyncDisposable
    {
        private SocketRig(SocketServer server, SlackRig slack, SocketWorker worker, ScriptedReceiver receiver, SocketState state) =>
            (Server, Slack, Worker, Receiver, State) = (server, slack, worker, receiver, state);

        public SocketServer Server { get; }

        public SlackRig Slack { get; }

        public SocketWorker Worker { get; }

        public ScriptedReceiver Receiver { get; }

        public SocketState State { get; }

        public static async Task<SocketRig> StartAsync(int connections, bool eager = true)
        {
            SocketServer server = await SocketServer.StartAsync();
            SlackRig slack = await SlackRig.StartAsync();
            slack.Server.SocketUrl = server.Url;
            var receiver = new ScriptedReceiver();
            var state = new SocketState();
            var worker = new SocketWorker(
                slack.Workspace,
                receiver,
                Options.Create(new SlackOptions { AppToken = "token", Connections = connections }),
                state,
                new SocketClock(eager ? TimeProvider.System : new FakeClock(), () => 0.5),
                slack.Logs.For<SocketWorker>());
            await worker.StartAsync(CancellationToken.None);
            return new SocketRig(server, slack, worker, receiver, state);
        }

        public async ValueTask DisposeAsync()
        {
            await Worker.StopAsync(CancellationToken.None);
            Worker.Dispose();
            await Slack.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    private sealed class ScriptedReceiver : ISlackReceiver
    {
        private readonly ConcurrentQueue<SlackDelivery> _heard = new();

        public Func<SlackDelivery, Task<SlackResponse>> Answer { get; set; } = _ => Task.FromResult(SlackResponse.Nothing);

        public IReadOnlyList<SlackDelivery> Heard => [.. _heard];

        public async Task HeardAsync(int count)
        {
            for (int look = 0; _heard.Count < count; look++)
            {
                Assert.True(look < 1_000, "the delivery never came");
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }

        public async ValueTask<SlackResponse> ReceiveAsync(SlackDelivery delivery, CancellationToken ct)
        {
            _heard.Enqueue(delivery);
            return await Answer(delivery);
        }
    }
}
