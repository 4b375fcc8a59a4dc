using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

/// <summary>
/// A run being decided on: what the store holds, and beside it what this transition makes of it. Lives for one call of the
/// machine; nothing outside sees it.
/// </summary>
internal sealed class RunDraft
{
    private readonly Dictionary<string, StepRow> _stored;
    private readonly Dictionary<string, StepRow> _steps;
    private readonly List<StepRow> _opened;
    private readonly List<Change> _changes = [];
    private readonly List<AuditEntry> _audit = [];
    private readonly IdSource _ids;

    /// <param name="isNew">True at the birth of a run: nothing of it is stored yet.</param>
    public RunDraft(WorkflowGraph graph, RunState state, IdSource ids, DateTimeOffset now, bool isNew = false)
    {
        Graph = graph;
        State = state;
        Run = state.Run;
        Now = now;
        _ids = ids;
        _stored = isNew ? [] : state.Steps.ToDictionary(step => step.Step);
        _opened = isNew ? [.. state.Steps] : [];
        _steps = state.Steps.ToDictionary(step => step.Step);
    }

    public WorkflowGraph Graph { get; }

    public RunState State { get; }

    public RunRow Run { get; set; }

    public DateTimeOffset Now { get; }

    public StepRow this[string id] => _steps[id];

    public IEnumerable<StepRow> Steps => Graph.Spec.Steps.Select(step => _steps[step.Id]);

    public StepSpec Spec(string id) => Graph.Step(id);

    /// <summary>Replaces the current row of a step. The same instance changed twice is written once, as it ends up.</summary>
    public void Set(StepRow row) => _steps[row.Step] = row;

    /// <summary>The current row becomes history as it stands and <paramref name="next"/> takes its place as a row of its own.</summary>
    public void Open(StepRow next)
    {
        KeepCurrent(next.Step);
        _opened.Add(next);
        _stored.Remove(next.Step);
        _steps[next.Step] = next;
    }

    public void Write(Change change) => _changes.Add(change);

    public void Note(AuditEntry entry) => _audit.Add(entry with { Run = Run.Id });

    /// <summary>Queues the doing of a step. A paused run queues nothing; resuming does it then.</summary>
    public void Queue(StepRow row, DateTimeOffset due)
    {
        if (!Run.Paused)
        {
            Write(new Change.InsertWork(Work(WorkKind.Step, row, due, "")));
        }
    }

    public WorkRow Work(WorkKind kind, StepRow row, DateTimeOffset due, string subject) => new()
    {
        Id = _ids.NextWork(),
        Workspace = Run.Workspace,
        Kind = kind,
        Run = Run.Id,
        Step = row.Step,
        Round = row.Round,
        Attempt = row.Attempt,
        Subject = subject,
        DueAt = due,
    };

    public WorkRow WorkOfRun(WorkKind kind, RunId run, string subject, DateTimeOffset due) => new()
    {
        Id = _ids.NextWork(),
        Workspace = Run.Workspace,
        Kind = kind,
        Run = run,
        Subject = subject,
        DueAt = due,
    };

    /// <summary>Ends an open review with a word; a review that has ended already is left alone.</summary>
    public void EndReview(ReviewRow review, ReviewState state, PersonKey? by, DateTimeOffset? validUntil = null)
    {
        Write(new Change.UpdateReview(review with { State = state, ClosedAt = Now, ClosedBy = by, ApprovalValidUntil = validUntil }));
        Redraw(review);

        // An approval is told once its effect has left: only then is it sure that nothing voids it.
        if (state is ReviewState.Rejected or ReviewState.ChangesRequested or ReviewState.Expired or ReviewState.Withdrawn or ReviewState.Cancelled && People.AskingSystem.Is(Run.Requester))
        {
            Write(Requests.RequestedWorkflow.Tell(Run, review, Now));
        }
    }

    /// <summary>Wherever its question stands.</summary>
    public void Redraw(ReviewRow review)
    {
        foreach (string conversation in QuestionPlaces.Conversations(Run, review))
        {
            Write(new Change.WantView(conversation, Delivery.Purposes.Review(review.Id, review.Revision), Now));
        }
    }

    public Transition Finish()
    {
        var steps = ImmutableArray.CreateBuilder<Change>();
        foreach (StepSpec spec in Graph.Spec.Steps)
        {
            WriteIfChanged(steps, spec.Id);
        }

        RunRow run = RunStatusRule.Apply(Run, Steps, Now);
        var changes = ImmutableArray.CreateBuilder<Change>();
        changes.Add(new Change.UpdateRun(run));
        changes.AddRange(steps);
        changes.AddRange(_changes);
        if (run.Parent is null)
        {
            changes.Add(new Change.WantView(Delivery.Conversations.RootOf(run), Delivery.Purposes.Run(run.Id), Now));
        }

        if (run.IsTerminal && !State.Run.IsTerminal)
        {
            Note(AuditEntry.Of($"run.{run.Status.ToString().ToLowerInvariant()}", AuditEntry.Host, run.Id.Value));
            changes.AddRange(ToldOfTheStop(run));
            if (run.Parent is { } parent)
            {
                changes.Add(new Change.InsertWork(WorkOfRun(WorkKind.ChildEnded, parent, run.Id.Value, Now) with
                {
                    Step = run.ParentStep!,
                    Round = run.ParentRound,
                }));
            }
        }

        return new Transition.To(run, changes.ToImmutable(), [.. _audit]);
    }

    // An approval is told when it is released. One whose run was stopped before that is told as stopped.
    private IEnumerable<Change> ToldOfTheStop(RunRow run) => run.Status == RunStatus.Cancelled && People.AskingSystem.Is(run.Requester)
        ? State.Reviews.Where(review => review.State is ReviewState.Approved or ReviewState.Voided)
            .GroupBy(review => review.Step).Select(review => Requests.RequestedWorkflow.Tell(run, review.MaxBy(one => one.Revision)!, Now))
        : [];

    private void KeepCurrent(string step)
    {
        if (_stored.TryGetValue(step, out StepRow? stored) && !ReferenceEquals(stored, _steps[step]))
        {
            Write(new Change.UpdateStep(_steps[step] with { RowVersion = stored.RowVersion }));
        }
    }

    private void WriteIfChanged(ImmutableArray<Change>.Builder changes, string step)
    {
        StepRow current = _steps[step];
        if (_opened.Exists(row => row.Step == step))
        {
            changes.Add(new Change.InsertStep(current));
        }
        else if (_stored.TryGetValue(step, out StepRow? stored) && !ReferenceEquals(stored, current))
        {
            changes.Add(new Change.UpdateStep(current));
        }
    }
}
