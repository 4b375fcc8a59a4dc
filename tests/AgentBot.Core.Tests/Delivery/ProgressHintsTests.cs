using AgentBot.Core.Agents;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Delivery;

public sealed class ProgressHintsTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_message_is_drawn_for_it_two_seconds_after_the_first_word_and_no_sooner_than_two_seconds_after_that()
    {
        var hints = new ProgressHints(_clock);
        int woken = 0;
        hints.Changed += () => woken++;
        RunRow run = RunOf("r1", "r1");
        using ProgressHints.Following call = hints.Follow(run, "draft")!;
        for (int part = 1; part <= 100; part++)
        {
            call.Report(new AgentProgress(0, part));
        }

        Assert.Equal(1, woken);
        Assert.Empty(hints.Take());
        _clock.Advance(ProgressHints.Every);
        Assert.Equal([(Conversations.RootOf(run), Purposes.Run(run.Root))], hints.Take());
        Assert.Null(hints.Next);

        call.Report(new AgentProgress(0, 200));
        Assert.Equal(2, woken);
        Assert.Empty(hints.Take());
        Assert.Equal(_clock.GetUtcNow() + ProgressHints.Every, hints.Next);
        _clock.Advance(ProgressHints.Every);
        Assert.Single(hints.Take());
    }

    [Fact]
    public void Calls_side_by_side_are_added_up_and_one_that_ended_counts_no_more()
    {
        var hints = new ProgressHints(_clock);
        RunRow run = RunOf("r1", "r1");
        using ProgressHints.Following one = hints.Follow(run, "each")!;
        ProgressHints.Following two = hints.Follow(run, "each")!;
        using ProgressHints.Following other = hints.Follow(run, "draft")!;
        one.Report(new AgentProgress(3, 30));
        two.Report(new AgentProgress(4, 40));
        other.Report(new AgentProgress(0, 500));
        Assert.Equal(new AgentProgress(7, 70), hints.Of(run.Id, "each"));
        two.Dispose();
        Assert.Equal(new AgentProgress(3, 30), hints.Of(run.Id, "each"));
    }

    [Fact]
    public void When_the_last_call_of_a_run_has_ended_nothing_is_drawn_for_it_any_more()
    {
        var hints = new ProgressHints(_clock);
        RunRow run = RunOf("r1", "r1");
        ProgressHints.Following call = hints.Follow(run, "draft")!;
        call.Report(new AgentProgress(0, 10));
        call.Dispose();
        _clock.Advance(ProgressHints.Every);
        Assert.Empty(hints.Take());
        Assert.Equal(default, hints.Of(run.Id, "draft"));
    }

    [Fact]
    public void What_another_run_started_has_no_message_of_its_own() =>
        Assert.Null(new ProgressHints(_clock).Follow(RunOf("r2", "r1"), "draft"));

    private static RunRow RunOf(string id, string root) => new()
    {
        Id = new RunId(id),
        Root = new RunId(root),
        Workspace = new WorkspaceKey("console"),
        Channel = new ChannelKey("console:console:ops"),
        Thread = "",
        Template = "t",
        TemplateVersion = Digest.OfText("t"),
        Requester = new PersonKey("ana"),
        First = new RunId(root),
        Inputs = "{}",
        Resolved = "{}",
        CreatedAt = DateTimeOffset.UnixEpoch,
        ChangedAt = DateTimeOffset.UnixEpoch,
    };
}
