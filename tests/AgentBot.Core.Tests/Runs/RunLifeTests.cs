using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using static AgentBot.Core.Tests.Runs.MachineRig;

namespace AgentBot.Core.Tests.Runs;

/// <summary>Whole lives of runs, named by their route.</summary>
public sealed class RunLifeTests
{
    private static MachineRig Usual() => new(Action("read"), Action("check", "read"), Action("report", "check"), Ask("decide", "report", "check"), Post("post", "decide"));

    private static MachineRig AtReview()
    {
        MachineRig rig = Usual();
        rig.Succeed("read");
        rig.Succeed("check");
        rig.Succeed("report");
        rig.Open("decide");
        return rig;
    }

    [Fact]
    public void ANewRun_HasWorkForExactlyTheStepsThatWaitForNothing()
    {
        MachineRig rig = Usual();

        Assert.Equal("read:Ready check:Pending report:Pending decide:Pending post:Pending", rig.Statuses);
        Assert.Equal(["read"], rig.Work.Select(work => work.Step));
        Assert.Equal(RunStatus.Running, rig.Run.Status);
    }

    [Fact]
    public void WorkReviewApprovePost_EndsInDone()
    {
        MachineRig rig = AtReview();
        Assert.Equal(RunStatus.AwaitingReview, rig.Run.Status);

        rig.Approve("decide");
        Assert.Equal(StepStatus.Ready, rig["post"].Status);
        rig.Queue("post");
        Assert.Equal(RunStatus.Publishing, rig.Run.Status);
        rig.Sent("post");

        Assert.Equal(RunStatus.Done, rig.Run.Status);
        Assert.NotNull(rig.Run.EndedAt);
        Assert.Equal(EffectState.Sent, rig.Effect("post").State);
    }

    [Fact]
    public void SentBack_OpensARoundForTheTargetAndEverythingBehindIt_AndKeepsTheOldRows()
    {
        MachineRig rig = AtReview();

        rig.SendBack("decide", "row-1");

        Assert.Equal(1, rig["read"].Round);
        Assert.Equal((2, StepStatus.Ready), (rig["check"].Round, rig["check"].Status));
        Assert.Equal((2, StepStatus.Pending), (rig["report"].Round, rig["report"].Status));
        Assert.Equal((2, StepStatus.Pending), (rig["decide"].Round, rig["decide"].Status));
        Assert.Contains("row-1", rig["check"].Revision, StringComparison.Ordinal);
        Assert.Equal("", rig["report"].Revision);
        Assert.Equal(ReviewState.ChangesRequested, rig.Review("decide").State);
        Assert.Equal(RunStatus.Running, rig.Run.Status);
    }

    [Fact]
    public void SentBack_ThenDoneAgain_ReopensTheReviewAsItsNextRevision()
    {
        MachineRig rig = AtReview();
        rig.SendBack("decide");
        rig.Succeed("check");
        rig.Succeed("report");

        rig.Open("decide");

        Assert.Equal(2, rig.Review("decide").Revision);
        Assert.Equal(RunStatus.AwaitingReview, rig.Run.Status);
    }

    [Fact]
    public void TwoThingsLeaveBehindOneReview_AndBothAreVoided_TheReviewIsAskedOnce()
    {
        var rig = new MachineRig(Action("made"), Ask("decide", "made", "made"), Post("here", "decide"), Post("there", "decide"));
        rig.Succeed("made");
        rig.Open("decide");
        rig.Approve("decide");
        rig.Queue("here");
        rig.Queue("there");
        rig.Tell(new RunEvent.EffectVoided(rig.Effect("here"), "It changed."));
        rig.Open("decide");

        rig.Tell(new RunEvent.EffectVoided(rig.Effect("there"), "It changed."));

        Assert.Equal("made:Succeeded decide:Waiting here:Pending there:Pending", rig.Statuses);
        Assert.True(rig.Review("decide").IsOpen);
        rig.Approve("decide");
        Assert.Equal("made:Succeeded decide:Succeeded here:Ready there:Ready", rig.Statuses);
    }

    [Fact]
    public void AnApprovalOverturned_LeavesOutWhatWasAboutToGo_WhereARejectionSkips()
    {
        var rig = new MachineRig(Action("made"), (StepSpec.Review)Ask("decide", "made", "made") with { OnReject = OnReject.Skip }, Post("post", "decide"), Action("last"));
        rig.Succeed("made");
        rig.Open("decide");
        rig.Approve("decide");
        Assert.Equal(StepStatus.Ready, rig["post"].Status);

        rig.Reject("decide");

        Assert.Equal("made:Succeeded decide:Skipped post:Skipped last:Ready", rig.Statuses);
        Assert.DoesNotContain(rig.Work, work => work.Step == "post");
    }

    [Fact]
    public void AnApprovalOverturned_CallsUponTheStepThatFollowsARejection()
    {
        var rig = new MachineRig(
            Action("made"),
            (StepSpec.Review)Ask("decide", "made", "made") with { OnReject = OnReject.GoTo, RejectStep = "instead" },
            Post("post", "decide"),
            Action("instead"));
        rig.Succeed("made");
        rig.Open("decide");
        rig.Approve("decide");
        Assert.Equal(StepStatus.Skipped, rig["instead"].Status);

        rig.Reject("decide");

        Assert.Equal("made:Succeeded decide:Succeeded post:Skipped instead:Ready", rig.Statuses);
    }

    [Fact]
    public void StoppedBetweenTwoTries_WhatHasNotLeft_NeverWill()
    {
        MachineRig rig = AtReview();
        rig.Approve("decide");
        rig.Queue("post");
        rig.MarkSending("post");
        rig.Tell(new RunEvent.CancelRequested(Ana, ""));
        Assert.False(rig.Run.IsTerminal);

        rig.Tell(new RunEvent.EffectStopped(rig.Effect("post")));

        Assert.Equal((EffectState.Withdrawn, StepStatus.Cancelled), (rig.Effect("post").State, rig["post"].Status));
        Assert.Equal((RunStatus.Cancelled, true), (rig.Run.Status, rig.Run.IsTerminal));
    }

    [Fact]
    public void AResultOfAnOldRound_IsRefusedByTheRound()
    {
        MachineRig rig = AtReview();
        rig.SendBack("decide");

        Transition late = rig.Tell(new RunEvent.StepSucceeded("check", 1, 1, Any("late"), Digest.None, "", false));

        Assert.Equal(NoReason.StaleRound, Assert.IsType<Transition.No>(late).Reason);
    }

    [Fact]
    public void Rejected_EndsTheRunAsRejected_AndNothingMoreStarts()
    {
        MachineRig rig = AtReview();

        rig.Reject("decide");

        Assert.Equal(RunStatus.Rejected, rig.Run.Status);
        Assert.Equal(StepStatus.Cancelled, rig["post"].Status);
        Assert.DoesNotContain(rig.Work, work => work.Step == "post");
    }

    [Fact]
    public void Expired_EndsTheRunAsExpired()
    {
        MachineRig rig = AtReview();

        rig.Tell(new RunEvent.ReviewExpired(rig.Review("decide"), Any("output")));

        Assert.Equal(RunStatus.Expired, rig.Run.Status);
        Assert.Equal(ReviewState.Expired, rig.Review("decide").State);
    }

    [Fact]
    public void ARejection_OverturnsAnApproval_WhileNothingHasBegunToLeave()
    {
        MachineRig rig = AtReview();
        rig.Approve("decide");
        rig.Queue("post");

        Transition rejected = rig.Reject("decide");

        Assert.IsType<Transition.To>(rejected);
        Assert.Equal(RunStatus.Rejected, rig.Run.Status);
        Assert.Equal(EffectState.Withdrawn, rig.Effect("post").State);
    }

    [Fact]
    public void ARejection_AfterTheSendingBegan_IsTooLate()
    {
        MachineRig rig = AtReview();
        rig.Approve("decide");
        rig.Queue("post");
        rig.MarkSending("post");

        Transition rejected = rig.Reject("decide");

        Assert.Equal(NoReason.ReviewClosed, Assert.IsType<Transition.No>(rejected).Reason);
    }

    [Fact]
    public void Cancelled_WhileSomethingIsBeingSent_WaitsToLearnItsOutcome()
    {
        MachineRig rig = AtReview();
        rig.Approve("decide");
        rig.Queue("post");
        rig.MarkSending("post");

        rig.Tell(new RunEvent.CancelRequested(Ana, ""));
        Assert.False(rig.Run.IsTerminal);
        rig.Sent("post");

        Assert.Equal(RunStatus.Cancelled, rig.Run.Status);
    }

    [Fact]
    public void Cancelled_WithdrawsWhatHasNotLeft_AndClosesTheQuestions()
    {
        MachineRig rig = AtReview();

        rig.Tell(new RunEvent.CancelRequested(Ana, ""));

        Assert.Equal(RunStatus.Cancelled, rig.Run.Status);
        Assert.Equal(ReviewState.Cancelled, rig.Review("decide").State);
        Assert.DoesNotContain(rig.Work, work => work.Kind != WorkKind.ReviewDue);
    }

    [Fact]
    public void PausedAndResumed_TakesUpWhatWasReady()
    {
        MachineRig rig = Usual();
        rig.Tell(new RunEvent.PauseRequested(Ben));
        Assert.Equal(RunStatus.Paused, rig.Run.Status);
        Assert.Empty(rig.Work);

        rig.Tell(new RunEvent.ResumeRequested(Ben));

        Assert.Equal(RunStatus.Running, rig.Run.Status);
        Assert.Equal(["read"], rig.Work.Select(work => work.Step));
    }

    [Fact]
    public void AnUnclearEffect_IsUnknown_AndAPersonsWordEndsIt()
    {
        MachineRig rig = AtReview();
        rig.Approve("decide");
        rig.Queue("post");
        rig.Tell(new RunEvent.EffectUnclear(rig.Effect("post"), "Nobody knows."));
        Assert.Equal(RunStatus.Unknown, rig.Run.Status);

        rig.Sent("post");

        Assert.Equal(RunStatus.Done, rig.Run.Status);
    }

    [Fact]
    public void AVoidedApproval_AsksTheSameQuestionAnew()
    {
        MachineRig rig = AtReview();
        rig.Approve("decide");
        rig.Queue("post");

        rig.Tell(new RunEvent.EffectVoided(rig.Effect("post"), "Something changed."));

        Assert.Equal(StepStatus.Ready, rig["decide"].Status);
        Assert.Equal(StepStatus.Pending, rig["post"].Status);
        Assert.Equal(ReviewState.Voided, rig.Review("decide").State);
        rig.Open("decide");
        Assert.Equal(2, rig.Review("decide").Revision);
    }

    [Fact]
    public void AFailure_WithRetriesLeft_IsTriedAgainLater_WithALongerWaitEachTime()
    {
        StepSpec flaky = Action("read") with { Retry = new RetrySpec(2, TimeSpan.FromSeconds(10)) };
        var rig = new MachineRig(flaky);

        rig.Fail("read", FailureKind.TimedOut);
        TimeSpan first = rig.Work[^1].DueAt - rig.Run.ChangedAt;
        rig.Fail("read", FailureKind.TimedOut);
        TimeSpan second = rig.Work[^1].DueAt - rig.Run.ChangedAt;
        rig.Fail("read", FailureKind.TimedOut);

        Assert.InRange(first.TotalSeconds, 8, 12);
        Assert.InRange(second.TotalSeconds, 16, 24);
        Assert.Equal((3, RunStatus.Failed), (rig["read"].Attempt, rig.Run.Status));
    }

    [Fact]
    public void AStandIn_RunsOnlyWhenItsOriginalFails_AndItsResultTakesThePlace()
    {
        StepSpec risky = Action("risky") with { OnFailure = OnFailure.StandIn, StandIn = "plain" };
        var good = new MachineRig(risky, Action("plain"), Action("next", "risky"));
        good.Succeed("risky");
        Assert.Equal("risky:Succeeded plain:Skipped next:Ready", good.Statuses);

        var bad = new MachineRig(risky, Action("plain"), Action("next", "risky"));
        bad.Fail("risky");
        Assert.Equal(StepStatus.Ready, bad["plain"].Status);
        bad.Succeed("plain");

        Assert.Equal("risky:Succeeded plain:Succeeded next:Ready", bad.Statuses);
        Assert.Equal(bad["plain"].Artifact, bad["risky"].Artifact);
    }

    [Fact]
    public void ASkippedStep_SkipsWhoTakesItsValue_ButNotWhoMerelyNeedsIt()
    {
        StepSpec needs = Action("needs") with { Needs = ["maybe"], Edges = ["maybe"] };
        var rig = new MachineRig(Action("maybe"), Action("reads", "maybe"), needs);

        rig.Tell(new RunEvent.StepNotNeeded("maybe", 1, 1));

        Assert.Equal("maybe:Skipped reads:Skipped needs:Ready", rig.Statuses);
    }

    [Fact]
    public void OnFailureAsk_WaitsForAPerson_AndIsNeverTerminalByItself()
    {
        var rig = new MachineRig(Action("read") with { OnFailure = OnFailure.Ask }, Action("next", "read"));
        rig.Fail("read");
        Assert.Equal((StepStatus.Waiting, WaitReason.Person), (rig["read"].Status, rig["read"].Waiting));
        Assert.False(rig.Run.IsTerminal);

        rig.Tell(new RunEvent.TryAgainChosen("read", Ben));
        Assert.Equal((2, StepStatus.Ready), (rig["read"].Attempt, rig["read"].Status));
        rig.Fail("read");
        rig.Tell(new RunEvent.SkipChosen("read", Ben));

        Assert.Equal("read:Skipped next:Skipped", rig.Statuses);
        Assert.Equal(RunStatus.Done, rig.Run.Status);
    }

    [Fact]
    public void FanOut_MakesAsManyBatchesDueAsMayRunAtOnce_AndParksTheRest()
    {
        StepSpec each = Action("check") with { ForEach = new ForEachSpec { List = new Expr("{{ inputs.rows }}"), Parallel = 2 } };
        var rig = new MachineRig(each);
        StepRow[] items = [.. Enumerable.Range(0, 5).Select(i => rig["check"] with { Item = $"k{i}", Ordinal = i, Status = StepStatus.Ready })];

        rig.Tell(new RunEvent.FannedOut("check", 1, 1, Digest.None, [.. items], [["k0"], ["k1"], ["k2"], ["k3"], ["k4"]]));

        WorkRow[] batches = [.. rig.Work.Where(work => work.Kind == WorkKind.Items)];
        Assert.Equal(5, batches.Length);
        Assert.Equal(3, batches.Count(work => work.DueAt == WorkRow.Parked));
        Assert.Equal((5, 5), (rig["check"].ItemsTotal, rig["check"].ItemsOpen));
    }

    [Fact]
    public void ARunThatHasEnded_StaysEnded()
    {
        MachineRig rig = AtReview();
        rig.Reject("decide");

        Assert.All(
            new RunEvent[] { new RunEvent.CancelRequested(Ana, ""), new RunEvent.PauseRequested(Ana), new RunEvent.ReviewApproved(rig.Review("decide"), Ben, Any("x")) },
            happened => Assert.Equal(NoReason.RunEnded, Assert.IsType<Transition.No>(rig.Tell(happened)).Reason));
    }

    [Fact]
    public void EveryTransition_BeginsWithTheHeadersCompareAndSet()
    {
        MachineRig rig = AtReview();

        rig.Approve("decide");

        Assert.IsType<Change.UpdateRun>(rig.LastChanges[0]);
    }
}
