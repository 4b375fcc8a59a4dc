using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Links between accounts, and tries by guarded arithmetic.</summary>
internal static class LinkChanges
{
    private static readonly Sql InsertLink = LinkRows.Links.Insert("ON CONFLICT (handle) DO NOTHING");
    private static readonly Sql UpdateLink = LinkRows.Links.Update("handle = ? AND row_version = ?");

    private static readonly Sql Spend = new("""
        INSERT INTO tries (subject, workspace, amount, since) VALUES (?1, ?2, 1, ?3)
        ON CONFLICT (subject) DO UPDATE SET
          amount = CASE WHEN since <= ?4 THEN 1 ELSE amount + 1 END,
          since = CASE WHEN since <= ?4 THEN excluded.since ELSE since END
        WHERE since <= ?4 OR amount < ?5
        """);

    private static readonly Sql IsSpent = new("SELECT 1 FROM tries WHERE subject = ? AND since > ? AND amount >= ?");

    private static readonly Sql ForgetTries = new("DELETE FROM tries WHERE since < ?");
    private static readonly Sql ForgetLinks = new("DELETE FROM links WHERE linked_at IS NULL AND changed_at < ?");

    public static bool Insert(Database database, LinkRow row)
    {
        Statement insert = database.Use(InsertLink);
        LinkRows.WriteFixed(insert, row);
        LinkRows.WriteChanging(insert, row, row.RowVersion);
        return insert.Run() == 1;
    }

    public static bool Update(Database database, LinkRow row)
    {
        Statement update = database.Use(UpdateLink);
        LinkRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Text(row.Handle);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Try(Database database, WorkspaceKey workspace, Change.SpendTry change)
    {
        if (!change.Counts)
        {
            Statement spent = database.Use(IsSpent);
            spent.Text(change.Subject);
            spent.Time(change.Since);
            spent.Number(change.Most);
            return !spent.Step();
        }

        Statement spend = database.Use(Spend);
        spend.Text(change.Subject);
        spend.Key(workspace);
        spend.Time(change.At);
        spend.Time(change.Since);
        spend.Number(change.Most);
        return spend.Run() == 1;
    }

    /// <summary>What never became a link and was not touched since, and tries that count no longer.</summary>
    public static int Forget(Database database, DateTimeOffset before)
    {
        Statement tries = database.Use(ForgetTries);
        tries.Time(before);
        int forgotten = tries.Run();
        Statement links = database.Use(ForgetLinks);
        links.Time(before);
        return forgotten + links.Run();
    }
}
