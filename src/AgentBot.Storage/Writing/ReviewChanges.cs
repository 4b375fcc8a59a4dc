using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class ReviewChanges
{
    private static readonly Sql InsertReview = ReviewRows.Reviews.Insert();
    private static readonly Sql UpdateReview = ReviewRows.Reviews.Update("id = ? AND revision = ? AND row_version = ?");
    private static readonly Sql InsertDecision = ReviewRows.Decisions.Insert("ON CONFLICT (review, revision, person, kind, content) DO NOTHING");
    private static readonly Sql MarkOpened = new(
        "INSERT INTO openings (review, revision, person, workspace, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");

    private static readonly Sql PutKin = new("UPDATE reviews SET kin = ? WHERE id = ? AND revision = ? AND state = 'Open'");

    public static bool Insert(Database database, ReviewRow row, Audiences audiences)
    {
        long audience = audiences.Of(database, row);
        Statement insert = database.Use(InsertReview);
        ReviewRows.WriteFixed(insert, row);
        ReviewRows.WriteChanging(insert, row, row.RowVersion, audience);
        insert.Run();
        return true;
    }

    public static bool Update(Database database, ReviewRow row, Audiences audiences)
    {
        // A set of reviewers that this adds and then loses the race stays behind: it names nobody's review and is used again.
        long audience = audiences.Of(database, row);
        Statement update = database.Use(UpdateReview);
        ReviewRows.WriteChanging(update, row, row.RowVersion + 1, audience);
        update.Key(row.Id);
        update.Number(row.Revision);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Insert(Database database, DecisionRow row)
    {
        Statement insert = database.Use(InsertDecision);
        ReviewRows.Write(insert, row);
        return insert.Run() == 1;
    }

    public static bool Put(Database database, Change.PutKin change)
    {
        Statement put = database.Use(PutKin);
        put.Text(change.Kin);
        put.Key(change.Review);
        put.Number(change.Revision);
        put.Run();
        return true;
    }

    public static bool Mark(Database database, WorkspaceKey workspace, Change.MarkOpened change)
    {
        Statement mark = database.Use(MarkOpened);
        mark.Key(change.Review);
        mark.Number(change.Revision);
        mark.Key(change.Person);
        mark.Key(workspace);
        mark.Time(change.At);
        mark.Run();
        return true;
    }
}
