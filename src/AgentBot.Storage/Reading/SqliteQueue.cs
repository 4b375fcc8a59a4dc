using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

/// <summary>
/// Many reviews at once. What waits lies in the order of its age for each set of reviewers, and for each kin of it: a page is
/// merged from the tops of a few such shelves, however many reviews wait.
/// </summary>
internal sealed class SqliteQueue(ReaderPool readers) : IQueueReader
{
    private static readonly Sql Audiences = new("""
        SELECT a.id, a.names FROM audiences a WHERE a.workspace = ? AND EXISTS (SELECT 1 FROM open_reviews o WHERE o.workspace = a.workspace AND o.audience = a.id AND o.amount > 0)
        """);

    private static readonly Sql Oldest = new("""
        SELECT r.opened_at, r.seq FROM reviews r WHERE r.state = 'Open' AND r.workspace = ? AND r.audience = ?
        AND (? = '' OR r.channel = ?) AND (? = '' OR EXISTS (SELECT 1 FROM runs n WHERE n.id = r.run AND n.template = ?))
        ORDER BY r.opened_at, r.seq LIMIT ?
        """);

    private static readonly Sql OldestOfKin = new("""
        SELECT r.opened_at, r.seq FROM reviews r WHERE r.state = 'Open' AND r.kin > '' AND r.workspace = ? AND r.kin = ? AND r.audience = ?
        AND (? = '' OR r.channel = ?) AND (? = '' OR EXISTS (SELECT 1 FROM runs n WHERE n.id = r.run AND n.template = ?))
        ORDER BY r.opened_at, r.seq LIMIT ?
        """);

    private static readonly Sql Kins = new("""
        SELECT kin, audience, COUNT(*), MIN(opened_at) FROM reviews WHERE state = 'Open' AND kin > '' AND workspace = ? GROUP BY kin, audience
        """);

    private static readonly Sql BySeq = ReviewRows.Reviews.Select("WHERE seq = ?");
    private static readonly Sql Uncompared = ReviewRows.Reviews.Select("WHERE state = 'Open' AND kin IS NULL ORDER BY seq LIMIT ?");
    private static readonly Sql FindBatch = BatchRows.Batches.Select("WHERE id = ?");
    private static readonly Sql OpenBatch = BatchRows.Batches.Select("WHERE state = 'Open' AND workspace = ? AND person = ? AND kin = ?");
    private static readonly Sql Batches = BatchRows.Batches.Select("WHERE workspace = ? AND person = ? AND made_at >= ? ORDER BY made_at DESC, id LIMIT ?");
    private static readonly Sql Openings = new("SELECT review, revision, person, at FROM openings WHERE review = ? ORDER BY at, revision, person");

    private static readonly Sql Decided = new("""
        SELECT d.review, d.revision, r.run, n.template, r.channel, d.kind, d.at, r.opened_at, o.at,
          (SELECT group_concat(x.kind) FROM decisions x WHERE x.review = d.review AND x.revision = d.revision AND x.person <> d.person), d.together
        FROM decisions d JOIN reviews r ON r.id = d.review AND r.revision = d.revision JOIN runs n ON n.id = r.run
        LEFT JOIN openings o ON o.review = d.review AND o.revision = d.revision AND o.person = d.person
        WHERE d.workspace = ? AND d.person = ? AND d.at >= ? AND NOT (r.requester >= 'drill:' AND r.requester < 'drill;') ORDER BY d.at DESC, d.seq DESC LIMIT ?
        """);

    public ValueTask<IReadOnlyList<ReviewRow>> WaitingAsync(QueueQuery query, CancellationToken ct) => readers.ReadSnapshotAsync<IReadOnlyList<ReviewRow>>(
        database =>
        [
            .. AudiencesOf(database, query.Workspace, query.Principals)
                .SelectMany(audience => Top(database, query, audience))
                .Order()
                .Skip(query.Skip)
                .Take(query.Take)
                .Select(place => Read(database, place.Seq)),
        ],
        ct);

    public ValueTask<IReadOnlyList<AlikeReviews>> AlikeAsync(WorkspaceKey workspace, IReadOnlyList<string> principals, CancellationToken ct) => readers.ReadSnapshotAsync<IReadOnlyList<AlikeReviews>>(
        database =>
        {
            HashSet<long> audiences = [.. AudiencesOf(database, workspace, principals)];
            Statement list = database.Use(Kins);
            list.Key(workspace);
            List<(string Kin, long Audience, int Count, long Oldest)> all = list.All(row => (row.Text(), row.Number(), row.Whole(), row.Number()));
            return
            [
                .. all.Where(one => audiences.Contains(one.Audience)).GroupBy(one => one.Kin)
                    .Select(kin => (Kin: kin.Key, Count: kin.Sum(one => one.Count), kin.MinBy(one => one.Oldest).Audience))
                    .Where(kin => kin.Count > 1)
                    .OrderByDescending(kin => kin.Count).ThenBy(kin => kin.Kin, StringComparer.Ordinal)
                    .Select(kin => new AlikeReviews(kin.Kin, kin.Count, Read(database, Top(database, new QueueQuery(workspace, principals, 0, 1) { Kin = kin.Kin }, kin.Audience)[0].Seq))),
            ];
        },
        ct);

    public ValueTask<IReadOnlyList<ReviewRow>> UncomparedAsync(int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ReviewRow>>(
        database =>
        {
            Statement list = database.Use(Uncompared);
            list.Number(take);
            return list.All(ReviewRows.ReadReview);
        },
        ct);

    public ValueTask<BatchRow?> FindBatchAsync(string id, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindBatch);
            find.Text(id);
            return find.One(BatchRows.Read);
        },
        ct);

    public ValueTask<BatchRow?> OpenBatchAsync(WorkspaceKey workspace, PersonKey person, string kin, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(OpenBatch);
            find.Key(workspace);
            find.Key(person);
            find.Text(kin);
            return find.One(BatchRows.Read);
        },
        ct);

    public ValueTask<IReadOnlyList<BatchRow>> BatchesAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<BatchRow>>(
        database =>
        {
            Statement list = database.Use(Batches);
            list.Key(workspace);
            list.Key(person);
            list.Time(since);
            list.Number(take);
            return list.All(BatchRows.Read);
        },
        ct);

    public ValueTask<IReadOnlyList<OpeningRow>> OpeningsAsync(ReviewId review, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<OpeningRow>>(
        database =>
        {
            Statement list = database.Use(Openings);
            list.Key(review);
            return list.All(row => new OpeningRow(row.Key<ReviewId>(), row.Whole(), row.Key<PersonKey>(), row.Time()));
        },
        ct);

    public ValueTask<IReadOnlyList<RecordedDecision>> DecisionsOfAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct) =>
        readers.ReadAsync<IReadOnlyList<RecordedDecision>>(
            database =>
            {
                Statement list = database.Use(Decided);
                list.Key(workspace);
                list.Key(person);
                list.Time(since);
                list.Number(take);
                return list.All(row => new RecordedDecision(
                    row.Key<ReviewId>(), row.Whole(), row.Key<RunId>(), row.Text(), row.Key<ChannelKey>(), row.Word<DecisionKind>(), row.Time(), row.Time(), row.TimeOrNull(),
                    [.. row.Text().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<DecisionKind>)], row.Text()));
            },
            ct);

    private static List<long> AudiencesOf(Database database, WorkspaceKey workspace, IReadOnlyList<string> principals)
    {
        HashSet<string> wanted = principals.ToHashSet(StringComparer.Ordinal);
        Statement list = database.Use(Audiences);
        list.Key(workspace);
        List<(long Id, string Names)> all = list.All(row => (row.Number(), row.Text()));
        return [.. all.Where(audience => audience.Names.Split('\n').Any(wanted.Contains)).Select(audience => audience.Id)];
    }

    private static List<Place> Top(Database database, QueueQuery query, long audience)
    {
        Statement top = database.Use(query.Kin is null ? Oldest : OldestOfKin);
        top.Key(query.Workspace);
        if (query.Kin is { } kin)
        {
            top.Text(kin);
        }

        top.Number(audience);
        top.Text(query.Channel?.Value ?? "");
        top.Text(query.Channel?.Value ?? "");
        top.Text(query.Template ?? "");
        top.Text(query.Template ?? "");
        top.Number(query.Skip + query.Take);
        return top.All(row => new Place(row.Number(), row.Number()));
    }

    private static ReviewRow Read(Database database, long seq)
    {
        Statement find = database.Use(BySeq);
        find.Number(seq);
        return find.One(ReviewRows.ReadReview)!;
    }

    private readonly record struct Place(long OpenedAt, long Seq) : IComparable<Place>
    {
        public int CompareTo(Place other) => (OpenedAt, Seq).CompareTo((other.OpenedAt, other.Seq));
    }
}
