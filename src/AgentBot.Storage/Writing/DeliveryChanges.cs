using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class DeliveryChanges
{
    private static readonly Sql InsertEffect = DeliveryRows.Effects.Insert("ON CONFLICT (idempotency_key) WHERE state <> 'Withdrawn' DO NOTHING");
    private static readonly Sql UpdateEffect = DeliveryRows.Effects.Update("id = ? AND row_version = ?");
    // A view that is behind after failures keeps its pause; one that is only waiting its turn may come earlier.
    private static readonly Sql WantView = new("""
        INSERT INTO views (workspace, conversation, purpose, wanted, sent, message, posting, attempts, due_at, failure)
        VALUES (?, ?, ?, 1, 0, '', 0, 0, ?, '')
        ON CONFLICT (conversation, purpose) DO UPDATE SET
          wanted = wanted + 1,
          due_at = CASE
            WHEN wanted = sent THEN excluded.due_at
            WHEN attempts > 0 THEN MAX(due_at, excluded.due_at)
            ELSE MIN(due_at, excluded.due_at) END
        """);

    private static readonly Sql UpdateView = DeliveryRows.Views.Update("conversation = ? AND purpose = ?");

    public static bool Insert(Database database, EffectRow row, string boot)
    {
        Statement insert = database.Use(InsertEffect);
        DeliveryRows.WriteFixed(insert, row);
        DeliveryRows.WriteChanging(insert, row, row.RowVersion, boot);
        return insert.Run() == 1;
    }

    public static bool Update(Database database, EffectRow row, string boot)
    {
        Statement update = database.Use(UpdateEffect);
        DeliveryRows.WriteChanging(update, row, row.RowVersion + 1, boot);
        update.Key(row.Id);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Want(Database database, WorkspaceKey workspace, Change.WantView change)
    {
        Statement want = database.Use(WantView);
        want.Key(workspace);
        want.Text(change.Conversation);
        want.Text(change.Purpose);
        want.Time(change.DueAt);
        want.Run();
        return true;
    }

    public static bool Update(Database database, ViewRow row)
    {
        Statement update = database.Use(UpdateView);
        DeliveryRows.WriteChanging(update, row);
        update.Text(row.Conversation);
        update.Text(row.Purpose);
        update.Run();
        return true;
    }
}
