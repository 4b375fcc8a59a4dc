using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteLinks(ReaderPool readers) : ILinkReader
{
    private static readonly Sql Find = LinkRows.Links.Select("WHERE handle = ?");
    private static readonly Sql Settled = LinkRows.Links.Select("WHERE linked_at IS NOT NULL ORDER BY linked_at, handle");
    private static readonly Sql Offered = LinkRows.Links.Select("WHERE first_platform = ? AND first_account = ? AND state = 'Offered' ORDER BY created_at");

    public ValueTask<LinkRow?> FindAsync(string handle, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Find);
            find.Text(handle);
            return find.One(LinkRows.Read);
        },
        ct);

    public ValueTask<IReadOnlyList<LinkRow>> SettledAsync(CancellationToken ct) =>
        readers.ReadAsync<IReadOnlyList<LinkRow>>(database => database.Use(Settled).All(LinkRows.Read), ct);

    public ValueTask<IReadOnlyList<LinkRow>> OfferedAsync(LinkEnd first, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<LinkRow>>(
        database =>
        {
            Statement list = database.Use(Offered);
            list.Text(first.Platform);
            list.Text(first.Account);
            return list.All(LinkRows.Read);
        },
        ct);
}
