using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Faults;

/// <summary>What a run does when it is stopped, held, repeated, overtaken by a new template or brought down with the process.</summary>
public sealed class RunFaultTests
{
    [Fact]
    public async Task ATemplateEditedDuringARun_DoesNotChangeTheRun()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");

        await host.PutTemplatesAsync(SmallTemplates.Memo.Replace("#finance", "#operations", StringComparison.Ordinal));
        RunRow later = await host.StartAsync("run memo text=Hello");
        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.DecideAsync(await host.ReviewAsync(later), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();

        Assert.Equal(["finance", "operations"], host.Sender.Sendings.Select(sending => ((EffectTarget.Channel)sending.Target).Name));
        Assert.Equal(run.TemplateVersion, (await host.RunAsync(run.Id)).TemplateVersion);
        Assert.NotEqual(run.TemplateVersion, later.TemplateVersion);
        Assert.NotNull(await host.Runs.FindClosureAsync(run.TemplateVersion, CancellationToken.None));
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
    }

    [Fact]
    public async Task ATemplateWhoseFileIsGone_DoesNotStopItsRuns()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");
        File.Delete(Path.Combine(host.Folder, "templates", "finance", "memo.yaml"));
        await host.PutTemplatesAsync();

        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();

        Assert.IsType<Reply.Refused>(await host.SayAsync("run memo text=Hello"));
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
    }

    [Fact]
    public async Task StoppingATree_StopsAllOfIt_AndNothingLeavesAfterwards()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Tree);
        RunRow top = await host.StartAsync("run top text=Hello");
        RunRow[] leaves = [.. (await TreeAsync(host, top)).Where(run => run.Template == "memo")];
        Assert.Equal(4, leaves.Length);
        foreach (RunRow leaf in leaves.Take(2))
        {
            Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(leaf), FaultHost.Ben, DecisionKind.Approve));
        }

        await host.WorkAsync(sends: false);
        Assert.IsType<Reply.Said>(await host.SayAsync($"cancel {top.Number}"));
        await host.WorkAsync();

        IReadOnlyList<RunRow> tree = await TreeAsync(host, top);
        Assert.Equal(7, tree.Count);
        Assert.All(tree, run => Assert.Equal((RunStatus.Cancelled, true), (run.Status, run.IsTerminal)));
        Assert.Empty(host.Sender.Sendings);
        Assert.All(leaves, leaf => Assert.IsType<Reply.Refused>(host.DecideAsync(host.ReviewAsync(leaf).Result, FaultHost.Cleo, DecisionKind.Approve).AsTask().Result));
    }

    [Fact]
    public async Task StoppedWhileItWasBeingSent_AndNotSent_ItIsNotTriedAgain()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");
        host.Sender.Answer = async _ =>
        {
            await host.SayAsync($"cancel {run.Number}");
            return new SendOutcome.NotSent("The channel was busy.", TimeSpan.FromMinutes(1));
        };
        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.WorkAsync();

        Assert.Single(host.Sender.Sendings);
        Assert.Equal(EffectState.Withdrawn, (await host.EffectAsync(run)).State);
        Assert.Equal((RunStatus.Cancelled, true), ((await host.RunAsync(run.Id)).Status, (await host.RunAsync(run.Id)).IsTerminal));
    }

    [Fact]
    public async Task StoppedWhileItWasBeingSent_AndRefusedThere_NobodyIsAsked()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");
        host.Sender.Answer = async _ =>
        {
            await host.SayAsync($"cancel {run.Number}");
            return new SendOutcome.Impossible("The channel is gone.");
        };
        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();

        Assert.Equal((RunStatus.Cancelled, true), ((await host.RunAsync(run.Id)).Status, (await host.RunAsync(run.Id)).IsTerminal));
    }

    [Fact]
    public async Task WorkThatBringsTheProcessDownThreeTimes_IsSetAside_AndTheOthersGoOn()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        RunId stopped;
        await using (FaultHost first = await FaultHost.WithAsync(folder, clock, SmallTemplates.Memo))
        {
            stopped = Assert.IsType<Reply.Started>(await first.SayAsync("run memo text=Hello")).Run;
        }

        for (int crash = 0; crash < WorkHandler.CrashesUntilSetAside; crash++)
        {
            await using FaultHost dying = await FaultHost.WithAsync(folder, clock);
            Assert.Single(await dying.ClaimAsync());
        }

        await using FaultHost host = await FaultHost.WithAsync(folder, clock);
        RunRow healthy = await host.StartAsync("run memo text=Healthy");
        StepRow step = await host.StepAsync(await host.RunAsync(stopped), "draft");
        Assert.Equal((StepStatus.Failed, FailureKind.SetAside), (step.Status, step.FailureKind));
        Assert.Equal(RunStatus.Failed, (await host.RunAsync(stopped)).Status);
        Assert.Equal(RunStatus.AwaitingReview, healthy.Status);
        Assert.Empty(await host.ClaimAsync());
    }

    [Fact]
    public async Task ADeliveryThatComesAgain_GetsTheSameAnswer_AndStartsNothing()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await host.SayAsync("run memo text=Hello", FaultHost.Ana, "test|local|message|1"))));
        RunId id = Assert.IsType<Reply.Started>(replies[0]).Run;
        Assert.All(replies, reply => Assert.Equal(id, Assert.IsType<Reply.Started>(reply).Run));
        await host.WorkAsync();
        RunRow run = await host.RunAsync(id);
        ReviewRow review = await host.ReviewAsync(run);

        Reply first = await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve, "", "test|local|click|1");
        await host.WorkAsync();
        Reply again = await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve, "", "test|local|click|1");
        Reply refused = await host.SayAsync("run memoo text=x", FaultHost.Ana, "test|local|message|2");
        Reply refusedAgain = await host.SayAsync("run memo text=x", FaultHost.Ana, "test|local|message|2");
        await host.WorkAsync();

        Assert.Equal(((Reply.Decided)first).Sentence, Assert.IsType<Reply.Decided>(again).Sentence);
        Assert.Equal(((Reply.Refused)refused).Refusal.ToString(), Assert.IsType<Reply.Refused>(refusedAgain).Refusal.ToString());
        Assert.Single(await host.DecisionsAsync(review));
        Assert.Single(host.Sender.Sendings);
        Assert.Single(await host.Runs.ListAsync(new RunQuery(FaultHost.Finance.Workspace, null, null, null, null, RootsOnly: false, null, 100), CancellationToken.None));
    }

    [Fact]
    public async Task APausedRun_StandsStill_AndGoesOnWhereItWas()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunId id = Assert.IsType<Reply.Started>(await host.SayAsync("run memo text=Hello")).Run;
        RunRow run = await host.RunAsync(id);
        Assert.IsType<Reply.Said>(await host.SayAsync($"pause {run.Number}"));
        await host.WorkAsync();
        Assert.Equal(RunStatus.Paused, (await host.RunAsync(id)).Status);
        Assert.Equal(StepStatus.Ready, (await host.StepAsync(run, "draft")).Status);
        Assert.IsType<Reply.Refused>(await host.SayAsync($"pause {run.Number}"));

        await host.SayAsync($"resume {run.Number}");
        await host.WorkAsync();
        ReviewRow review = await host.ReviewAsync(run);
        await host.SayAsync($"pause {run.Number}");
        await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);

        await host.SayAsync($"resume {run.Number}");
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
        Assert.Equal(RunStatus.Done, (await host.RunAsync(id)).Status);
    }

    [Fact]
    public async Task PausedWithSomethingOnItsWay_ItLeavesOnlyAfterResuming()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");
        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync(sends: false);
        await host.SayAsync($"pause {run.Number}");
        await host.WorkAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);

        await host.SayAsync($"resume {run.Number}");
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
    }

    [Fact]
    public async Task NobodyDecides_AndTheReviewExpires_WithoutAYes()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        RunRow run = await host.StartAsync("run memo text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        host.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        await host.WorkAsync();
        Assert.True((await host.ReviewAsync(run)).IsOpen);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.WorkAsync();

        Assert.Equal(ReviewState.Expired, (await host.ReviewAsync(run)).State);
        Assert.Equal(RunStatus.Expired, (await host.RunAsync(run.Id)).Status);
        Reply late = await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        Assert.Contains("expired", Assert.IsType<Reply.Refused>(late).Refusal.What, StringComparison.Ordinal);
        Assert.Empty(host.Sender.Sendings);
    }

    [Fact]
    public async Task ARepeatedRun_ReusesWhatIsTheSame_AsksAgain_AndNeverRepeatsWhatHasLeft()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.TwoPlaces);
        host.Sender.Answer = target => ValueTask.FromResult<SendOutcome>(target is EffectTarget.Channel { Name: "finance" }
            ? new SendOutcome.Sent("first")
            : new SendOutcome.Impossible("The channel is gone."));
        RunRow run = await host.StartAsync("run two-places text=Hello");
        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();
        Assert.Equal(RunStatus.Failed, (await host.RunAsync(run.Id)).Status);
        host.Sender.Answer = _ => ValueTask.FromResult<SendOutcome>(new SendOutcome.Sent("second"));

        RunRow repeated = await host.StartAsync($"retry {run.Number}");
        Assert.Equal((run.Id, run.Id), (repeated.RetryOf, repeated.First));
        Assert.Equal((await host.StepAsync(run, "draft")).Artifact, (await host.StepAsync(repeated, "draft")).Artifact);
        Assert.Equal(1, (await host.StepAsync(repeated, "draft")).CarriedFrom);
        Assert.True((await host.ReviewAsync(repeated)).IsOpen);
        await host.DecideAsync(await host.ReviewAsync(repeated), FaultHost.Cleo, DecisionKind.Approve);
        await host.WorkAsync();

        Assert.Equal(["here", "there", "there"], host.Sender.Sendings.Select(sending => sending.Step));
        Assert.Equal(RunStatus.Done, (await host.RunAsync(repeated.Id)).Status);
    }

    [Theory]
    [InlineData(SettleChoice.ItHappened, 1)]
    [InlineData(SettleChoice.SendAgain, 2)]
    public async Task AnUnclearSending_AsksAPerson_AndBothAnswersWork(SettleChoice choice, int sendings)
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        host.Sender.Answer = _ => ValueTask.FromResult<SendOutcome>(host.Sender.Sendings.Length == 1
            ? new SendOutcome.Unclear("The line went dead.")
            : new SendOutcome.Sent("there"));
        RunRow run = await host.StartAsync("run memo text=Hello");
        await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
        await host.WorkAsync();
        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.WorkAsync();
        EffectRow effect = await host.EffectAsync(run);
        Assert.Equal(EffectState.Unknown, effect.State);
        Assert.Equal(RunStatus.Unknown, (await host.RunAsync(run.Id)).Status);
        Assert.Single(host.Sender.Sendings);
        Assert.Equal(RefusalKind.NotAllowed, Assert.IsType<Reply.Refused>(await host.SettleAsync(effect, FaultHost.Ana, choice)).Refusal.Kind);

        Assert.IsType<Reply.Said>(await host.SettleAsync(effect, FaultHost.Ben, choice));
        Assert.IsType<Reply.Refused>(await host.SettleAsync(effect, FaultHost.Cleo, choice));
        await host.WorkAsync();

        Assert.Equal(sendings, host.Sender.Sendings.Length);
        Assert.Equal(EffectState.Sent, (await host.EffectAsync(run)).State);
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
    }

    [Fact]
    public async Task AProcessThatDiedWhileSending_LeavesItUnknown_AndNeverSendsAgainByItself()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        RunRow run;
        await using (FaultHost dying = await FaultHost.WithAsync(folder, clock, SmallTemplates.Memo))
        {
            run = await dying.StartAsync("run memo text=Hello");
            dying.Sender.Answer = _ => throw new OperationCanceledException("The process ends here.");
            await dying.DecideAsync(await dying.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve);
            await Assert.ThrowsAsync<OperationCanceledException>(() => dying.WorkAsync());
        }

        await using FaultHost host = await FaultHost.WithAsync(folder, clock);
        await host.WorkAsync();

        Assert.Empty(host.Sender.Sendings);
        Assert.Equal(RunStatus.Unknown, (await host.RunAsync(run.Id)).Status);
    }

    internal static async Task<IReadOnlyList<RunRow>> TreeAsync(FaultHost host, RunRow top)
    {
        var found = new List<RunRow> { await host.RunAsync(top.Id) };
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(await host.Runs.ChildrenAsync(found[i].Id, CancellationToken.None));
        }

        return found;
    }
}
