using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Budgets;
using AgentBot.Core.Channels;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;

namespace AgentBot.Core.Storing;

/// <summary>
/// Everything one decision writes, kept whole or not at all: receipt first, then the changes in their order, then the audit.
/// The first change with a condition (a compare-and-set) decides: when it finds its row moved on, nothing is written.
/// </summary>
public sealed record Commit
{
    public required WorkspaceKey Workspace { get; init; }

    public ReceiptRow? Receipt { get; init; }

    public ImmutableArray<Change> Changes { get; init; } = [];

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    public Durability Durability { get; init; } = Durability.PowerLoss;
}

/// <summary>What a commit has to outlive before its caller is answered. Whatever is kept later keeps the earlier with it.</summary>
public enum Durability
{
    /// <summary>The machine losing power: on the disk before the answer. For everything that somebody was told, or that leaves.</summary>
    PowerLoss,

    /// <summary>
    /// As <see cref="PowerLoss"/>, but the answer does not wait: the disk is asked at once. For what nobody was told yet and what
    /// can be found out again, at a price.
    /// </summary>
    PowerLossSoon,

    /// <summary>
    /// The end of the process, but not surely the machine's. For marks whose loss only means that something is done again which
    /// may be done again: a claim, a reservation, the drawing of a card.
    /// </summary>
    ProcessEnd,

    /// <summary>
    /// As <see cref="ProcessEnd"/>, for what nobody waits for: written together with what is committed next, by whomever, and after a few
    /// milliseconds by itself. The order of commits stays as they were asked for.
    /// </summary>
    WithNext,
}

/// <summary>What became of a commit. Losing is a normal outcome with a name.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <param name="Numbers">Numbers the store gave to inserted runs, facts and schedules, by id.</param>
    public sealed record Done(ImmutableDictionary<string, long> Numbers) : CommitResult;

    /// <summary>The receipt was there already; <paramref name="Answer"/> is what was said the first time.</summary>
    public sealed record Duplicate(string Answer) : CommitResult;

    /// <summary>Somebody else was faster, or the lease is gone. Nothing was written.</summary>
    /// <param name="Change">The change whose condition failed.</param>
    public sealed record Lost(Change Change) : CommitResult;
}

/// <summary>One write. The closed list of everything the store can be asked to keep.</summary>
public abstract record Change
{
    private Change()
    {
    }

    /// <summary>The store gives <see cref="RunRow.Number"/>, counted per workspace without gaps.</summary>
    public sealed record InsertRun(RunRow Row) : Change;

    /// <summary>Compare-and-set: writes <paramref name="Row"/> with version + 1 if the stored version is <c>Row.RowVersion</c>.</summary>
    public sealed record UpdateRun(RunRow Row) : Change;

    public sealed record InsertStep(StepRow Row) : Change;

    /// <summary>Compare-and-set on (key, RowVersion), as UpdateRun.</summary>
    public sealed record UpdateStep(StepRow Row) : Change;

    /// <summary>
    /// Guarded arithmetic on the row of a for_each step: items_open −= Closed, items_failed += Failed. When items_open reaches
    /// zero and the step still runs, inserts <paramref name="WhenNoneOpen"/>. Lost if the step of that round no longer waits.
    /// </summary>
    public sealed record CloseItems(StepKey Step, int Closed, int Failed, WorkRow WhenNoneOpen) : Change;

    /// <summary>With a lease token in the row, its maker holds the work from the first moment on and nobody else can claim it meanwhile.</summary>
    public sealed record InsertWork(WorkRow Row) : Change;

    /// <summary>Fenced: lost unless the work exists under this lease token, held by this boot, not past its end.</summary>
    public sealed record FinishWork(WorkId Id, string LeaseToken) : Change;

    /// <summary>Fenced as FinishWork, but keeps the row for later, gives the lease back and counts one more try.</summary>
    public sealed record PostponeWork(WorkId Id, string LeaseToken, DateTimeOffset DueAt) : Change;

    /// <summary>Makes the oldest parked Items work of this step and round due now; nothing happens when there is none.</summary>
    public sealed record ReleaseParked(RunId Run, string Step, int Round, DateTimeOffset DueAt) : Change;

    /// <summary>Deletes all work of a run, or of one step and round of it, whoever holds it; its holders lose at their commit.</summary>
    public sealed record DropWork(RunId Run, string? Step, int? Round) : Change;

    public sealed record InsertReview(ReviewRow Row) : Change;

    /// <summary>Compare-and-set on (id, revision, RowVersion).</summary>
    public sealed record UpdateReview(ReviewRow Row) : Change;

    /// <summary>Lost if the same person said the same of the same revision before.</summary>
    public sealed record InsertDecision(DecisionRow Row) : Change;

    /// <summary>Who opened the whole artifact, when. Repeating it changes nothing.</summary>
    public sealed record MarkOpened(ReviewId Review, int Revision, PersonKey Person, DateTimeOffset At) : Change;

    /// <summary>Inserts where <see cref="RowDraftRow.RowVersion"/> is 0 and there is none; else compare-and-set on (review, revision, person, RowVersion).</summary>
    public sealed record PutRowDraft(RowDraftRow Row) : Change;

    /// <summary>Deletes one person's draft of one revision; nothing happens when there is none.</summary>
    public sealed record DropRowDrafts(ReviewId Review, int Revision, PersonKey Person) : Change;
    /// <summary>What an open revision has in common with others, empty for nothing; null where that has to be found out again. Nothing happens where it is no longer open.</summary>
    /// <param name="Kin">See <see cref="Reviews.Together.Likeness"/>.</param>
    public sealed record PutKin(ReviewId Review, int Revision, string? Kin) : Change;

    /// <summary>Lost if this person has an open batch of the same kin.</summary>
    public sealed record InsertBatch(BatchRow Row) : Change;

    /// <summary>Compare-and-set on (id, RowVersion).</summary>
    public sealed record UpdateBatch(BatchRow Row) : Change;

    /// <summary>What was drawn when somebody decided a review. Repeating it changes nothing: one revision is drilled with one person once.</summary>
    public sealed record InsertDrill(Reviews.Drills.DrillRow Row) : Change;

    /// <summary>Compare-and-set on (of, revision, person, RowVersion).</summary>
    public sealed record UpdateDrill(Reviews.Drills.DrillRow Row) : Change;

    /// <summary>Lost if the idempotency key exists on an effect that was not withdrawn.</summary>
    public sealed record InsertEffect(EffectRow Row) : Change;

    /// <summary>Compare-and-set on (id, RowVersion).</summary>
    public sealed record UpdateEffect(EffectRow Row) : Change;

    /// <summary>Raises the wanted version of a view by one, inserting it if need be.</summary>
    public sealed record WantView(string Conversation, string Purpose, DateTimeOffset DueAt) : Change;

    /// <summary>What a view sender found: sets sent version, message and failure of a view.</summary>
    public sealed record UpdateView(ViewRow Row) : Change;

    /// <summary>Repeating it changes nothing: content is named by its hash. <paramref name="Channel"/> is the only place it may be read in.</summary>
    public sealed record PutArtifact(ChannelKey Channel, Artifact Artifact, RunId? Run, DateTimeOffset At) : Change;

    /// <summary>Repeating it changes nothing.</summary>
    public sealed record PutClosure(Digest Version, string TemplateName, string Json, DateTimeOffset At) : Change;

    /// <summary>Inserts, or replaces text, card and times of the message with the same key.</summary>
    public sealed record PutMessage(MessageRow Row) : Change;

    public sealed record InsertFact(FactRow Row) : Change;

    /// <summary>Compare-and-set on (id, RowVersion).</summary>
    public sealed record UpdateFact(FactRow Row) : Change;

    /// <summary>The store gives <see cref="ScheduleRow.Number"/>, counted per channel.</summary>
    public sealed record InsertSchedule(ScheduleRow Row) : Change;

    /// <summary>Compare-and-set on (id, RowVersion).</summary>
    public sealed record UpdateSchedule(ScheduleRow Row) : Change;

    /// <summary>Lost if this schedule was fired for this time before, whatever came of it: a time fires once.</summary>
    public sealed record InsertFiring(FiringRow Row) : Change;

    /// <summary>
    /// An event that a schedule waited for: it stands in line. Repeating it changes nothing, whatever came of it since: one event,
    /// named by <see cref="FiringRow.Cause"/>, fires a schedule once. It rides along with what caused it, in the same commit.
    /// </summary>
    public sealed record PutEventFiring(FiringRow Row) : Change;

    /// <summary>Compare-and-set on (schedule, due, RowVersion).</summary>
    public sealed record UpdateFiring(FiringRow Row) : Change;

    /// <summary>Inserts the pot if it is missing; leaves an existing one as it is, except that its cap follows.</summary>
    public sealed record OpenBudget(BudgetRow Row) : Change;

    /// <summary>Guarded arithmetic; lost when spent + reserved + asked would pass the cap of money or of tokens.</summary>
    public sealed record Reserve(string Pot, long Micros, long Tokens) : Change;

    /// <summary>Gives back a reservation and books what was really used (0 and 0 to release it).</summary>
    public sealed record Settle(string Pot, long ReservedMicros, long ReservedTokens, long UsedMicros, long UsedTokens) : Change;

    /// <summary>A person adds to what this pot may spend, for as long as it is there. Lost if there is no such pot.</summary>
    public sealed record RaiseBudget(string Pot, long Micros, long Tokens) : Change;

    /// <summary>It is being said that most of this pot is spent; lost if that was said before.</summary>
    public sealed record WarnOfBudget(string Pot) : Change;

    public sealed record InsertModelCall(ModelCallRow Row) : Change;

    /// <summary>Appends one event of an agent's conversation: never rewritten. Lost if that place is taken.</summary>
    public sealed record AppendAgentEvent(StepKey Step, int Sequence, string Kind, string Json, DateTimeOffset At) : Change;

    /// <summary>Inserts, or takes the place of what was known of the same person.</summary>
    public sealed record PutAbsence(Absence Row) : Change;

    /// <summary>What an operator agreed to; takes the place of what was agreed to of the same tool before.</summary>
    public sealed record PutToolPin(Tools.ToolPin Row) : Change;

    /// <summary>The store gives <see cref="Tools.Grants.CallGrant.Number"/>, counted per channel.</summary>
    public sealed record InsertGrant(Tools.Grants.CallGrant Row) : Change;

    /// <summary>
    /// Guarded arithmetic: counts one more call of a grant. Lost where none is left, it has ended or its time is over, or where that
    /// very call was counted before.
    /// </summary>
    public sealed record UseGrant(Tools.Grants.GrantUse Row) : Change;

    /// <summary>Ends a grant; lost where it has ended already.</summary>
    public sealed record EndGrant(GrantId Grant, PersonKey By, string Why, DateTimeOffset At) : Change;

    /// <summary>Lost if that system has used that name for a request before.</summary>
    public sealed record InsertRequest(Requests.RequestRow Row) : Change;

    /// <summary>What a system is told of one round, word for word. The first stands: repeating it changes nothing.</summary>
    public sealed record PutIssued(Requests.IssuedDecision Row) : Change;

    /// <summary>Lost if that handle was ever used.</summary>
    public sealed record InsertLink(LinkRow Row) : Change;

    /// <summary>Compare-and-set on (handle, RowVersion).</summary>
    public sealed record UpdateLink(LinkRow Row) : Change;

    /// <summary>Counts one try at a secret; lost once <paramref name="Most"/> were made since the first of them, which is forgotten when it lies before <paramref name="Since"/>.</summary>
    /// <param name="Subject">Who tries, or what is tried at.</param>
    public sealed record SpendTry(string Subject, int Most, DateTimeOffset At, DateTimeOffset Since) : Change
    {
        /// <summary>False for a try that turned out right: it is lost like any other, but it is not counted.</summary>
        public bool Counts { get; init; } = true;
    }

    /// <summary>A setting of the store itself, for example that the demo facts were put in.</summary>
    public sealed record PutMark(string Name, string Value) : Change;
}

/// <summary>The one method by which anything is kept.</summary>
public interface ICommitter
{
    /// <summary>Returns when it is as durable as the commit asks. Throws <see cref="StoreUnavailableException"/> when nothing can be kept now; then nothing was.</summary>
    ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken ct);

    /// <summary>
    /// Returns when everything is on the disk that was committed until now and must outlive the machine. Others read a commit a
    /// moment before its caller is answered: who shows outside what was read waits here first.
    /// </summary>
    ValueTask WhenOnDiskAsync(CancellationToken ct);
}

/// <summary>The store cannot keep anything at the moment: disk full, read-only, closing. The message is for the operator.</summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
