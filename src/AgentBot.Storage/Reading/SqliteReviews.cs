using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

/// <summary>
/// Reviews. What waits is found by its set of reviewers and its channel: each such shelf is in the right order already, so a
/// page is merged from the tops of a few shelves and a count is a sum, however many reviews wait.
/// </summary>
internal sealed class SqliteReviews(ReaderPool readers) : IReviewReader
{
    private static readonly Sql FindNewest = ReviewRows.Reviews.Select("WHERE id = ? ORDER BY revision DESC LIMIT 1");
    private static readonly Sql FindRevision = ReviewRows.Reviews.Select("WHERE id = ? AND revision = ?");
    private static readonly Sql OfRun = ReviewRows.Reviews.Select("WHERE run = ? ORDER BY seq");
    private static readonly Sql Decisions = ReviewRows.Decisions.Select("WHERE review = ? ORDER BY seq");

    private static readonly Sql Shelves = new("""
        SELECT o.audience, o.channel, o.amount, a.names FROM open_reviews o JOIN audiences a ON a.id = o.audience WHERE o.workspace = ? AND o.amount > 0
        """);

    private static readonly Sql TopOfShelf = new("""
        SELECT deadline, opened_at, seq FROM reviews WHERE state = 'Open' AND workspace = ? AND audience = ? AND channel = ?
        ORDER BY deadline, opened_at, seq LIMIT ?
        """);

    private static readonly Sql BySeq = ReviewRows.Reviews.Select("WHERE seq = ?");
    private static readonly Sql Closed = ReviewRows.Reviews.Select("WHERE workspace = ? AND closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT ?");
    private static readonly Sql ClosedOfChannel = ReviewRows.Reviews.Select("WHERE workspace = ? AND closed_at IS NOT NULL AND channel = ? ORDER BY closed_at DESC LIMIT ?");
    private static readonly Sql Drafts = RowDraftRows.Drafts.Select("WHERE review = ? ORDER BY revision, person");
    private static readonly Sql OpenedAt = new("SELECT at FROM openings WHERE review = ? AND revision = ? AND person = ?");

    public ValueTask<ReviewRow?> FindAsync(ReviewId id, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindNewest);
            find.Key(id);
            return find.One(ReviewRows.ReadReview);
        },
        ct);

    public ValueTask<ReviewRow?> FindAsync(ReviewId id, int revision, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindRevision);
            find.Key(id);
            find.Number(revision);
            return find.One(ReviewRows.ReadReview);
        },
        ct);

    public ValueTask<IReadOnlyList<ReviewRow>> OfRunAsync(RunId run, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ReviewRow>>(
        database =>
        {
            Statement list = database.Use(OfRun);
            list.Key(run);
            return list.All(ReviewRows.ReadReview);
        },
        ct);

    public ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(ReviewId id, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<DecisionRow>>(
        database =>
        {
            Statement list = database.Use(Decisions);
            list.Key(id);
            return list.All(ReviewRows.ReadDecision);
        },
        ct);

    public ValueTask<IReadOnlyList<ReviewRow>> OpenAsync(
        WorkspaceKey workspace, IReadOnlyList<string>? principals, ChannelKey? channel, int skip, int take, CancellationToken ct) =>
        readers.ReadSnapshotAsync<IReadOnlyList<ReviewRow>>(
            database =>
            [
                .. ShelvesOf(database, workspace, principals, channel)
                    .SelectMany(shelf => Top(database, workspace, shelf, skip + take))
                    .Order()
                    .Skip(skip)
                    .Take(take)
                    .Select(place => Read(database, place.Seq)),
            ],
            ct);

    public ValueTask<int> CountOpenAsync(WorkspaceKey workspace, IReadOnlyList<string>? principals, ChannelKey? channel, CancellationToken ct) =>
        readers.ReadAsync(database => ShelvesOf(database, workspace, principals, channel).Sum(shelf => shelf.Amount), ct);

    public ValueTask<IReadOnlyList<ReviewRow>> ClosedAsync(WorkspaceKey workspace, ChannelKey? channel, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ReviewRow>>(
        database =>
        {
            Statement list = database.Use(channel is null ? Closed : ClosedOfChannel);
            list.Key(workspace);
            if (channel is { } one)
            {
                list.Key(one);
            }

            list.Number(take);
            return list.All(ReviewRows.ReadReview);
        },
        ct);

    public ValueTask<IReadOnlyList<RowDraftRow>> DraftsAsync(ReviewId id, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<RowDraftRow>>(
        database =>
        {
            Statement list = database.Use(Drafts);
            list.Key(id);
            return list.All(RowDraftRows.Read);
        },
        ct);

    public ValueTask<DateTimeOffset?> OpenedAtAsync(ReviewId id, int revision, PersonKey person, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(OpenedAt);
            find.Key(id);
            find.Number(revision);
            find.Key(person);
            DateTimeOffset? at = find.Step() ? find.TimeOrNull() : null;
            find.Fresh();
            return at;
        },
        ct);

    private static List<Shelf> ShelvesOf(Database database, WorkspaceKey workspace, IReadOnlyList<string>? principals, ChannelKey? channel)
    {
        HashSet<string>? wanted = principals?.ToHashSet(StringComparer.Ordinal);
        Statement list = database.Use(Shelves);
        list.Key(workspace);
        List<Shelf> shelves = list.All(row => new Shelf(row.Number(), row.Key<ChannelKey>(), row.Whole(), row.Text()));
        return shelves.FindAll(shelf =>
            (channel is null || shelf.Channel == channel) && (wanted is null || shelf.Names.Split('\n').Any(wanted.Contains)));
    }

    private static List<Place> Top(Database database, WorkspaceKey workspace, Shelf shelf, int take)
    {
        Statement top = database.Use(TopOfShelf);
        top.Key(workspace);
        top.Number(shelf.Audience);
        top.Key(shelf.Channel);
        top.Number(take);
        return top.All(row => new Place(row.Number(), row.Number(), row.Number()));
    }

    private static ReviewRow Read(Database database, long seq)
    {
        Statement find = database.Use(BySeq);
        find.Number(seq);
        return find.One(ReviewRows.ReadReview)!;
    }

    private readonly record struct Shelf(long Audience, ChannelKey Channel, int Amount, string Names);

    private readonly record struct Place(long Deadline, long OpenedAt, long Seq) : IComparable<Place>
    {
        public int CompareTo(Place other) => (Deadline, OpenedAt, Seq).CompareTo((other.Deadline, other.OpenedAt, other.Seq));
    }
}
