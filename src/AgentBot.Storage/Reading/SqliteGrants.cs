using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools.Grants;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteGrants(ReaderPool readers) : IGrantReader
{
    private static readonly Sql ById = GrantRows.Grants.Select("WHERE id = ?");
    private static readonly Sql ByNumber = GrantRows.Grants.Select("WHERE channel = ? AND number = ?");
    private static readonly Sql Standing = GrantRows.Grants.Select("WHERE channel = ? AND ended_at IS NULL AND used < most AND until > ? ORDER BY number");
    private static readonly Sql Newest = GrantRows.Grants.Select("WHERE workspace = ? ORDER BY given_at DESC LIMIT ?");
    private static readonly Sql UseByCall = GrantRows.Uses.Select("WHERE call = ?");
    private static readonly Sql UsesOfRun = GrantRows.Uses.Select("WHERE grant_id = ? AND run = ? ORDER BY at, call");

    public ValueTask<CallGrant?> FindAsync(GrantId id, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(ById);
            find.Key(id);
            return find.One(GrantRows.Read);
        },
        ct);

    public ValueTask<CallGrant?> FindByNumberAsync(ChannelKey channel, long number, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(ByNumber);
            find.Key(channel);
            find.Number(number);
            return find.One(GrantRows.Read);
        },
        ct);

    public ValueTask<IReadOnlyList<CallGrant>> StandingAsync(ChannelKey channel, DateTimeOffset now, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<CallGrant>>(
        database =>
        {
            Statement list = database.Use(Standing);
            list.Key(channel);
            list.Time(now);
            return list.All(GrantRows.Read);
        },
        ct);

    public ValueTask<IReadOnlyList<CallGrant>> ListAsync(WorkspaceKey workspace, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<CallGrant>>(
        database =>
        {
            Statement list = database.Use(Newest);
            list.Key(workspace);
            list.Number(take);
            return list.All(GrantRows.Read);
        },
        ct);

    public ValueTask<GrantUse?> FindUseAsync(string call, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(UseByCall);
            find.Text(call);
            return find.One(GrantRows.ReadUse);
        },
        ct);

    public ValueTask<IReadOnlyList<GrantUse>> UsesAsync(GrantId grant, RunId run, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<GrantUse>>(
        database =>
        {
            Statement list = database.Use(UsesOfRun);
            list.Key(grant);
            list.Key(run);
            return list.All(GrantRows.ReadUse);
        },
        ct);
}
