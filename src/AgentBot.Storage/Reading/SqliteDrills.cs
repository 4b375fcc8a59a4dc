using AgentBot.Core;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteDrills(ReaderPool readers) : IDrillReader
{
    private static readonly Sql Due = DrillRows.Drills.Select("WHERE state = 'Drawn' AND due_at <= ? ORDER BY due_at LIMIT ?");
    private static readonly Sql NextDue = new("SELECT due_at FROM drills WHERE state = 'Drawn' ORDER BY due_at LIMIT 1");
    private static readonly Sql OfRun = DrillRows.Drills.Select("WHERE run = ?");
    private static readonly Sql OfPerson = DrillRows.Drills.Select("WHERE workspace = ? AND person = ? AND drawn_at >= ? ORDER BY drawn_at DESC, of, revision LIMIT ?");

    public ValueTask<IReadOnlyList<DrillRow>> DueAsync(DateTimeOffset now, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<DrillRow>>(
        database =>
        {
            Statement list = database.Use(Due);
            list.Time(now);
            list.Number(take);
            return list.All(DrillRows.Read);
        },
        ct);

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken ct) => readers.ReadAsync(
        database => database.Use(NextDue).All(row => (DateTimeOffset?)row.Time()).FirstOrDefault(),
        ct);

    public ValueTask<DrillRow?> OfRunAsync(RunId run, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(OfRun);
            find.Key(run);
            return find.One(DrillRows.Read);
        },
        ct);

    public ValueTask<IReadOnlyList<DrillRow>> OfPersonAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<DrillRow>>(
        database =>
        {
            Statement list = database.Use(OfPerson);
            list.Key(workspace);
            list.Key(person);
            list.Time(since);
            list.Number(take);
            return list.All(DrillRows.Read);
        },
        ct);
}
