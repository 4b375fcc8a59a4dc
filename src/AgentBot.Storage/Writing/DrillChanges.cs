using AgentBot.Core.Reviews.Drills;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class DrillChanges
{
    private static readonly Sql InsertDrill = DrillRows.Drills.Insert("ON CONFLICT DO NOTHING");
    private static readonly Sql UpdateDrill = DrillRows.Drills.Update("of = ? AND revision = ? AND person = ? AND row_version = ?");

    public static bool Insert(Database database, DrillRow row)
    {
        Statement insert = database.Use(InsertDrill);
        DrillRows.WriteFixed(insert, row);
        DrillRows.WriteChanging(insert, row, row.RowVersion);
        insert.Run();
        return true;
    }

    public static bool Update(Database database, DrillRow row)
    {
        Statement update = database.Use(UpdateDrill);
        DrillRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Key(row.Of);
        update.Number(row.Revision);
        update.Key(row.Person);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }
}
