using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class RowDraftChanges
{
    private static readonly Sql InsertDraft = RowDraftRows.Drafts.Insert("ON CONFLICT (review, revision, person) DO NOTHING");
    private static readonly Sql UpdateDraft = RowDraftRows.Drafts.Update("review = ? AND revision = ? AND person = ? AND row_version = ?");
    private static readonly Sql DropDraft = new("DELETE FROM row_drafts WHERE review = ? AND revision = ? AND person = ?");

    public static bool Put(Database database, RowDraftRow row)
    {
        if (row.RowVersion == 0)
        {
            Statement insert = database.Use(InsertDraft);
            RowDraftRows.WriteFixed(insert, row);
            RowDraftRows.WriteChanging(insert, row);
            return insert.Run() == 1;
        }

        Statement update = database.Use(UpdateDraft);
        RowDraftRows.WriteChanging(update, row);
        update.Key(row.Review);
        update.Number(row.Revision);
        update.Key(row.Person);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Drop(Database database, Change.DropRowDrafts change)
    {
        Statement drop = database.Use(DropDraft);
        drop.Key(change.Review);
        drop.Number(change.Revision);
        drop.Key(change.Person);
        drop.Run();
        return true;
    }
}
