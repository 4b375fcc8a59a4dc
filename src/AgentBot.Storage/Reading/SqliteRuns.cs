using System.Collections.Immutable;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteRuns(ReaderPool readers) : IRunReader
{
    private static readonly Sql Find = RunRows.Runs.Select("WHERE id = ?");
    private static readonly Sql VersionOf = new("SELECT row_version FROM runs WHERE id = ?");
    private static readonly Sql FindByNumber = RunRows.Runs.Select("WHERE workspace = ? AND number = ?");
    private static readonly Sql FindByThread = RunRows.Runs.Select("WHERE channel = ? AND thread = ? ORDER BY seq DESC LIMIT 1");
    private static readonly Sql Heads = RunRows.Steps.Select("WHERE run = ? AND item = '' ORDER BY step, round, attempt");
    private static readonly Sql HeadsOfRound = RunRows.Steps.Select("WHERE run = ? AND item = '' AND step = ? AND round = ? ORDER BY attempt");
    private static readonly Sql Items = RunRows.Steps.Select("WHERE run = ? AND step = ? AND round = ? AND ordinal >= 0 ORDER BY ordinal, attempt");
    private static readonly Sql Step = RunRows.Steps.Select("WHERE run = ? AND item = ? AND step = ? AND round = ? AND attempt = ?");
    private static readonly Sql History = RunRows.Steps.Select("WHERE run = ? AND item = '' ORDER BY started_at IS NULL, started_at, round, step, attempt");
    private static readonly Sql Reviews = ReviewRows.Reviews.Select("WHERE run = ? ORDER BY seq");
    private static readonly Sql Effects = DeliveryRows.Effects.Select("WHERE run = ? AND unfinished = 1 ORDER BY seq");
    private static readonly Sql Children = RunRows.Runs.Select("WHERE parent = ? ORDER BY seq");
    private static readonly Sql RunningChildren = RunRows.Runs.Select("WHERE parent = ? AND ended_at IS NULL ORDER BY seq");
    private static readonly Sql Held = RunRows.Runs.Select("WHERE held > '' ORDER BY created_at, seq LIMIT ?");
    private static readonly Sql CountTree = new("SELECT COUNT(*) + 1 FROM runs WHERE root = ? AND depth > 0");
    private static readonly Sql CountByStatus = new("SELECT status, COUNT(*) FROM runs WHERE workspace = ? GROUP BY status");
    private static readonly Sql Closure = new("SELECT json FROM closures WHERE version = ?");

    public ValueTask<RunRow?> FindAsync(RunId id, CancellationToken ct) => readers.ReadAsync(database => Of(database, Find, id), ct);

    public ValueTask<RunRow?> FindByNumberAsync(WorkspaceKey workspace, long number, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindByNumber);
            find.Key(workspace);
            find.Number(number);
            return find.One(RunRows.ReadRun);
        },
        ct);

    public ValueTask<RunRow?> FindByThreadAsync(ChannelKey channel, string thread, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindByThread);
            find.Key(channel);
            find.Text(thread);
            return find.One(RunRows.ReadRun);
        },
        ct);

    public ValueTask<RunState?> LoadAsync(RunId id, CancellationToken ct) => readers.ReadSnapshotAsync(
        database => Of(database, Find, id) is { } run
            ? new RunState(
                run,
                [.. Latest(OfRun(database, Heads, id).All(RunRows.ReadStep), step => step.Step)],
                [.. Latest(OfRun(database, Reviews, id).All(ReviewRows.ReadReview), review => review.Id.Value)],
                [.. OfRun(database, Effects, id).All(DeliveryRows.ReadEffect)],
                [.. OfRun(database, RunningChildren, id).All(RunRows.ReadRun)])
            : null,
        ct);

    public async ValueTask<RunState?> LoadAsync(RunId id, RunState? seen, CancellationToken ct) =>
        seen is not null && await readers.ReadAsync(database => OfRun(database, VersionOf, id).Count(), ct) == seen.Run.RowVersion ? seen : await LoadAsync(id, ct);

    public ValueTask<IReadOnlyList<StepRow>> ItemsAsync(RunId run, string step, int round, CancellationToken ct) => readers.ReadSnapshotAsync<IReadOnlyList<StepRow>>(
        database => [.. OfRound(database, HeadsOfRound, run, step, round), .. OfRound(database, Items, run, step, round)],
        ct);

    public ValueTask<IReadOnlyList<StepRow>> ItemsAsync(StepKey step, IReadOnlyList<string> keys, CancellationToken ct) => readers.ReadSnapshotAsync<IReadOnlyList<StepRow>>(
        database => [.. keys.Select(key => Item(database, step with { Item = key })).OfType<StepRow>()],
        ct);

    public ValueTask<StepRow?> FindStepAsync(StepKey key, CancellationToken ct) => readers.ReadAsync(database => Item(database, key), ct);

    public ValueTask<IReadOnlyList<StepRow>> HistoryAsync(RunId run, CancellationToken ct) =>
        readers.ReadAsync<IReadOnlyList<StepRow>>(database => OfRun(database, History, run).All(RunRows.ReadStep), ct);

    public ValueTask<IReadOnlyList<RunRow>> ChildrenAsync(RunId run, CancellationToken ct) =>
        readers.ReadAsync<IReadOnlyList<RunRow>>(database => OfRun(database, Children, run).All(RunRows.ReadRun), ct);

    public ValueTask<int> TreeSizeAsync(RunId root, CancellationToken ct) => readers.ReadAsync(database => OfRun(database, CountTree, root).Count(), ct);

    public ValueTask<IReadOnlyList<RunRow>> HeldAsync(int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<RunRow>>(
        database =>
        {
            Statement list = database.Use(Held);
            list.Number(take);
            return list.All(RunRows.ReadRun);
        },
        ct);

    public ValueTask<IReadOnlyList<RunRow>> ListAsync(RunQuery query, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<RunRow>>(
        database =>
        {
            using Statement list = database.Prepare(ListText(query));
            list.Key(query.Workspace);
            list.Number(query.Before ?? long.MaxValue);
            if (query.Channel is { } channel)
            {
                list.Key(channel);
            }

            if (query.Template is { } template)
            {
                list.Text(template);
            }

            if (query.Requester is { } requester)
            {
                list.Key(requester);
            }

            foreach (RunStatus status in query.Status ?? [])
            {
                list.Word(status);
            }

            list.Number(query.Take);
            return list.All(RunRows.ReadRun);
        },
        ct);

    public ValueTask<RunCounts> CountAsync(WorkspaceKey workspace, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement count = database.Use(CountByStatus);
            count.Key(workspace);
            Dictionary<RunStatus, int> counts = count.All(row => (Status: row.Word<RunStatus>(), Count: row.Whole())).ToDictionary(row => row.Status, row => row.Count);
            int Of(RunStatus status) => counts.GetValueOrDefault(status);
            return new RunCounts(
                Of(RunStatus.Running) + Of(RunStatus.AwaitingReview) + Of(RunStatus.Publishing) + Of(RunStatus.Paused) + Of(RunStatus.Unknown),
                Of(RunStatus.AwaitingReview),
                Of(RunStatus.Unknown),
                Of(RunStatus.Failed));
        },
        ct);

    public ValueTask<string?> FindClosureAsync(Digest version, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Closure);
            find.Key(version);
            return find.One(row => row.Text());
        },
        ct);

    private static StepRow? Item(Database database, StepKey key)
    {
        Statement find = database.Use(Step);
        RunRows.WriteKey(find, key);
        return find.One(RunRows.ReadStep);
    }

    private static Statement OfRun(Database database, Sql sql, RunId run)
    {
        Statement statement = database.Use(sql);
        statement.Key(run);
        return statement;
    }

    private static RunRow? Of(Database database, Sql sql, RunId run) => OfRun(database, sql, run).One(RunRows.ReadRun);

    private static List<StepRow> OfRound(Database database, Sql sql, RunId run, string step, int round)
    {
        Statement statement = OfRun(database, sql, run);
        statement.Text(step);
        statement.Number(round);
        return statement.All(RunRows.ReadStep);
    }

    /// <summary>The last row of each key, in the order in which the keys first came.</summary>
    private static IEnumerable<TRow> Latest<TRow>(List<TRow> rows, Func<TRow, string> key) => rows.GroupBy(key, StringComparer.Ordinal).Select(group => group.Last());

    private static string ListText(RunQuery query)
    {
        var text = new StringBuilder("WHERE workspace = ? AND number < ?");
        text.Append(query.Channel is null ? "" : " AND channel = ?");
        text.Append(query.Template is null ? "" : " AND template = ?");
        text.Append(query.Requester is null ? "" : " AND requester = ?");
        if (query.Status is { } statuses)
        {
            text.Append(" AND status IN (").AppendJoin(", ", statuses.Select(_ => "?")).Append(')');
        }

        text.Append(query.RootsOnly ? " AND depth = 0" : "");
        return RunRows.Runs.SelectText(text.Append(" ORDER BY number DESC LIMIT ?").ToString());
    }
}
