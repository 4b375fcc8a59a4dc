using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Budgets;
using AgentBot.Core.Channels;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;

namespace AgentBot.Core.Storing;

/// <summary>Reads of runs. Every read is of committed state; none of them locks.</summary>
public interface IRunReader
{
    ValueTask<RunRow?> FindAsync(RunId id, CancellationToken ct);

    ValueTask<RunRow?> FindByNumberAsync(WorkspaceKey workspace, long number, CancellationToken ct);

    /// <summary>The run whose thread this is, newest first when there are several; null for none.</summary>
    ValueTask<RunRow?> FindByThreadAsync(ChannelKey channel, string thread, CancellationToken ct);

    /// <summary>The aggregate as the machine needs it, read in one snapshot.</summary>
    ValueTask<RunState?> LoadAsync(RunId id, CancellationToken ct);

    /// <summary>Gives <paramref name="seen"/> back while its header is the one that stands, since whatever changes a run's course moves that; loads it otherwise.</summary>
    ValueTask<RunState?> LoadAsync(RunId id, RunState? seen, CancellationToken ct);

    /// <summary>All rows of one step in one round, items included, by ordinal and attempt.</summary>
    ValueTask<IReadOnlyList<StepRow>> ItemsAsync(RunId run, string step, int round, CancellationToken ct);

    /// <summary>The items with these keys, of the attempt that <paramref name="step"/> names, in the order of the keys; those that do not exist are left out.</summary>
    ValueTask<IReadOnlyList<StepRow>> ItemsAsync(StepKey step, IReadOnlyList<string> keys, CancellationToken ct);

    ValueTask<StepRow?> FindStepAsync(StepKey key, CancellationToken ct);

    /// <summary>Every row of the steps themselves (no items), all rounds and attempts, in order of their beginning.</summary>
    ValueTask<IReadOnlyList<StepRow>> HistoryAsync(RunId run, CancellationToken ct);

    ValueTask<IReadOnlyList<RunRow>> ChildrenAsync(RunId run, CancellationToken ct);

    /// <summary>How many runs hang below this root, itself included.</summary>
    ValueTask<int> TreeSizeAsync(RunId root, CancellationToken ct);

    ValueTask<IReadOnlyList<RunRow>> ListAsync(RunQuery query, CancellationToken ct);

    /// <summary>Runs of all workspaces that wait in line, oldest first.</summary>
    ValueTask<IReadOnlyList<RunRow>> HeldAsync(int take, CancellationToken ct);

    ValueTask<RunCounts> CountAsync(WorkspaceKey workspace, CancellationToken ct);

    /// <summary>JSON of a stored closure; null when that version never ran.</summary>
    ValueTask<string?> FindClosureAsync(Digest version, CancellationToken ct);
}

/// <param name="Channel">Null for all channels of the workspace.</param>
/// <param name="Before">Runs with a smaller number only, for paging; null for the newest.</param>
public sealed record RunQuery(WorkspaceKey Workspace, ChannelKey? Channel, string? Template, IReadOnlyList<RunStatus>? Status, PersonKey? Requester, bool RootsOnly, long? Before, int Take);

/// <param name="Active">Not ended.</param>
public sealed record RunCounts(int Active, int AwaitingReview, int Unknown, int Failed);

public interface IReviewReader
{
    /// <summary>The newest revision.</summary>
    ValueTask<ReviewRow?> FindAsync(ReviewId id, CancellationToken ct);

    ValueTask<ReviewRow?> FindAsync(ReviewId id, int revision, CancellationToken ct);

    /// <summary>All revisions of all reviews of a run, oldest first.</summary>
    ValueTask<IReadOnlyList<ReviewRow>> OfRunAsync(RunId run, CancellationToken ct);

    ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(ReviewId id, CancellationToken ct);

    /// <summary>Open reviews by deadline, oldest first where there is none.</summary>
    /// <param name="principals">Names as in the policy ("ben", "finance-leads"); null for everybody's.</param>
    ValueTask<IReadOnlyList<ReviewRow>> OpenAsync(WorkspaceKey workspace, IReadOnlyList<string>? principals, ChannelKey? channel, int skip, int take, CancellationToken ct);

    ValueTask<int> CountOpenAsync(WorkspaceKey workspace, IReadOnlyList<string>? principals, ChannelKey? channel, CancellationToken ct);

    ValueTask<IReadOnlyList<ReviewRow>> ClosedAsync(WorkspaceKey workspace, ChannelKey? channel, int take, CancellationToken ct);

    /// <summary>Everybody's drafts of all revisions of a review; whose they are, nobody else is shown them.</summary>
    ValueTask<IReadOnlyList<RowDraftRow>> DraftsAsync(ReviewId id, CancellationToken ct);

    ValueTask<DateTimeOffset?> OpenedAtAsync(ReviewId id, int revision, PersonKey person, CancellationToken ct);
}

public interface IArtifactReader
{
    /// <summary>
    /// The bytes, read under the channel that owns them and compared with their digest; null when that channel has no such
    /// artifact. Type, author and parent are those of the first time these bytes were kept in the channel.
    /// </summary>
    /// <exception cref="DamagedArtifactException">The bytes are not the ones that were kept, or their file is gone.</exception>
    ValueTask<Artifact?> FindAsync(ChannelKey channel, Digest content, CancellationToken ct);
}

/// <summary>Larger artifacts are written beside the database before the commit that names them.</summary>
public interface IArtifactStaging
{
    /// <summary>Writes, syncs and renames the bytes if they are too large to stand in a row; does nothing otherwise. Safe to repeat.</summary>
    ValueTask StageAsync(ChannelKey channel, Artifact artifact, CancellationToken ct);
}

public interface IWorkStore
{
    /// <summary>
    /// Takes up to <paramref name="take"/> due rows under new leases, oldest due first. A lease is void when its holder's boot id
    /// is not the running one or its time is over; taking over such a row counts as a crash of its holder.
    /// </summary>
    ValueTask<IReadOnlyList<WorkRow>> ClaimAsync(int take, TimeSpan lease, DateTimeOffset now, CancellationToken ct);

    /// <summary>Extends the leases still held; returns the tokens that were lost.</summary>
    ValueTask<IReadOnlyList<string>> RenewAsync(IReadOnlyList<(WorkId Id, string Token)> held, TimeSpan lease, DateTimeOffset now, CancellationToken ct);

    /// <summary>Gives leases back without counting a crash; for an orderly stop.</summary>
    ValueTask ReleaseAsync(IReadOnlyList<(WorkId Id, string Token)> held, CancellationToken ct);

    /// <summary>The earliest time any work can be claimed, parked work left out: when it is due, or when a running lease ends; null for none.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken ct);

    ValueTask<int> CountAsync(RunId run, CancellationToken ct);
}

public interface IDeliveryReader
{
    /// <summary>Due Pending effects that are first in their conversation, and Sending ones left behind by a dead process.</summary>
    ValueTask<IReadOnlyList<EffectRow>> DueEffectsAsync(DateTimeOffset now, int take, CancellationToken ct);

    ValueTask<EffectRow?> FindEffectAsync(EffectId id, CancellationToken ct);

    /// <summary>The effect that bears this key and was not withdrawn, from this run or from the run it repeats; null for none.</summary>
    ValueTask<EffectRow?> FindEffectByKeyAsync(string idempotencyKey, CancellationToken ct);

    ValueTask<IReadOnlyList<EffectRow>> EffectsAsync(RunId run, CancellationToken ct);

    /// <summary>Effects that a person must look at: Unknown and Dead.</summary>
    ValueTask<IReadOnlyList<EffectRow>> StuckEffectsAsync(WorkspaceKey workspace, CancellationToken ct);

    /// <summary>Due views whose wanted version is ahead of the sent one, oldest first.</summary>
    ValueTask<IReadOnlyList<ViewRow>> DueViewsAsync(DateTimeOffset now, int take, CancellationToken ct);

    ValueTask<ViewRow?> FindViewAsync(string conversation, string purpose, CancellationToken ct);

    /// <summary>The views that this one lists, oldest first.</summary>
    ValueTask<IReadOnlyList<ViewRow>> ListedViewsAsync(string conversation, string roundup, CancellationToken ct);

    /// <summary>The view that the platform shows as this message in the channel itself, not one that it lists; null for none.</summary>
    ValueTask<ViewRow?> FindViewByMessageAsync(string conversation, string message, CancellationToken ct);

    /// <summary>The earliest time anything is due; null for none.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken ct);

    ValueTask<string?> FindReceiptAsync(string key, CancellationToken ct);
}

public interface IScheduleReader
{
    ValueTask<ScheduleRow?> FindAsync(ScheduleId id, CancellationToken ct);

    ValueTask<ScheduleRow?> FindByNumberAsync(ChannelKey channel, long number, CancellationToken ct);

    /// <summary>By the time they wake, those without one last, then by number.</summary>
    ValueTask<IReadOnlyList<ScheduleRow>> ListAsync(ScheduleQuery query, CancellationToken ct);

    /// <summary>Those of all workspaces that run, are paused or are held, page by page in the order of their ids.</summary>
    /// <param name="after">The last of the page before; null for the first.</param>
    ValueTask<IReadOnlyList<ScheduleRow>> StandingAsync(ScheduleId? after, int take, CancellationToken ct);

    /// <summary>All that wake at some time, earliest first: what a clock holds.</summary>
    ValueTask<IReadOnlyList<(ScheduleId Id, DateTimeOffset At)>> WakingAsync(CancellationToken ct);

    /// <summary>Those in force that listen at this address, oldest first.</summary>
    /// <param name="address"><see cref="Schedules.Triggers.EventAddress"/></param>
    ValueTask<IReadOnlyList<ScheduleRow>> ListeningAsync(string address, CancellationToken ct);

    /// <summary>Those in force whose address begins so.</summary>
    ValueTask<IReadOnlyList<ScheduleRow>> ListeningBelowAsync(string beginning, CancellationToken ct);

    /// <summary>Schedules for which an event stands in line.</summary>
    ValueTask<IReadOnlyList<ScheduleId>> ArrivedAsync(CancellationToken ct);

    /// <summary>
    /// The latest ended runs of a template that a schedule of the same channel has not been told of; not parts of others, and not
    /// those that a person stopped. Oldest first.
    /// </summary>
    /// <param name="since">Only runs that ended after it.</param>
    ValueTask<IReadOnlyList<RunRow>> UnheardRunsAsync(ScheduleId schedule, ChannelKey channel, string template, DateTimeOffset since, int take, CancellationToken ct);

    /// <summary>What became of a schedule's firings that were dealt with at or after a time.</summary>
    ValueTask<FiringCounts> CountAsync(ScheduleId schedule, DateTimeOffset since, CancellationToken ct);

    ValueTask<FiringRow?> FindFiringAsync(ScheduleId schedule, DateTimeOffset due, CancellationToken ct);

    /// <summary>The firing that this event caused; null where it caused none.</summary>
    ValueTask<FiringRow?> FindFiringAsync(ScheduleId schedule, string cause, CancellationToken ct);

    /// <summary>The firing that began this run; null where a person did.</summary>
    ValueTask<FiringRow?> FindFiringAsync(RunId run, CancellationToken ct);

    /// <summary>Newest due time first.</summary>
    ValueTask<IReadOnlyList<FiringRow>> FiringsAsync(ScheduleId schedule, int take, CancellationToken ct);

    /// <summary>Of all schedules of the workspace, due at or after <paramref name="from"/> and before <paramref name="to"/>, oldest first.</summary>
    ValueTask<IReadOnlyList<FiringRow>> FiringsAsync(WorkspaceKey workspace, DateTimeOffset from, DateTimeOffset to, int take, CancellationToken ct);

    /// <summary>Those that wait for an earlier run of the same schedule, oldest due time first.</summary>
    ValueTask<IReadOnlyList<FiringRow>> QueuedAsync(ScheduleId schedule, CancellationToken ct);

    /// <summary>Runs that this schedule began and that have not ended, oldest first.</summary>
    ValueTask<IReadOnlyList<RunRow>> RunningAsync(ScheduleId schedule, CancellationToken ct);

    /// <summary>Begun firings whose run has ended, or made something that could not be delivered, while their row does not say so yet; oldest first.</summary>
    ValueTask<IReadOnlyList<FiringRow>> UnsettledAsync(int take, CancellationToken ct);
}

/// <param name="FirstStarted">When the first of the started ones was.</param>
public sealed record FiringCounts(int Started, int Skipped, DateTimeOffset? FirstStarted);

/// <param name="Channel">Null for all channels of the workspace.</param>
/// <param name="Status">Null for any.</param>
public sealed record ScheduleQuery(WorkspaceKey Workspace, ChannelKey? Channel, PersonKey? Owner, IReadOnlyList<ScheduleStatus>? Status, int Take);

public interface IFactReader
{
    /// <summary>Facts in force, newest first; with words, those that match by full text, best first. The words are data: no operator in them works.</summary>
    ValueTask<IReadOnlyList<FactRow>> ListAsync(ChannelKey channel, string? words, int skip, int take, CancellationToken ct);

    ValueTask<FactRow?> FindByNumberAsync(ChannelKey channel, long number, CancellationToken ct);

    ValueTask<int> CountAsync(ChannelKey channel, CancellationToken ct);
}

public interface IChatLog
{
    /// <summary>Messages of a channel that this person may see, oldest first, the last <paramref name="take"/> before a key (null for the newest).</summary>
    ValueTask<IReadOnlyList<MessageRow>> ReadAsync(ChannelKey channel, PersonKey reader, string? beforeKey, int take, CancellationToken ct);

    /// <summary>What people said in the channel since a time, without AgentBot's own messages and private answers; for the action channel.messages.</summary>
    ValueTask<IReadOnlyList<MessageRow>> SaidAsync(ChannelKey channel, DateTimeOffset since, int take, CancellationToken ct);

    ValueTask<MessageRow?> FindAsync(string key, CancellationToken ct);
}

public interface IBudgetReader
{
    ValueTask<BudgetRow?> FindAsync(string pot, CancellationToken ct);

    ValueTask<IReadOnlyList<ModelCallRow>> CallsAsync(RunId run, CancellationToken ct);

    /// <summary>Pots of a month that have a cap, of which at least <see cref="Pots.WarnPercent"/> are spent, and of which nobody was told yet.</summary>
    ValueTask<IReadOnlyList<BudgetRow>> NearlySpentAsync(int take, CancellationToken ct);

    /// <summary>Cost and count of finished runs of a template, newest first, to say what is usual.</summary>
    ValueTask<IReadOnlyList<(RunRow Run, long CostMicros)>> RecentCostsAsync(WorkspaceKey workspace, string template, int take, CancellationToken ct);
}

public interface IAuditStore
{
    /// <summary>Chains the lines that have no hash yet; returns the new head (sequence and hash), or null when nothing was open.</summary>
    ValueTask<(long Sequence, string Hash)?> SealAsync(int take, CancellationToken ct);

    IAsyncEnumerable<AuditRow> ReadAsync(long afterSequence, CancellationToken ct);

    ValueTask<(long Sequence, string Hash)> HeadAsync(CancellationToken ct);

    ValueTask<IReadOnlyList<AuditRow>> OfRunAsync(RunId run, CancellationToken ct);

    /// <summary>The texts behind the commitments of one line, for verifying and for reading; empty where they were erased.</summary>
    ValueTask<IReadOnlyList<(string Name, string Salt, string Text)>> TextsAsync(long sequence, CancellationToken ct);
}

/// <summary>Reads of links between accounts.</summary>
public interface ILinkReader
{
    ValueTask<LinkRow?> FindAsync(string handle, CancellationToken ct);

    /// <summary>Those that count and those that were ended, in the order in which they were confirmed.</summary>
    ValueTask<IReadOnlyList<LinkRow>> SettledAsync(CancellationToken ct);

    /// <summary>What this account has asked for with a code that nobody has typed yet.</summary>
    ValueTask<IReadOnlyList<LinkRow>> OfferedAsync(LinkEnd first, CancellationToken ct);
}

public interface IRequestReader
{
    /// <summary>Null where that system has used the name for no request.</summary>
    ValueTask<Requests.RequestRow?> FindAsync(PersonKey system, string id, CancellationToken ct);

    /// <summary>How many runs that a system asked for have not ended.</summary>
    ValueTask<int> CountOpenAsync(PersonKey system, CancellationToken ct);

    /// <summary>What a system is told of one round; null as long as nobody has put it into words.</summary>
    ValueTask<Requests.IssuedDecision?> FindIssuedAsync(ReviewId review, int round, CancellationToken ct);
}

public interface IAbsenceReader
{
    /// <summary>Absences that end after that moment, also those that have not begun.</summary>
    ValueTask<IReadOnlyList<Absence>> LastingAsync(DateTimeOffset after, CancellationToken ct);
}

public interface IGrantReader
{
    ValueTask<Tools.Grants.CallGrant?> FindAsync(GrantId id, CancellationToken ct);

    ValueTask<Tools.Grants.CallGrant?> FindByNumberAsync(ChannelKey channel, long number, CancellationToken ct);

    /// <summary>Those of a channel that have not ended, whose time is not over and that have calls left; oldest first.</summary>
    ValueTask<IReadOnlyList<Tools.Grants.CallGrant>> StandingAsync(ChannelKey channel, DateTimeOffset now, CancellationToken ct);

    /// <summary>Those of a workspace, standing or not, newest first.</summary>
    ValueTask<IReadOnlyList<Tools.Grants.CallGrant>> ListAsync(WorkspaceKey workspace, int take, CancellationToken ct);

    /// <summary>Under which grant a call was made; null for none.</summary>
    /// <param name="call">As <see cref="Tools.Grants.GrantUse.Call"/> names it.</param>
    ValueTask<Tools.Grants.GrantUse?> FindUseAsync(string call, CancellationToken ct);

    /// <summary>The calls of one run under a grant, in their order.</summary>
    ValueTask<IReadOnlyList<Tools.Grants.GrantUse>> UsesAsync(GrantId grant, RunId run, CancellationToken ct);
}

public interface IToolPinReader
{
    /// <summary>What operators have agreed to, of every tool that ever was, by its name.</summary>
    ValueTask<IReadOnlyList<Tools.ToolPin>> AllAsync(CancellationToken ct);
}

public interface IStoreMarks
{
    ValueTask<string?> FindMarkAsync(string name, CancellationToken ct);
}

/// <summary>The conversation of an agent with its model and tools, as it was appended.</summary>
public interface IAgentLog
{
    /// <summary>All events of one step instance in their order.</summary>
    ValueTask<IReadOnlyList<AgentEventRow>> ReadAsync(StepKey step, CancellationToken ct);
}

/// <param name="Kind">The agent loop's own word: a message, a tool call, a tool's result.</param>
public sealed record AgentEventRow(int Sequence, string Kind, string Json, DateTimeOffset At);

/// <summary>Tells sleeping workers and open pages that something was committed. Raised after the commit, never before.</summary>
public interface ICommitSignal
{
    event Action<Commit>? Committed;
}

/// <summary>Housekeeping of the store itself.</summary>
public interface IStoreUpkeep
{
    /// <summary>Deletes receipts older than the cut and takes a passive checkpoint when the log is long or idle.</summary>
    ValueTask TendAsync(DateTimeOffset receiptsBefore, CancellationToken ct);

    /// <summary>Removes artifacts that were staged before then and that no commit names: their makers died or lost. Gives how many.</summary>
    /// <param name="stagedBefore">Long enough ago that no commit can be on its way that names one of them; a day is plenty.</param>
    /// <exception cref="StoreUnavailableException">One of them could not be removed; the next sweep tries again.</exception>
    ValueTask<int> SweepFilesAsync(DateTimeOffset stagedBefore, CancellationToken ct);

    /// <summary>Engine, version, file sizes and an integrity check in plain words, for doctor and health.</summary>
    ValueTask<StoreHealth> CheckAsync(bool thorough, CancellationToken ct);
}

public sealed record StoreHealth(bool IsHealthy, string Engine, string Sentence);
