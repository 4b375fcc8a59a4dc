using AgentBot.Core.Reviews.Together;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class BatchChanges
{
    private static readonly Sql InsertBatch = BatchRows.Batches.Insert("ON CONFLICT DO NOTHING");
    private static readonly Sql UpdateBatch = BatchRows.Batches.Update("id = ? AND row_version = ?");

    public static bool Insert(Database database, BatchRow row)
    {
        Statement insert = database.Use(InsertBatch);
        BatchRows.WriteFixed(insert, row);
        BatchRows.WriteChanging(insert, row, row.RowVersion);
        return insert.Run() == 1;
    }

    public static bool Update(Database database, BatchRow row)
    {
        Statement update = database.Use(UpdateBatch);
        BatchRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Text(row.Id);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }
}
