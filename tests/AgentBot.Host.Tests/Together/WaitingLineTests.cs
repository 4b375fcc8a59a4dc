using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Together;

/// <summary>Reviewers who have no room slow new runs: they wait, say why, and begin by themselves.</summary>
public sealed class WaitingLineTests
{
    private static readonly string Narrow = SmallTemplates.BenAlone.Replace("inputs:", "limits: { open_reviews: 2 }\ninputs:", StringComparison.Ordinal);

    private static readonly string Group = SmallTemplates.Memo.Replace("inputs:", "limits: { open_reviews: 2 }\ninputs:", StringComparison.Ordinal);

    [Fact]
    public async Task A_run_whose_only_reviewer_has_no_room_waits_and_begins_when_something_is_decided()
    {
        await using FaultHost host = await FaultHost.WithAsync(Narrow);
        RunRow first = await host.StartAsync("run ben-alone text=One");
        RunRow second = await host.StartAsync("run ben-alone text=Two");
        RunRow third = await host.StartAsync("run ben-alone text=Three");
        Assert.Equal((RunStatus.AwaitingReview, RunStatus.AwaitingReview, RunStatus.Paused), (first.Status, second.Status, third.Status));
        Assert.Equal("Ben Okafor has 2 or more reviews open.", third.Held);
        Assert.Contains("in line: Ben Okafor has 2 or more reviews open", Words(await host.SayAsync("runs")), StringComparison.Ordinal);
        Assert.Contains("waits in line", Words(await host.SayAsync($"status {third.Number}")), StringComparison.Ordinal);
        Assert.Contains("run.held", await host.AuditAsync(third));

        Assert.Equal(1, await LetGoAsync(host));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(first), FaultHost.Ben, DecisionKind.Approve));
        Assert.Equal(0, await LetGoAsync(host));
        await host.WorkAsync();
        third = await host.RunAsync(third.Id);
        Assert.Equal((RunStatus.AwaitingReview, "", true), (third.Status, third.Held, third.LetGo));
    }

    [Fact]
    public async Task One_place_lets_one_run_go_on_and_the_oldest_is_first()
    {
        await using FaultHost host = await FaultHost.WithAsync(Narrow);
        RunRow[] runs = new RunRow[5];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = await host.StartAsync($"run ben-alone text=Number{i}");
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(runs[0]), FaultHost.Ben, DecisionKind.Approve));
        Assert.Equal(2, await LetGoAsync(host));
        await host.WorkAsync();
        Assert.Equal(2, await LetGoAsync(host));
        Assert.Equal([RunStatus.AwaitingReview, RunStatus.Paused, RunStatus.Paused], await Task.WhenAll(runs[2..].Select(async run => (await host.RunAsync(run.Id)).Status)));
    }

    [Fact]
    public async Task A_group_has_room_as_long_as_enough_of_it_have()
    {
        await using FaultHost host = await FaultHost.WithAsync(Narrow, Group);
        await host.StartAsync("run ben-alone text=One");
        await host.StartAsync("run ben-alone text=Two");
        Assert.Equal(RunStatus.AwaitingReview, (await host.StartAsync("run memo text=Three")).Status);
        Assert.Equal(RunStatus.AwaitingReview, (await host.StartAsync("run memo text=Four")).Status);
        RunRow full = await host.StartAsync("run memo text=Five");
        Assert.Equal("Ben Okafor and Cleo Brandt have 2 or more reviews open.", full.Held);
        Assert.Equal(RunStatus.Running, (await DryRunAsync(host)).Status);
    }

    [Fact]
    public async Task Who_owns_the_template_may_begin_it_and_a_persons_pause_is_not_ended_by_room()
    {
        await using FaultHost host = await FaultHost.WithAsync(Narrow);
        await host.StartAsync("run ben-alone text=One");
        await host.StartAsync("run ben-alone text=Two");
        RunRow begun = await host.StartAsync("run ben-alone text=Three");
        Assert.Contains("still waits in line", Assert.IsType<Reply.Refused>(await host.SayAsync($"resume run {begun.Number}")).Refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains("begins now", Assert.IsType<Reply.Said>(await host.SayAsync($"resume run {begun.Number}", FaultHost.Cleo)).Text, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Equal(RunStatus.AwaitingReview, (await host.RunAsync(begun.Id)).Status);

        RunRow paused = await host.StartAsync("run ben-alone text=Four");
        Assert.IsType<Reply.Said>(await host.SayAsync($"pause run {paused.Number}"));
        foreach (ReviewRow open in await host.Get<IReviewReader>().OpenAsync(FaultHost.Finance.Workspace, null, null, 0, 10, CancellationToken.None))
        {
            Assert.IsType<Reply.Decided>(await host.DecideAsync(open, FaultHost.Ben, DecisionKind.Approve));
        }

        await LetGoAsync(host);
        Assert.Equal((RunStatus.Paused, ""), ((await host.RunAsync(paused.Id)).Status, (await host.RunAsync(paused.Id)).Held));
        RunRow cancelled = await host.StartAsync("run ben-alone text=Five");
        Assert.Equal(RunStatus.AwaitingReview, cancelled.Status);
    }

    [Fact]
    public async Task What_was_stopped_waits_in_no_line()
    {
        await using FaultHost host = await FaultHost.WithAsync(Narrow);
        await host.StartAsync("run ben-alone text=One");
        await host.StartAsync("run ben-alone text=Two");
        RunRow held = await host.StartAsync("run ben-alone text=Three");
        Assert.IsType<Reply.Said>(await host.SayAsync($"cancel {held.Number}"));
        Assert.Empty(await host.Runs.HeldAsync(10, CancellationToken.None));
        Assert.Equal(RunStatus.Cancelled, (await host.RunAsync(held.Id)).Status);
    }

    private static async Task<int> LetGoAsync(FaultHost host) => await host.Get<WaitingLine>().LetGoAsync(CancellationToken.None);

    private static async Task<RunRow> DryRunAsync(FaultHost host)
    {
        Reply.Started started = Assert.IsType<Reply.Started>(await host.SayAsync("dry-run memo text=Six"));
        return await host.RunAsync(started.Run);
    }

    private static string Words(Reply reply) => CardJson.Write(Assert.IsType<Reply.Shown>(reply).Card);
}
