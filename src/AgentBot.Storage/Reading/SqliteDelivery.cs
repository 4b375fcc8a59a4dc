using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;
using AgentBot.Storage.Writing;

namespace AgentBot.Storage.Reading;

/// <summary>
/// What is to be sent. In a conversation an effect waits for every earlier one that is Pending or Sending; one that is Unknown
/// or Dead holds back the later ones of its own run only, so that one run's trouble does not silence a thread. One that is being
/// sent is due again when its time is up, or at once when the process that sent it has ended.
/// </summary>
internal sealed class SqliteDelivery(ReaderPool readers, Writer writer, string boot) : IDeliveryReader
{
    private const string IsFirst = """
        NOT EXISTS (
          SELECT 1 FROM effects b WHERE b.unfinished = 1 AND b.conversation = e.conversation AND b.seq < e.seq
            AND (b.state IN ('Pending', 'Sending') OR b.run = e.run))
        """;

    private static readonly Sql Due = DeliveryRows.Effects.Select($"""
        AS e WHERE e.unfinished = 1
          AND ((e.state = 'Pending' AND e.due_at <= ?1 AND {IsFirst}) OR (e.state = 'Sending' AND (e.boot <> ?2 OR e.due_at <= ?1)))
        ORDER BY e.due_at, e.seq LIMIT ?3
        """);

    private static readonly Sql NextEffect = new($"""
        SELECT MIN(CASE WHEN e.state = 'Sending' AND e.boot <> ?1 THEN 0 ELSE e.due_at END) FROM effects e
        WHERE e.unfinished = 1 AND ((e.state = 'Pending' AND {IsFirst}) OR e.state = 'Sending')
        """);

    private static readonly Sql NextView = new("SELECT MIN(due_at) FROM views WHERE wanted > sent");
    private static readonly Sql Find = DeliveryRows.Effects.Select("WHERE id = ?");
    private static readonly Sql FindByKey = DeliveryRows.Effects.Select("WHERE idempotency_key = ? AND state <> 'Withdrawn'");
    private static readonly Sql OfRun = DeliveryRows.Effects.Select("WHERE run = ? ORDER BY seq");
    private static readonly Sql Stuck = DeliveryRows.Effects.Select("WHERE unfinished = 1 AND state IN ('Unknown', 'Dead') AND workspace = ? ORDER BY seq");
    private static readonly Sql DueViews = DeliveryRows.Views.Select("WHERE wanted > sent AND due_at <= ? ORDER BY due_at, seq LIMIT ?");
    private static readonly Sql FindView = DeliveryRows.Views.Select("WHERE conversation = ? AND purpose = ?");
    private static readonly Sql FindViewByMessage = DeliveryRows.Views.Select("WHERE conversation = ? AND message = ? AND roundup = '' ORDER BY seq DESC LIMIT 1");
    private static readonly Sql ListedViews = DeliveryRows.Views.Select("WHERE conversation = ? AND roundup = ? AND roundup <> '' ORDER BY seq");
    private static readonly Sql FindReceipt = new("SELECT answer FROM receipts WHERE key = ?");

    public ValueTask<IReadOnlyList<EffectRow>> DueEffectsAsync(DateTimeOffset now, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<EffectRow>>(
        database =>
        {
            Statement due = database.Use(Due);
            due.Time(now);
            due.Text(boot);
            due.Number(take);
            return due.All(DeliveryRows.ReadEffect);
        },
        ct);

    public ValueTask<EffectRow?> FindEffectAsync(EffectId id, CancellationToken ct) => FindAsync(Find, id.Value, ct);

    public ValueTask<EffectRow?> FindEffectByKeyAsync(string idempotencyKey, CancellationToken ct) => FindAsync(FindByKey, idempotencyKey, ct);

    public ValueTask<IReadOnlyList<EffectRow>> EffectsAsync(RunId run, CancellationToken ct) => ListAsync(OfRun, run.Value, ct);

    public ValueTask<IReadOnlyList<EffectRow>> StuckEffectsAsync(WorkspaceKey workspace, CancellationToken ct) => ListAsync(Stuck, workspace.Value, ct);

    public ValueTask<IReadOnlyList<ViewRow>> DueViewsAsync(DateTimeOffset now, int take, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ViewRow>>(
        database =>
        {
            Statement due = database.Use(DueViews);
            due.Time(now);
            due.Number(take);
            return due.All(DeliveryRows.ReadView);
        },
        ct);

    public ValueTask<ViewRow?> FindViewAsync(string conversation, string purpose, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindView);
            find.Text(conversation);
            find.Text(purpose);
            return find.One(DeliveryRows.ReadView);
        },
        ct);

    public ValueTask<IReadOnlyList<ViewRow>> ListedViewsAsync(string conversation, string roundup, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<ViewRow>>(
        database =>
        {
            Statement list = database.Use(ListedViews);
            list.Text(conversation);
            list.Text(roundup);
            return list.All(DeliveryRows.ReadView);
        },
        ct);

    public ValueTask<ViewRow?> FindViewByMessageAsync(string conversation, string message, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(FindViewByMessage);
            find.Text(conversation);
            find.Text(message);
            return find.One(DeliveryRows.ReadView);
        },
        ct);

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken ct) => readers.ReadSnapshotAsync(
        database =>
        {
            Statement effect = database.Use(NextEffect);
            effect.Text(boot);
            DateTimeOffset? first = effect.Step() ? effect.TimeOrNull() : null;
            effect.Fresh();
            Statement view = database.Use(NextView);
            DateTimeOffset? second = view.Step() ? view.TimeOrNull() : null;
            view.Fresh();
            return first is null || second < first ? second : first;
        },
        ct);

    public async ValueTask<string?> FindReceiptAsync(string key, CancellationToken ct)
    {
        string? answer = await readers.ReadAsync(
            database =>
            {
                Statement find = database.Use(FindReceipt);
                find.Text(key);
                return find.One(row => row.Text());
            },
            ct);
        if (answer is not null)
        {
            // It is said again, so it has to hold.
            await writer.WhenOnDiskAsync(ct);
        }

        return answer;
    }

    private ValueTask<EffectRow?> FindAsync(Sql sql, string key, CancellationToken ct) => readers.ReadAsync(
        database =>
        {
            Statement find = database.Use(sql);
            find.Text(key);
            return find.One(DeliveryRows.ReadEffect);
        },
        ct);

    private ValueTask<IReadOnlyList<EffectRow>> ListAsync(Sql sql, string key, CancellationToken ct) => readers.ReadAsync<IReadOnlyList<EffectRow>>(
        database =>
        {
            Statement list = database.Use(sql);
            list.Text(key);
            return list.All(DeliveryRows.ReadEffect);
        },
        ct);
}
