using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class WorkChanges
{
    private const string Fence = "id = ? AND lease_token = ? AND lease_token <> '' AND lease_boot = ? AND lease_until > ?";
    private static readonly Sql InsertWork = RunRows.Work.Insert();
    private static readonly Sql FinishWork = new($"DELETE FROM work WHERE {Fence}");
    private static readonly Sql PostponeWork = new($"UPDATE work SET due_at = ?, tries = tries + 1, lease_token = '', lease_boot = '', lease_until = 0 WHERE {Fence}");
    private static readonly Sql ReleaseOldest = new("""
        UPDATE work SET due_at = ? WHERE seq = (
          SELECT MIN(seq) FROM work WHERE run = ? AND step = ? AND round = ? AND kind = 'Items' AND due_at = ? AND lease_token = '')
        """);

    private static readonly Sql DropRun = new("DELETE FROM work WHERE run = ?");
    private static readonly Sql DropStep = new("DELETE FROM work WHERE run = ? AND step = ? AND (? IS NULL OR round = ?)");

    public static bool Insert(Database database, WorkRow row, string boot)
    {
        Statement insert = database.Use(InsertWork);
        RunRows.Write(insert, row, boot);
        insert.Run();
        return true;
    }

    public static bool Finish(Database database, Change.FinishWork change, string boot, DateTimeOffset now)
    {
        Statement finish = database.Use(FinishWork);
        WriteFence(finish, change.Id.Value, change.LeaseToken, boot, now);
        return finish.Run() == 1;
    }

    public static bool Postpone(Database database, Change.PostponeWork change, string boot, DateTimeOffset now)
    {
        Statement postpone = database.Use(PostponeWork);
        postpone.Time(change.DueAt);
        WriteFence(postpone, change.Id.Value, change.LeaseToken, boot, now);
        return postpone.Run() == 1;
    }

    public static bool Release(Database database, Change.ReleaseParked change)
    {
        Statement release = database.Use(ReleaseOldest);
        release.Time(change.DueAt);
        release.Key(change.Run);
        release.Text(change.Step);
        release.Number(change.Round);
        release.Time(WorkRow.Parked);
        release.Run();
        return true;
    }

    public static bool Drop(Database database, Change.DropWork change)
    {
        Statement drop = database.Use(change.Step is null ? DropRun : DropStep);
        drop.Key(change.Run);
        if (change.Step is not null)
        {
            drop.Text(change.Step);
            drop.Number(change.Round);
            drop.Number(change.Round);
        }

        drop.Run();
        return true;
    }

    private static void WriteFence(Statement to, string id, string token, string boot, DateTimeOffset now)
    {
        to.Text(id);
        to.Text(token);
        to.Text(boot);
        to.Time(now);
    }
}
