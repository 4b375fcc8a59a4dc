using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Progress;
using AgentBot.Core;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Chat.Tests.Teams.Progress;

/// <summary>How far a run is, as a stream in a one-to-one chat.</summary>
public sealed class ProgressStreamsTests
{
    private const string Chat = "a:ana-aad";
    private static readonly RunId First = new("r1");
    private static readonly RunId Second = new("r2");

    [Fact]
    public async Task Lines_follow_one_another_in_order_at_a_bearable_rate_and_end_as_one_message()
    {
        var clock = new EagerClock();
        await using TeamsRig rig = await StartAsync(clock);
        var streams = new ProgressStreams(rig.Connector, clock);
        foreach (string line in new[] { "reads", "reads", "judges: 1 of 3", "judges: 2 of 3" })
        {
            Assert.True(await streams.TellAsync(Place(rig), First, line, CancellationToken.None));
            Assert.True(await streams.TellAsync(Place(rig), First, line, CancellationToken.None));
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        await streams.TellAsync(Place(rig), First, "judges: 3 of 3", CancellationToken.None);
        await streams.TellAsync(Place(rig), First, "too soon", CancellationToken.None);
        await streams.EndAsync(First, "waiting for Ben", CancellationToken.None);
        await streams.EndAsync(First, "waiting for Ben", CancellationToken.None);
        FakeTeamsStream stream = Assert.Single(rig.Server.World.Streams);
        Assert.Equal(["reads", "judges: 1 of 3", "judges: 2 of 3", "judges: 3 of 3"], stream.Parts);
        Assert.Equal(4, stream.Sequence);
        Assert.Equal("waiting for Ben", Assert.Single(rig.Server.World.In(Chat)).Text);
        Assert.Empty(rig.Server.World.Typings);
    }

    [Fact]
    public async Task A_chat_has_one_stream_and_the_next_run_is_shown_when_the_first_rests()
    {
        var clock = new EagerClock();
        await using TeamsRig rig = await StartAsync(clock);
        var streams = new ProgressStreams(rig.Connector, clock);
        await streams.TellAsync(Place(rig), First, "one", CancellationToken.None);
        await streams.TellAsync(Place(rig), Second, "two", CancellationToken.None);
        Assert.Equal(["one"], Assert.Single(rig.Server.World.Streams).Parts);
        await streams.EndAsync(Second, "two rests", CancellationToken.None);
        await streams.EndAsync(First, "one rests", CancellationToken.None);
        await streams.TellAsync(Place(rig), Second, "two", CancellationToken.None);
        Assert.Equal(["one", "two"], rig.Server.World.Streams.SelectMany(stream => stream.Parts));
    }

    [Fact]
    public async Task A_run_of_which_nothing_more_is_known_leaves_the_chat_to_the_next_one()
    {
        var clock = new EagerClock();
        await using TeamsRig rig = await StartAsync(clock);
        var streams = new ProgressStreams(rig.Connector, clock);
        await streams.TellAsync(Place(rig), First, "one", CancellationToken.None);
        await streams.LeaveAsync(Second, CancellationToken.None);
        await streams.TellAsync(Place(rig), Second, "two", CancellationToken.None);
        Assert.Equal(["one"], rig.Server.World.Streams.SelectMany(stream => stream.Parts));
        await streams.LeaveAsync(First, CancellationToken.None);
        await streams.TellAsync(Place(rig), Second, "two", CancellationToken.None);
        Assert.Equal(["one", "two"], rig.Server.World.Streams.SelectMany(stream => stream.Parts));
        Assert.Equal("one Its card shows how it goes on.", Assert.Single(rig.Server.World.In(Chat)).Text);
    }

    [Fact]
    public async Task Before_Teams_ends_it_the_stream_becomes_a_message()
    {
        var clock = new EagerClock();
        await using TeamsRig rig = await StartAsync(clock);
        var streams = new ProgressStreams(rig.Connector, clock);
        await streams.TellAsync(Place(rig), First, "reads", CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(101));
        Assert.False(await streams.TellAsync(Place(rig), First, "reads on", CancellationToken.None));
        Assert.False(await streams.TellAsync(Place(rig), First, "reads on", CancellationToken.None));
        await streams.EndAsync(First, "done", CancellationToken.None);
        Assert.Equal("reads on Its card shows how it goes on.", Assert.Single(rig.Server.World.In(Chat)).Text);
    }

    [Fact]
    public async Task Where_no_stream_is_offered_AgentBot_is_seen_typing_for_two_minutes_at_most()
    {
        var clock = new EagerClock();
        await using TeamsRig rig = await StartAsync(clock);
        rig.Server.KnowsStreams = false;
        var streams = new ProgressStreams(rig.Connector, clock);
        for (int i = 0; i < 100; i++)
        {
            await streams.TellAsync(Place(rig), First, $"line {i}", CancellationToken.None);
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.InRange(rig.Server.World.Typings.Count, 15, 21);
        await streams.EndAsync(First, "done", CancellationToken.None);
        Assert.Empty(rig.Server.World.In(Chat));

        // The next run does not ask again within the hour, and does after it.
        int calls = rig.Server.Calls.Count;
        await streams.TellAsync(Place(rig), Second, "one", CancellationToken.None);
        Assert.Equal(calls + 1, rig.Server.Calls.Count);
        await streams.EndAsync(Second, "done", CancellationToken.None);
        rig.Server.KnowsStreams = true;
        clock.Advance(TimeSpan.FromHours(1));
        await streams.TellAsync(Place(rig), First, "again", CancellationToken.None);
        Assert.Single(rig.Server.World.Streams);
    }

    [Fact]
    public async Task A_stream_that_the_reader_has_stopped_is_left_alone()
    {
        var clock = new EagerClock();
        await using TeamsRig rig = await StartAsync(clock);
        var streams = new ProgressStreams(rig.Connector, clock);
        await streams.TellAsync(Place(rig), First, "reads", CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(3));
        rig.Server.Faults.Refuse("send", 403, "ContentStreamNotAllowed");
        Assert.False(await streams.TellAsync(Place(rig), First, "judges", CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(3));
        await streams.TellAsync(Place(rig), First, "writes", CancellationToken.None);
        await streams.EndAsync(First, "done", CancellationToken.None);
        Assert.Empty(rig.Server.World.In(Chat));
        Assert.Equal(["reads"], Assert.Single(rig.Server.World.Streams).Parts);
    }

    private static async Task<TeamsRig> StartAsync(EagerClock clock)
    {
        TeamsRig rig = await TeamsRig.StartAsync(clock);
        rig.Server.World.AddConversation(Chat, "personal", "ana-aad");
        return rig;
    }

    private static TeamsPlace Place(TeamsRig rig) => rig.FinancePlace with { Conversation = Chat };
}
