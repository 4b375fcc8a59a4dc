using AgentBot.Core;
using AgentBot.Core.Requests;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteRequests(ReaderPool readers) : IRequestReader
{
    private static readonly Sql Find = RequestRows.Requests.Select("WHERE system = ? AND id = ?");
    private static readonly Sql CountOpen = new("SELECT COUNT(*) FROM runs WHERE requester = ? AND ended_at IS NULL AND requester >= 'system:' AND requester < 'system;'");
    private static readonly Sql FindIssued = RequestRows.Issued.Select("WHERE review = ? AND round = ?");

    public ValueTask<RequestRow?> FindAsync(PersonKey system, string id, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Find);
            find.Key(system);
            find.Text(id);
            return find.One(RequestRows.ReadRequest);
        },
        ct);

    public ValueTask<int> CountOpenAsync(PersonKey system, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement count = database.Use(CountOpen);
            count.Key(system);
            return count.Step() ? count.Whole() : 0;
        },
        ct);

    public ValueTask<IssuedDecision?> FindIssuedAsync(ReviewId review, int round, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindIssued);
            find.Key(review);
            find.Number(round);
            return find.One(RequestRows.ReadIssued);
        },
        ct);
}
