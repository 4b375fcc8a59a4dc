using AgentBot.Core.Delivery;
using AgentBot.Core.Requests;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using static AgentBot.Core.Tests.Runs.MachineRig;

namespace AgentBot.Core.Tests.Runs;

/// <summary>
/// Brings a run of its own into each state that the tables of src/README.md name, tells it each event, and says in the words of
/// the tables what became of it. Something else of the run is on its way out meanwhile, so that the run itself has not ended.
/// </summary>
internal static class TransitionTables
{
    private const string It = "it";

    public static IReadOnlyDictionary<string, Func<MachineRig>> StepStates { get; } = new Dictionary<string, Func<MachineRig>>
    {
        ["Pending"] = () => With(Action(It, "before"), Action("before")),
        ["Ready"] = () => With(Action(It)),
        ["Running"] = () => After(With(Action(It)), rig => rig.Tell(new RunEvent.StepStarted(It, 1, 1))),
        ["Running: items"] = () => After(With(Action(It) with { ForEach = new ForEachSpec { List = new Expr("{{ inputs.rows }}") } }), FanOut),
        ["Running: leaving"] = () => After(AtPost(), rig => rig.Queue(It)),
        ["Waiting: review"] = () => After(With(Ask(It, "made", "made"), Action("made")), rig => rig.Succeed("made"), rig => rig.Open(It)),
        ["Waiting: child"] = () => After(With(new StepSpec.Workflow { Id = It, Title = It, Name = "child" }), rig => rig.Tell(new RunEvent.ChildStarted(It, 1, 1, Child(rig, RunStatus.Running), Digest.None))),
        ["Waiting: call"] = () => After(With(Thinker(It)), rig => rig.Tell(new RunEvent.CallAsked(It, 1, 1, Child(rig, RunStatus.Running)))),
        ["Waiting: time"] = () => After(With(Action(It)), rig => rig.Fail(It, FailureKind.Transient)),
        ["Waiting: person"] = () => After(With(Action(It) with { OnFailure = OnFailure.Ask }), rig => rig.Fail(It)),
        ["Waiting: stand-in"] = () => After(With(Action(It) with { OnFailure = OnFailure.StandIn, StandIn = "plain" }, Action("plain")), rig => rig.Fail(It)),
        ["Waiting: asker"] = () => After(With((StepSpec)new StepSpec.Action { Id = It, Title = It, Name = RequestedWorkflow.TakesIn }, Ask("asked", It, It)), rig => rig.Succeed(It), rig => rig.Open("asked"), rig => rig.SendBack("asked"), rig => rig.Tell(new RunEvent.AwaitsAsker(It, 2, 1, rig.Run.CreatedAt))),
        ["Unknown"] = () => After(AtPost(), rig => rig.Queue(It), rig => rig.Tell(new RunEvent.EffectUnclear(rig.Effect(It), "Nobody knows."))),
        ["Succeeded"] = () => After(With(Action(It)), rig => rig.Succeed(It)),
        ["Failed"] = () => After(With(Action(It)), rig => rig.Fail(It)),
        ["Skipped"] = () => After(With(Action(It)), rig => rig.Tell(new RunEvent.StepNotNeeded(It, 1, 1))),
        ["Cancelled"] = () => After(With(Action(It)), rig => rig.Tell(new RunEvent.CancelRequested(Ana, ""))),
    };

    public static IReadOnlyDictionary<string, Func<MachineRig, RunEvent>> StepEvents { get; } = new Dictionary<string, Func<MachineRig, RunEvent>>
    {
        ["work begins"] = rig => new RunEvent.StepStarted(It, rig[It].Round, rig[It].Attempt),
        ["result"] = rig => Result(rig, 0, 0),
        ["result of an earlier round"] = rig => Result(rig, -1, 0),
        ["result of an earlier attempt"] = rig => Result(rig, 0, -1),
        ["its condition is false"] = rig => new RunEvent.StepNotNeeded(It, rig[It].Round, rig[It].Attempt),
        ["fails, may pass"] = rig => Failure(rig, FailureKind.Transient),
        ["fails for good"] = rig => Failure(rig, FailureKind.Permanent),
        ["items gathered, none failed"] = rig => Gathered(rig, 0),
        ["items gathered, some failed"] = rig => Gathered(rig, 1),
        ["child is done"] = rig => ChildEnded(rig, RunStatus.Done),
        ["child is rejected"] = rig => ChildEnded(rig, RunStatus.Rejected),
        ["child has failed"] = rig => ChildEnded(rig, RunStatus.Failed),
        ["an agent's call is asked of people"] = rig => new RunEvent.CallAsked(It, rig[It].Round, rig[It].Attempt, Child(rig, RunStatus.Running)),
        ["child is cancelled"] = rig => ChildEnded(rig, RunStatus.Cancelled),
        ["the next round is the asker's"] = rig => new RunEvent.AwaitsAsker(It, rig[It].Round, rig[It].Attempt, rig.Run.CreatedAt),
        ["the asker hands it in"] = rig => new RunEvent.HandedIn(It, rig[It].Round, Any("handed in"), Digest.None),
        ["sent"] = rig => new RunEvent.EffectSent(EffectOf(rig), Any("link")),
        ["sending unclear"] = rig => new RunEvent.EffectUnclear(EffectOf(rig), "Nobody knows."),
        ["cannot be sent"] = rig => new RunEvent.EffectDead(EffectOf(rig), "It is gone."),
        ["no longer what was approved"] = rig => new RunEvent.EffectVoided(EffectOf(rig), "It changed."),
        ["a person says: not sent"] = rig => new RunEvent.EffectRepeated(EffectOf(rig), Ben),
        ["a person says: try again"] = _ => new RunEvent.TryAgainChosen(It, Ben),
        ["a person says: go on without it"] = _ => new RunEvent.SkipChosen(It, Ben),
        ["a person says: give up"] = _ => new RunEvent.GiveUpChosen(It, Ben),
        ["the run is stopped"] = _ => new RunEvent.CancelRequested(Ana, ""),
        ["the run is paused"] = _ => new RunEvent.PauseRequested(Ana),
    };

    public static IReadOnlyDictionary<string, Func<MachineRig>> ReviewStates { get; } = new Dictionary<string, Func<MachineRig>>
    {
        ["Open"] = Asked,
        ["Approved"] = () => After(Asked(), rig => rig.Approve(It)),
        ["Approved, leaving"] = () => After(Asked(), rig => rig.Approve(It), rig => rig.Queue("out"), rig => rig.MarkSending("out")),
        ["Rejected"] = () => After(Asked(), rig => rig.Reject(It)),
        ["ChangesRequested"] = () => After(Asked(), rig => rig.SendBack(It)),
        ["Expired"] = () => After(Asked(), rig => rig.Tell(new RunEvent.ReviewExpired(rig.Review(It), Any("output")))),
        ["Superseded"] = () => After(With(Action("made"), Ask(It, "made", "made"), Ask("other", "made", "made")), rig => rig.Succeed("made"), rig => rig.Open(It), rig => rig.Open("other"), rig => rig.SendBack("other")),
        ["Voided"] = () => After(Asked(), rig => rig.Approve(It), rig => rig.Queue("out"), rig => rig.Tell(new RunEvent.EffectVoided(rig.Effect("out"), "It changed."))),
        ["Withdrawn"] = () => After(Asked(), rig => rig.Tell(new RunEvent.ReviewWithdrawn(rig.Review(It), Ana))),
        ["Cancelled"] = () => After(Asked(), rig => rig.Tell(new RunEvent.CancelRequested(Ana, ""))),
    };

    public static IReadOnlyDictionary<string, Func<MachineRig, RunEvent>> ReviewEvents { get; } = new Dictionary<string, Func<MachineRig, RunEvent>>
    {
        ["the last approval needed"] = rig => new RunEvent.ReviewApproved(rig.Review(It), Ben, Any("output")),
        ["an approval, more are needed"] = rig => new RunEvent.ReviewCounted(rig.Review(It), Ben),
        ["somebody else is waited for"] = rig => new RunEvent.ReviewMoved(rig.Review(It)),
        ["rejected"] = rig => new RunEvent.ReviewRejected(rig.Review(It), Ben, "No.", Any("output")),
        ["changes requested"] = rig => new RunEvent.ChangesRequested(rig.Review(It), new Revision("Look again.", [], Digest.None, Ben, rig.Review(It).Id)),
        ["edited"] = rig => new RunEvent.ReviewEdited(rig.Review(It), Next(rig), Ben, null),
        ["edited and approved"] = rig => new RunEvent.ReviewEdited(rig.Review(It), Next(rig), Ben, Any("output")),
        ["taken back by who asked"] = rig => new RunEvent.ReviewWithdrawn(rig.Review(It), Ana),
        ["nobody decided in time"] = rig => new RunEvent.ReviewExpired(rig.Review(It), Any("output")),
        ["the run is stopped"] = _ => new RunEvent.CancelRequested(Ana, ""),
    };

    /// <summary>The cell of a step: its state afterwards, or why the event changes nothing.</summary>
    public static string StepCell(string state, string happened)
    {
        MachineRig rig = StepStates[state]();
        Assert.Equal(state, StateOf(rig));
        return rig.Tell(StepEvents[happened](rig)) is Transition.No no ? No(no.Reason) : StateOf(rig);
    }

    /// <summary>The cell of a review: the state of the revision that was shown, and that of a new one where there is one.</summary>
    public static string ReviewCell(string state, string happened)
    {
        MachineRig rig = ReviewStates[state]();
        ReviewRow shown = rig.Review(It);
        Assert.Equal(state.Split(',')[0], shown.State.ToString());
        if (rig.Tell(ReviewEvents[happened](rig)) is Transition.No no)
        {
            return No(no.Reason);
        }

        ReviewRow now = rig.Review(It, shown.Revision);
        ReviewRow newest = rig.Review(It);
        return newest.Revision == shown.Revision ? now.State.ToString() : $"{now.State}, next {newest.State}";
    }

    private static MachineRig With(params IEnumerable<StepSpec> steps)
    {
        var rig = new MachineRig(steps.Concat([Action("draft"), Ask("ask", "draft", "draft"), Post("aside", "ask")]));
        rig.Succeed("draft");
        rig.Open("ask");
        rig.Approve("ask");
        rig.Queue("aside");
        rig.MarkSending("aside");
        return rig;
    }

    private static MachineRig Asked() => After(With(Action("made"), Ask(It, "made", "made"), Post("out", It)), rig => rig.Succeed("made"), rig => rig.Open(It));

    private static MachineRig AtPost() => After(With(Action("made"), Ask("asked", "made", "made"), Post(It, "asked")), rig => rig.Succeed("made"), rig => rig.Open("asked"), rig => rig.Approve("asked"));

    private static MachineRig After(MachineRig rig, params Func<MachineRig, Transition>[] events)
    {
        foreach (Func<MachineRig, Transition> happens in events)
        {
            Assert.IsType<Transition.To>(happens(rig));
        }

        return rig;
    }

    private static MachineRig After(MachineRig rig, Func<MachineRig, Transition> first, Func<MachineRig, Transition> second, Action<MachineRig> last)
    {
        After(rig, first, second);
        last(rig);
        return rig;
    }

    private static Transition FanOut(MachineRig rig) => rig.Tell(new RunEvent.FannedOut(It, 1, 1, Digest.None, [rig[It] with { Item = "k", Ordinal = 0, Status = StepStatus.Ready }], [["k"]]));

    private static RunEvent.StepSucceeded Result(MachineRig rig, int rounds, int attempts) =>
        new(It, rig[It].Round + rounds, rig[It].Attempt + attempts, Any("result"), Digest.None, "", false);

    private static RunEvent.StepFailed Failure(MachineRig rig, FailureKind kind) => new(It, rig[It].Round, rig[It].Attempt, kind, "It broke.", null);

    private static RunEvent.ItemsGathered Gathered(MachineRig rig, int failed) => new(It, rig[It].Round, rig[It].Attempt, Any("items"), failed, "", false);

    private static RunEvent.ChildEnded ChildEnded(MachineRig rig, RunStatus status) => new(It, rig[It].Round, rig[It].Attempt, Child(rig, status), Any("outputs"));

    private static RunRow Child(MachineRig rig, RunStatus status) => rig.Run with { Id = new RunId("child"), Status = status, Outcome = "It ended." };

    private static EffectRow EffectOf(MachineRig rig) => rig[It].Effect is null ? rig.Effect("aside") with { Id = new EffectId("none"), Step = It } : rig.Effect(It);

    private static ReviewRow Next(MachineRig rig) => rig.Review(It) with { Revision = rig.Review(It).Revision + 1, Artifact = Any("edited"), State = ReviewState.Open, RowVersion = 0 };

    private static StepSpec.Agent Thinker(string id) => new()
    {
        Id = id,
        Title = id,
        Input = new Expr("{{ inputs.claim }}"),
        Spec = new AgentSpec { Name = "thinker", Purpose = "Think.", Instructions = "Think.", Output = [], Tools = ["crm.update"] },
    };

    private static string StateOf(MachineRig rig) => rig[It] switch
    {
        { Status: StepStatus.Waiting, Waiting: WaitReason.Child } when rig.Graph.Step(It) is StepSpec.Agent => "Waiting: call",
        var row => StateOf(row),
    };

    private static string StateOf(StepRow row) => row switch
    {
        { Status: StepStatus.Running, Effect: not null } => "Running: leaving",
        { Status: StepStatus.Running, Waiting: WaitReason.Items } => "Running: items",
        { Status: StepStatus.Waiting, Waiting: WaitReason.StandIn } => "Waiting: stand-in",
        { Status: StepStatus.Waiting } => $"Waiting: {row.Waiting.ToString().ToLowerInvariant()}",
        _ => row.Status.ToString(),
    };

    private static string No(NoReason reason) => "no: " + reason switch
    {
        NoReason.RunEnded => "the run has ended",
        NoReason.StaleRound => "that round is over",
        NoReason.StaleAttempt => "that attempt is over",
        NoReason.StepEnded => "it has ended",
        NoReason.NotAtWork => "nobody works on it",
        NoReason.ReviewClosed => "it is closed",
        NoReason.ReviewMoved => "it was counted meanwhile",
        NoReason.EffectEnded => "nothing of it leaves",
        _ => "nothing to do",
    };
}
