using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Host.Workers;
using AgentBot.Testing;
using AgentBot.Testing.Slack;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Late, never lost, never twice: what goes out to Slack while Slack answers badly and the host dies.</summary>
public sealed class SlackDeliveryTests
{
    [Fact]
    public async Task Whatever_happens_to_the_answer_an_approved_memo_is_posted_once()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        Random random = Proof.Random();
        List<RunId> runs = [];
        // Three posts each: the run, its review, what is published.
        for (int i = 0; i < Proof.Size(400); i++)
        {
            RunId run = await host.StartRunAsync($"run memo text=\"Memo {i}\"");
            await host.WorkAsync();
            await host.ApproveAsync(run, "ben");
            await host.WorkAsync();
            Break(server.Faults, random);
            while (await host.SendEffectsAsync() == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            runs.Add(run);
        }

        // The same for the messages that show the runs and their reviews.
        for (int i = 0; i < Proof.Size(400); i++)
        {
            Break(server.Faults, random);
        }

        await host.DeliverAsync();
        foreach (RunId run in runs)
        {
            EffectRow effect = Assert.Single(await host.Delivery.EffectsAsync(run, CancellationToken.None));
            Assert.Equal(EffectState.Sent, effect.State);
            FakeSlackMessage message = Assert.Single(server.Workspace.Messages, message => message.Key == $"effect:{effect.Id}");
            Assert.Equal($"https://acme.slack.com/archives/C0FIN/p{message.Ts.Replace(".", "", StringComparison.Ordinal)}", effect.Reference);
        }

        NothingTwice(server);
    }

    [Theory]
    [InlineData(CrashPoint.EffectMarkedSending)]
    [InlineData(CrashPoint.EffectSent)]
    [InlineData(CrashPoint.EffectRecorded)]
    [InlineData(CrashPoint.ViewPosted)]
    public async Task A_host_that_died_between_post_and_record_finds_what_it_posted(CrashPoint point)
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        server.Workspace.PageSize = 50;
        List<RunId> runs = [];
        await using (SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo))
        {
            for (int i = 0; i < Proof.Size(100); i++)
            {
                RunId run = await host.StartRunAsync($"run memo text=\"Memo {i}\"");
                await host.WorkAsync();
                await host.ApproveAsync(run, "ben");
                await host.WorkAsync();
                runs.Add(run);
            }

            host.DieAt(point);
            await host.SendEffectsAsync();
            await host.SendViewsAsync();
        }

        await using SlackOutHost again = await SlackOutHost.StartAsync(folder, server, clock);
        await again.DeliverAsync();
        foreach (RunId run in runs)
        {
            Assert.Equal(EffectState.Sent, Assert.Single(await again.Delivery.EffectsAsync(run, CancellationToken.None)).State);
            ViewRow root = (await again.Delivery.FindViewAsync(Conversations.InChannel(SlackOutHost.Finance), Purposes.Run(run), CancellationToken.None))!;
            Assert.Single(server.Workspace.Messages, message => message.Ts == root.Message && message.Thread.Length == 0);
        }

        NothingTwice(server);
        Assert.All(server.Workspace.Messages, message => Assert.False(message.UnfurlLinks || message.UnfurlMedia));
    }

    [Fact]
    public async Task Under_429_everything_comes_late_in_its_order_and_no_call_is_early()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock);
        const int Threads = 4;
        int count = Proof.Size(600);
        string[] roots = [.. Enumerable.Range(0, Threads).Select(i => server.Workspace.Say("U0ANA", "C0FIN", $"Thread {i}").Ts)];
        for (int i = 0; i < count; i++)
        {
            await WantAsync(host, roots[i % Threads], $"r{i}", $"{i}");
            if (i % 7 == 3)
            {
                server.Faults.Limit("chat.postMessage", TimeSpan.FromSeconds(1 + (i % 5)), i % 2 == 0 ? "C0FIN" : "");
            }
        }

        ViewWorker worker = host.App.Services.GetServices<IHostedService>().OfType<ViewWorker>().Single();
        await worker.StartAsync(CancellationToken.None);
        // A busy machine takes its time; what counts is that it goes on.
        using var patience = new CancellationTokenSource();
        for (int posted = 0; posted < count + Threads;)
        {
            int now = server.Read(workspace => workspace.Messages.Count);
            if (now > posted)
            {
                posted = now;
                patience.CancelAfter(TimeSpan.FromSeconds(40));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        await worker.StopAsync(CancellationToken.None);
        for (int thread = 0; thread < Threads; thread++)
        {
            Assert.Equal(
                Enumerable.Range(0, count).Where(i => i % Threads == thread).Select(i => $"{i}"),
                server.Workspace.In("C0FIN", roots[thread]).Select(message => message.Text));
        }

        Assert.Equal(0, server.Faults.EarlyCalls);
        var taken = server.CallsOf("chat.postMessage").Select(call => call.At).ToList();
        // The server may note a call as late as the next one is allowed to leave: the clock jumps while a call is on its way.
        Assert.All(taken.Zip(taken.Skip(2)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_revoked_token_parks_what_is_approved_and_it_goes_out_once_there_is_a_good_one()
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        RunId run = await host.StartRunAsync("run memo text=Hello");
        await host.WorkAsync();
        await host.ApproveAsync(run, "ben");
        await host.WorkAsync();
        server.TokenError = "token_revoked";
        for (int i = 0; i < 20; i++)
        {
            await host.SendEffectsAsync();
            await host.SendViewsAsync();
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.InRange(server.Calls.Count, 1, 3);
        Assert.Equal(EffectState.Pending, Assert.Single(await host.Delivery.EffectsAsync(run, CancellationToken.None)).State);
        server.TokenError = "";
        await host.DeliverAsync();
        Assert.Equal(EffectState.Sent, Assert.Single(await host.Delivery.EffectsAsync(run, CancellationToken.None)).State);
        NothingTwice(server);
    }

    /// <summary>Fault row B9.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(180)]
    public async Task An_outage_loses_nothing_and_the_backlog_is_out_two_minutes_after_it(int minutes)
    {
        using var folder = new TempFolder();
        var clock = new EagerClock();
        await using FakeSlackServer server = await SlackOutHost.ServerAsync(clock);
        await using SlackOutHost host = await SlackOutHost.StartAsync(folder, server, clock, SmallTemplates.Memo);
        List<RunId> runs = [];
        for (int i = 0; i < 5; i++)
        {
            RunId run = await host.StartRunAsync($"run memo text=\"Memo {i}\"");
            await host.WorkAsync();
            await host.ApproveAsync(run, "ben");
            await host.WorkAsync();
            runs.Add(run);
        }

        server.Faults.IsDown = true;
        DateTimeOffset until = clock.GetUtcNow() + TimeSpan.FromMinutes(minutes);
        while (clock.GetUtcNow() < until)
        {
            await host.SendEffectsAsync();
            await host.SendViewsAsync();
            clock.Advance(TimeSpan.FromSeconds(minutes));
        }

        server.Faults.IsDown = false;
        DateTimeOffset back = clock.GetUtcNow();
        await host.DeliverAsync();
        Assert.InRange(clock.GetUtcNow() - back, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        foreach (RunId run in runs)
        {
            Assert.Equal(EffectState.Sent, Assert.Single(await host.Delivery.EffectsAsync(run, CancellationToken.None)).State);
        }

        NothingTwice(server);
    }

    private static void NothingTwice(FakeSlackServer server) =>
        Assert.Empty(server.Workspace.Messages.Where(message => message.Key.Length > 0).GroupBy(message => message.Key).Where(copies => copies.Count() > 1).Select(copies => copies.Key));

    private static void Break(FakeSlackFaults faults, Random random)
    {
        switch (random.Next(9))
        {
            case 0:
                faults.CutAfter("chat.postMessage");
                break;
            case 1:
                faults.FailAfter("chat.postMessage");
                break;
            case 2:
                faults.Garble("chat.postMessage");
                break;
            case 3:
                faults.CutBefore("chat.postMessage");
                break;
            case 4:
                faults.FailBefore("chat.postMessage");
                break;
            case 5:
                faults.Limit("chat.postMessage", TimeSpan.FromSeconds(1 + random.Next(10)), "C0FIN");
                break;
            case 6:
                faults.CutAfter("chat.postMessage").Limit("conversations.history", TimeSpan.FromSeconds(5));
                break;
            case 7:
                faults.CutAfter("chat.postMessage").FailBefore("conversations.history", 2);
                break;
        }
    }

    /// <summary>An answer that somebody is to get in a thread, drawn from its receipt.</summary>
    private static async Task WantAsync(SlackOutHost host, string thread, string receipt, string text) => await host.Get<ICommitter>().CommitAsync(
        new Commit
        {
            Workspace = SlackOutHost.Finance.Workspace,
            Receipt = new ReceiptRow(receipt, SlackOutHost.Finance.Workspace, JsonSerializer.Serialize(new ReceiptAnswer("said", text, false), StoreJson.Default.ReceiptAnswer), host.Clock.GetUtcNow()),
            Changes = [new Change.WantView(Conversations.InThread(SlackOutHost.Finance, thread), Purposes.Answer(null, receipt, AnswerScope.All), host.Clock.GetUtcNow())],
        },
        CancellationToken.None);
}
