using System.Text;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteSchedules(ReaderPool readers) : IScheduleReader
{
    private static readonly Sql Find = ScheduleRows.Schedules.Select("WHERE id = ?");
    private static readonly Sql FindByNumber = ScheduleRows.Schedules.Select("WHERE channel = ? AND number = ?");
    private static readonly Sql Standing = ScheduleRows.Schedules.Select("WHERE id > ? AND status IN ('Active', 'Paused', 'Frozen') ORDER BY id LIMIT ?");
    private static readonly Sql Waking = new("SELECT id, wake_at FROM schedules WHERE wake_at IS NOT NULL ORDER BY wake_at, seq");
    private static readonly Sql Listening = ScheduleRows.Schedules.Select("WHERE listens = ? AND listens <> '' AND status = 'Active' ORDER BY seq");
    private static readonly Sql ListeningBelow = ScheduleRows.Schedules.Select("WHERE listens <> '' AND substr(listens, 1, length(?)) = ? AND status = 'Active' ORDER BY seq");
    private static readonly Sql Arrived = new("SELECT DISTINCT schedule FROM firings WHERE outcome = 'Queued' AND cause <> ''");
    private static readonly Sql FindCause = ScheduleRows.Firings.Select("WHERE schedule = ? AND cause = ? AND cause <> ''");
    private static readonly Sql Count = new("SELECT outcome, COUNT(*), MIN(at) FROM firings WHERE schedule = ? AND at >= ? AND outcome IN ('Started', 'Skipped') GROUP BY outcome");

    private static readonly Sql Unheard = RunRows.Runs.Select("""
        WHERE channel = ? AND template = ? AND depth = 0 AND dry_run = 0 AND ended_at > ? AND status <> 'Cancelled'
          AND NOT EXISTS (SELECT 1 FROM firings WHERE schedule = ? AND cause = 'run|' || runs.id)
        ORDER BY number DESC LIMIT ?
        """);

    private static readonly Sql FindFiring = ScheduleRows.Firings.Select("WHERE schedule = ? AND due = ?");
    private static readonly Sql FindFiringOfRun = ScheduleRows.Firings.Select("WHERE run = ?");
    private static readonly Sql LastFirings = ScheduleRows.Firings.Select("WHERE schedule = ? ORDER BY due DESC LIMIT ?");
    private static readonly Sql FiringsBetween = ScheduleRows.Firings.Select("WHERE workspace = ? AND due >= ? AND due < ? ORDER BY due, schedule LIMIT ?");
    private static readonly Sql Queued = ScheduleRows.Firings.Select("WHERE schedule = ? AND outcome = 'Queued' ORDER BY due");

    private static readonly Sql Running = RunRows.Runs.Select(
        "WHERE ended_at IS NULL AND id IN (SELECT run FROM firings WHERE schedule = ? AND open = 1) ORDER BY seq");

    // What cannot be delivered may be a child's: effects are those of the whole tree.
    private static readonly Sql Unsettled = new($"""
        SELECT {string.Join(", ", ScheduleRows.Firings.Columns.Split(", ").Select(column => "f." + column))}
        FROM firings f JOIN runs r ON r.id = f.run
        WHERE f.open = 1 AND (r.ended_at IS NOT NULL OR (f.ended IS NULL AND EXISTS (
          SELECT 1 FROM effects e WHERE e.unfinished = 1 AND e.state IN ('Dead', 'Unknown')
            AND (e.run = r.id OR e.run IN (SELECT c.id FROM runs c WHERE c.root = r.id AND c.depth > 0)))))
        ORDER BY f.due LIMIT ?
        """);

    public ValueTask<ScheduleRow?> FindAsync(ScheduleId id, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Find);
            find.Key(id);
            return find.One(ScheduleRows.ReadSchedule);
        },
        ct);

    public ValueTask<ScheduleRow?> FindByNumberAsync(ChannelKey channel, long number, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindByNumber);
            find.Key(channel);
            find.Number(number);
            return find.One(ScheduleRows.ReadSchedule);
        },
        ct);

    public ValueTask<IReadOnlyList<ScheduleRow>> ListAsync(ScheduleQuery query, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ScheduleRow>>(
        database =>
        {
            using Statement list = database.Prepare(ListText(query));
            list.Key(query.Workspace);
            if (query.Channel is { } channel)
            {
                list.Key(channel);
            }

            if (query.Owner is { } owner)
            {
                list.Key(owner);
            }

            foreach (ScheduleStatus status in query.Status ?? [])
            {
                list.Word(status);
            }

            list.Number(query.Take);
            return list.All(ScheduleRows.ReadSchedule);
        },
        ct);

    public ValueTask<IReadOnlyList<ScheduleRow>> StandingAsync(ScheduleId? after, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ScheduleRow>>(
        database =>
        {
            Statement standing = database.Use(Standing);
            standing.Text(after?.Value ?? "");
            standing.Number(take);
            return standing.All(ScheduleRows.ReadSchedule);
        },
        ct);

    public ValueTask<IReadOnlyList<(ScheduleId Id, DateTimeOffset At)>> WakingAsync(CancellationToken ct) => readers.ReadAsync<IReadOnlyList<(ScheduleId, DateTimeOffset)>>(
        database => database.Use(Waking).All(row => (row.Key<ScheduleId>(), row.Time())), ct);

    public ValueTask<IReadOnlyList<ScheduleRow>> ListeningAsync(string address, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ScheduleRow>>(
        database =>
        {
            Statement listening = database.Use(Listening);
            listening.Text(address);
            return listening.All(ScheduleRows.ReadSchedule);
        },
        ct);

    public ValueTask<IReadOnlyList<ScheduleRow>> ListeningBelowAsync(string beginning, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ScheduleRow>>(
        database =>
        {
            Statement listening = database.Use(ListeningBelow);
            listening.Text(beginning);
            listening.Text(beginning);
            return listening.All(ScheduleRows.ReadSchedule);
        },
        ct);

    public ValueTask<IReadOnlyList<ScheduleId>> ArrivedAsync(CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ScheduleId>>(
        database => database.Use(Arrived).All(row => row.Key<ScheduleId>()), ct);

    public ValueTask<IReadOnlyList<RunRow>> UnheardRunsAsync(ScheduleId schedule, ChannelKey channel, string template, DateTimeOffset since, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<RunRow>>(
        database =>
        {
            Statement unheard = database.Use(Unheard);
            unheard.Key(channel);
            unheard.Text(template);
            unheard.Time(since);
            unheard.Key(schedule);
            unheard.Number(take);
            return [.. Enumerable.Reverse(unheard.All(RunRows.ReadRun))];
        },
        ct);

    public ValueTask<FiringCounts> CountAsync(ScheduleId schedule, DateTimeOffset since, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement count = database.Use(Count);
            count.Key(schedule);
            count.Time(since);
            IReadOnlyList<(FiringOutcome Outcome, int Count, DateTimeOffset First)> counted = count.All(row => (row.Word<FiringOutcome>(), row.Whole(), row.Time()));
            var started = counted.FirstOrDefault(one => one.Outcome == FiringOutcome.Started);
            return new FiringCounts(started.Count, counted.FirstOrDefault(one => one.Outcome == FiringOutcome.Skipped).Count, started.Count == 0 ? null : started.First);
        },
        ct);

    public ValueTask<FiringRow?> FindFiringAsync(ScheduleId schedule, string cause, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindCause);
            find.Key(schedule);
            find.Text(cause);
            return find.One(ScheduleRows.ReadFiring);
        },
        ct);

    public ValueTask<FiringRow?> FindFiringAsync(ScheduleId schedule, DateTimeOffset due, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindFiring);
            find.Key(schedule);
            find.Time(due);
            return find.One(ScheduleRows.ReadFiring);
        },
        ct);

    public ValueTask<FiringRow?> FindFiringAsync(RunId run, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindFiringOfRun);
            find.Key(run);
            return find.One(ScheduleRows.ReadFiring);
        },
        ct);

    public ValueTask<IReadOnlyList<FiringRow>> FiringsAsync(ScheduleId schedule, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<FiringRow>>(
        database =>
        {
            Statement last = database.Use(LastFirings);
            last.Key(schedule);
            last.Number(take);
            return last.All(ScheduleRows.ReadFiring);
        },
        ct);

    public ValueTask<IReadOnlyList<FiringRow>> FiringsAsync(WorkspaceKey workspace, DateTimeOffset from, DateTimeOffset to, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<FiringRow>>(
        database =>
        {
            Statement between = database.Use(FiringsBetween);
            between.Key(workspace);
            between.Time(from);
            between.Time(to);
            between.Number(take);
            return between.All(ScheduleRows.ReadFiring);
        },
        ct);

    public ValueTask<IReadOnlyList<FiringRow>> QueuedAsync(ScheduleId schedule, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<FiringRow>>(
        database =>
        {
            Statement queued = database.Use(Queued);
            queued.Key(schedule);
            return queued.All(ScheduleRows.ReadFiring);
        },
        ct);

    public ValueTask<IReadOnlyList<RunRow>> RunningAsync(ScheduleId schedule, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<RunRow>>(
        database =>
        {
            Statement running = database.Use(Running);
            running.Key(schedule);
            return running.All(RunRows.ReadRun);
        },
        ct);

    public ValueTask<IReadOnlyList<FiringRow>> UnsettledAsync(int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<FiringRow>>(
        database =>
        {
            Statement unsettled = database.Use(Unsettled);
            unsettled.Number(take);
            return unsettled.All(ScheduleRows.ReadFiring);
        },
        ct);

    private static string ListText(ScheduleQuery query)
    {
        var text = new StringBuilder("WHERE workspace = ?");
        text.Append(query.Channel is null ? "" : " AND channel = ?");
        text.Append(query.Owner is null ? "" : " AND owner = ?");
        if (query.Status is { } statuses)
        {
            text.Append(" AND status IN (").AppendJoin(", ", statuses.Select(_ => "?")).Append(')');
        }

        return ScheduleRows.Schedules.SelectText(text.Append(" ORDER BY wake_at IS NULL, wake_at, number LIMIT ?").ToString());
    }
}
