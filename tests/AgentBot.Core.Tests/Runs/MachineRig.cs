using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Runs;

/// <summary>Plays the store for the machine: applies its changes to rows in memory, so that a whole life can be told event by event.</summary>
internal sealed class MachineRig
{
    public static readonly PersonKey Ana = new("ana");
    public static readonly PersonKey Ben = new("ben");

    private readonly FakeClock _clock = new();
    private readonly RunMachine _machine;
    private readonly Dictionary<(string Step, int Round, int Attempt), StepRow> _steps = [];
    private readonly Dictionary<(string, int), ReviewRow> _reviews = [];
    private readonly Dictionary<string, EffectRow> _effects = [];

    public MachineRig(params IEnumerable<StepSpec> steps)
    {
        var ids = new IdSource(_clock);
        _machine = new RunMachine(ids);
        Graph = new WorkflowGraph(new WorkflowSpec
        {
            Name = "story",
            Title = "Story",
            Summary = "A story.",
            Owner = new Principal(PrincipalKind.Person, "ben"),
            Limits = LimitsSpec.Default,
            Steps = [.. steps],
        });
        RunId id = ids.NextRun();
        var run = new RunRow
        {
            Id = id,
            Workspace = new WorkspaceKey("local"),
            Channel = new ChannelKey("console/local/finance"),
            Thread = Purposes.Run(id),
            Template = "story",
            TemplateVersion = Digest.OfText("story"),
            Requester = Ana,
            Root = id,
            First = id,
            Inputs = "{}",
            Resolved = "{}",
            CreatedAt = _clock.GetUtcNow(),
            ChangedAt = _clock.GetUtcNow(),
        };
        Run = run;
        Apply(_machine.Begin(Graph, run, _clock.GetUtcNow()));
    }

    public WorkflowGraph Graph { get; }

    public RunRow Run { get; private set; }

    public List<WorkRow> Work { get; } = [];

    public List<Change> LastChanges { get; } = [];

    public RunState State => new(
        Run,
        [.. Graph.Spec.Steps.Select(spec => this[spec.Id])],
        [.. _reviews.Values.GroupBy(review => review.Id).Select(rows => rows.MaxBy(row => row.Revision)!)],
        [.. _effects.Values.Where(effect => effect.State is EffectState.Pending or EffectState.Sending or EffectState.Unknown or EffectState.Dead)],
        []);

    public StepRow this[string step] => _steps.Values.Where(row => row.Step == step).MaxBy(row => (row.Round, row.Attempt))!;

    public ReviewRow Review(string step) => _reviews.Values.Where(review => review.Step == step).MaxBy(review => review.Revision)!;

    public ReviewRow Review(string step, int revision) => _reviews.Values.Single(review => review.Step == step && review.Revision == revision);

    public EffectRow Effect(string step) => _effects.Values.Last(effect => effect.Step == step);

    public string Statuses => string.Join(' ', Graph.Spec.Steps.Select(spec => $"{spec.Id}:{this[spec.Id].Status}"));

    /// <summary>Gives the run other names than none.</summary>
    public void Resolve(ResolvedNames names) => Run = Run with { Resolved = System.Text.Json.JsonSerializer.Serialize(names, StoreJson.Default.ResolvedNames) };

    public void Advance(TimeSpan by) => _clock.Advance(by);

    /// <summary>The answer of the machine; its changes are applied when it moves.</summary>
    public Transition Tell(RunEvent happened)
    {
        Transition transition = _machine.Decide(Graph, State, happened, _clock.GetUtcNow());
        if (transition is Transition.To to)
        {
            Apply(to);
        }

        return transition;
    }

    public Transition Succeed(string step) => Tell(new RunEvent.StepSucceeded(step, this[step].Round, this[step].Attempt, Any(step), Digest.OfText(step), "", false));

    public Transition Fail(string step, FailureKind kind = FailureKind.Permanent) => Tell(new RunEvent.StepFailed(step, this[step].Round, this[step].Attempt, kind, "It broke.", null));

    public Transition Open(string step)
    {
        ReviewRow? before = _reviews.Values.Where(review => review.Step == step).MaxBy(review => review.Revision);
        var review = new ReviewRow
        {
            Id = before?.Id ?? new ReviewId("review-" + step),
            Revision = (before?.Revision ?? 0) + 1,
            Workspace = Run.Workspace,
            Channel = Run.Channel,
            Run = Run.Id,
            Step = step,
            Round = this[step].Round,
            Artifact = Any(step),
            Binding = Digest.OfText("binding"),
            Policy = ReviewPolicies.Write(new ReviewPolicy([], 1, true, [], 3, TimeSpan.FromHours(24), null, null, null)),
            Requester = Ana,
            OpenedAt = _clock.GetUtcNow(),
            ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromDays(2),
        };
        return Tell(new RunEvent.ReviewOpened(step, this[step].Round, this[step].Attempt, review));
    }

    public Transition Approve(string step) => Tell(new RunEvent.ReviewApproved(Review(step), Ben, Any("output")));

    public Transition Reject(string step) => Tell(new RunEvent.ReviewRejected(Review(step), Ben, "No.", Any("output")));

    public Transition SendBack(string step, params string[] marked) =>
        Tell(new RunEvent.ChangesRequested(Review(step), new Revision("Look again.", marked, Digest.None, Ben, Review(step).Id)));

    public Transition Queue(string step)
    {
        StepRow row = this[step];
        var effect = new EffectRow
        {
            Id = new EffectId($"effect-{step}-{_effects.Count}"),
            Workspace = Run.Workspace,
            Run = Run.Id,
            Step = step,
            Round = row.Round,
            Conversation = "console/local/finance#",
            Target = "{}",
            Artifact = Any(step),
            IdempotencyKey = $"{step}-{_effects.Count}",
            ReviewRevision = (Graph.Step(step) as StepSpec.Publish)?.ApprovedBy is { } asked ? Review(asked).Revision : 0,
            CreatedAt = _clock.GetUtcNow(),
        };
        return Tell(new RunEvent.EffectQueued(step, row.Round, row.Attempt, effect));
    }

    public void MarkSending(string step)
    {
        EffectRow effect = Effect(step);
        _effects[effect.Id.Value] = effect with { State = EffectState.Sending };
    }

    public Transition Sent(string step) => Tell(new RunEvent.EffectSent(Effect(step), Any("link")));

    public static ArtifactRef Any(string name) => new(ArtifactType.Value, Digest.OfText(name), 1);

    public static StepSpec Action(string id, params string[] after) =>
        new StepSpec.Action { Id = id, Title = id, Name = "table.read", Edges = [.. after], ValueEdges = [.. after], Output = new FieldType.Any() };

    public static StepSpec Ask(string id, string of, string onChanges) =>
        new StepSpec.Review { Id = id, Title = id, Of = of, OnChanges = onChanges, Policy = new ReviewPolicySpec(), Edges = [of], ValueEdges = [of] };

    public static StepSpec Post(string id, string review) => new StepSpec.Publish
    {
        Id = id,
        Title = id,
        To = new TargetSpec.Thread(),
        Content = new Expr("{{ steps." + review + ".artifact }}"),
        ApprovedBy = review,
        Edges = [review],
        ValueEdges = [review],
        OnFailure = OnFailure.Ask,
    };

    private void Apply(Transition.To to)
    {
        LastChanges.Clear();
        LastChanges.AddRange(to.Changes);
        foreach (Change change in to.Changes)
        {
            Apply(change);
        }
    }

    private void Apply(Change change)
    {
        switch (change)
        {
            case Change.InsertRun insert:
                Run = insert.Row;
                break;
            case Change.UpdateRun update:
                Run = update.Row with { RowVersion = update.Row.RowVersion + 1 };
                break;
            case Change.InsertStep { Row.Item.Length: 0 } insert:
                _steps.Add((insert.Row.Step, insert.Row.Round, insert.Row.Attempt), insert.Row);
                break;
            case Change.UpdateStep update:
                StepRow stored = _steps[(update.Row.Step, update.Row.Round, update.Row.Attempt)];
                Assert.Equal(stored.RowVersion, update.Row.RowVersion);
                _steps[(update.Row.Step, update.Row.Round, update.Row.Attempt)] = update.Row with { RowVersion = stored.RowVersion + 1 };
                break;
            case Change.InsertReview insert:
                _reviews.Add((insert.Row.Id.Value, insert.Row.Revision), insert.Row);
                break;
            case Change.UpdateReview update:
                _reviews[(update.Row.Id.Value, update.Row.Revision)] = update.Row with { RowVersion = update.Row.RowVersion + 1 };
                break;
            case Change.InsertEffect insert:
                _effects.Add(insert.Row.Id.Value, insert.Row);
                break;
            case Change.UpdateEffect update:
                _effects[update.Row.Id.Value] = update.Row with { RowVersion = update.Row.RowVersion + 1 };
                break;
            case Change.InsertWork insert:
                Work.Add(insert.Row);
                break;
            case Change.DropWork drop:
                Work.RemoveAll(work => work.Run == drop.Run && (drop.Step is null || (work.Step == drop.Step && work.Round == drop.Round)));
                break;
        }
    }
}
