using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteAbsences(ReaderPool readers) : IAbsenceReader
{
    private static readonly Sql Lasting = AbsenceRows.Absences.Select("WHERE ends > ? ORDER BY person");

    public ValueTask<IReadOnlyList<Absence>> LastingAsync(DateTimeOffset after, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<Absence>>(
        database =>
        {
            Statement list = database.Use(Lasting);
            list.Time(after);
            return list.All(AbsenceRows.Read);
        },
        ct);
}
