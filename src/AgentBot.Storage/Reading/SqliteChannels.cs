using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteFacts(ReaderPool readers) : IFactReader
{
    private static readonly Sql ListNewest = ChannelRows.Facts.Select("WHERE channel = ? AND status = 'Active' ORDER BY number DESC LIMIT ? OFFSET ?");

    private static readonly Sql Search = new($"""
        SELECT {string.Join(", ", ChannelRows.Facts.Columns.Split(", ").Select(column => "f." + column))}
        FROM fact_words w JOIN facts f ON f.seq = w.rowid
        WHERE fact_words MATCH ? AND f.channel = ? AND f.status = 'Active' ORDER BY bm25(fact_words), f.number DESC LIMIT ? OFFSET ?
        """);

    private static readonly Sql FindByNumber = ChannelRows.Facts.Select("WHERE channel = ? AND number = ?");
    private static readonly Sql CountActive = new("SELECT COUNT(*) FROM facts WHERE channel = ? AND status = 'Active'");

    public ValueTask<IReadOnlyList<FactRow>> ListAsync(ChannelKey channel, string? words, int skip, int take, CancellationToken ct)
    {
        string? query = words is null ? null : FactWords.Query(words);
        return words?.Trim() is { Length: > 0 } && query is null
            ? ValueTask.FromResult<IReadOnlyList<FactRow>>([])
            : readers.ReadAsync<IReadOnlyList<FactRow>>(
                database =>
                {
                    Statement list = database.Use(query is null ? ListNewest : Search);
                    if (query is not null)
                    {
                        list.Text(query);
                    }

                    list.Key(channel);
                    list.Number(take);
                    list.Number(skip);
                    return list.All(ChannelRows.ReadFact);
                },
                ct);
    }

    public ValueTask<FactRow?> FindByNumberAsync(ChannelKey channel, long number, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindByNumber);
            find.Key(channel);
            find.Number(number);
            return find.One(ChannelRows.ReadFact);
        },
        ct);

    public ValueTask<int> CountAsync(ChannelKey channel, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement count = database.Use(CountActive);
            count.Key(channel);
            return count.Count();
        },
        ct);
}

internal sealed class SqliteChatLog(ReaderPool readers) : IChatLog
{
    private static readonly Sql Last = ChannelRows.Messages.Select("""
        WHERE channel = ? AND deleted = 0 AND (only_for IS NULL OR only_for = ?) AND seq < COALESCE((SELECT seq FROM messages WHERE key = ?), 9223372036854775807)
        ORDER BY seq DESC LIMIT ?
        """);

    private static readonly Sql Said = ChannelRows.Messages.Select("""
        WHERE channel = ? AND author IS NOT NULL AND at >= ? AND only_for IS NULL AND deleted = 0 ORDER BY at DESC, seq DESC LIMIT ?
        """);

    private static readonly Sql Find = ChannelRows.Messages.Select("WHERE key = ?");

    public ValueTask<IReadOnlyList<MessageRow>> ReadAsync(ChannelKey channel, PersonKey reader, string? beforeKey, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<MessageRow>>(
        database =>
        {
            Statement last = database.Use(Last);
            last.Key(channel);
            last.Key(reader);
            last.Text(beforeKey);
            last.Number(take);
            return OldestFirst(last);
        },
        ct);

    public ValueTask<IReadOnlyList<MessageRow>> SaidAsync(ChannelKey channel, DateTimeOffset since, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<MessageRow>>(
        database =>
        {
            Statement said = database.Use(Said);
            said.Key(channel);
            said.Time(since);
            said.Number(take);
            return OldestFirst(said);
        },
        ct);

    public ValueTask<MessageRow?> FindAsync(string key, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(Find);
            find.Text(key);
            return find.One(ChannelRows.ReadMessage);
        },
        ct);

    private static List<MessageRow> OldestFirst(Statement newestFirst)
    {
        List<MessageRow> rows = newestFirst.All(ChannelRows.ReadMessage);
        rows.Reverse();
        return rows;
    }
}
