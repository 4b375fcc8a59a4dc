using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Home;
using AgentBot.Chat.Slack.Progress;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBot.Host.Tests.Slack;

/// <summary>The line under a thread that says that AgentBot is at work.</summary>
public sealed class SlackStatusTests
{
    private const string Method = "assistant.threads.setStatus";

    [Fact]
    public async Task A_thread_in_which_somebody_asked_says_that_the_run_is_worked_on_until_it_waits_for_people()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        using ThreadStatusWorker worker = Worker(host);
        await worker.StartAsync(CancellationToken.None);
        string thread = server.Workspace.Say("U0ANA", "C0FIN", "Please").Ts;

        await StartInAsync(host, thread);
        await SlackHost.UntilAsync(() => server.CallsOf(Method).Count == 1, "nothing was said");
        FakeSlackCall said = server.CallsOf(Method)[0];
        Assert.Equal(("C0FIN", thread, "is working on run 1"), (said["channel_id"], said["thread_ts"], said["status"]));

        await host.WorkAsync();
        await SlackHost.UntilAsync(() => server.CallsOf(Method)[^1]["status"].Length == 0, "the line stayed");
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_run_with_its_own_message_in_the_channel_needs_no_line()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        using ThreadStatusWorker worker = Worker(host);
        await worker.StartAsync(CancellationToken.None);
        await host.StartRunAsync("run memo text=Hello");
        await StartInAsync(host, server.Workspace.Say("U0ANA", "C0FIN", "Please").Ts);
        await SlackHost.UntilAsync(() => server.CallsOf(Method).Count > 0, "nothing was said");
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal("is working on run 2", Assert.Single(server.CallsOf(Method))["status"]);
    }

    [Fact]
    public async Task A_workspace_that_offers_no_such_line_is_asked_again_after_an_hour_only()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock);
        var status = new ThreadStatus(host.Get<SlackApi>(), clock);
        server.Faults.Refuse(Method, "not_allowed_token_type");
        Assert.False(await status.SetAsync("C0FIN", "1.1", "is working on run 1", CancellationToken.None));
        Assert.False(await status.SetAsync("D0ANA", "1.2", "is working on run 2", CancellationToken.None));
        Assert.Single(server.CallsOf(Method));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await status.SetAsync("D0ANA", "1.2", "is working on run 2", CancellationToken.None));

        server.Faults.Refuse(Method, "channel_not_found");
        Assert.False(await status.SetAsync("C0FIN", "1.1", "is working on run 1", CancellationToken.None));
        Assert.False(await status.SetAsync("C0FIN", "1.1", "is working on run 1", CancellationToken.None));
        Assert.True(await status.SetAsync("D0ANA", "1.2", "", CancellationToken.None));
        Assert.Equal(4, server.CallsOf(Method).Count);
    }

    private static ThreadStatusWorker Worker(SlackOutHost host) => new(
        new ThreadStatus(host.Get<SlackApi>(), host.Clock),
        host.Get<IRunReader>(),
        host.Delivery,
        new HomeSignals(host.Get<ICommitSignal>(), host.Clock),
        NullLogger<ThreadStatusWorker>.Instance);

    private static async Task StartInAsync(SlackOutHost host, string thread) =>
        Assert.IsType<Reply.Started>(await host.Get<IConversation>().SayAsync(new CommandRequest(host.Caller("ana") with { Thread = thread }, "run memo text=Hello", [], []), CancellationToken.None));
}
