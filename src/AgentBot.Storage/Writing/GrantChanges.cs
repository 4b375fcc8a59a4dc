using AgentBot.Core.Storing;
using AgentBot.Core.Tools.Grants;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class GrantChanges
{
    private static readonly Sql InsertGrant = GrantRows.Grants.Insert();
    private static readonly Sql InsertUse = GrantRows.Uses.Insert("ON CONFLICT DO NOTHING");
    private static readonly Sql HasUse = new("SELECT COUNT(*) FROM grant_uses WHERE call = ?");

    // Two calls at once are counted one after the other, so never more than were allowed.
    private static readonly Sql Count = new("UPDATE call_grants SET used = used + 1 WHERE id = ? AND ended_at IS NULL AND used < most AND until > ?");
    private static readonly Sql EndGrant = new("UPDATE call_grants SET ended_at = ?, ended_by = ?, ended_why = ? WHERE id = ? AND ended_at IS NULL");

    public static bool Insert(Database database, CallGrant row, Dictionary<string, long> numbers)
    {
        long number = Counters.Next(database, row.Workspace, "grant:" + row.Channel.Value);
        Statement insert = database.Use(InsertGrant);
        GrantRows.Write(insert, row, number);
        insert.Run();
        numbers[row.Id.Value] = number;
        return true;
    }

    public static bool Use(Database database, GrantUse row)
    {
        Statement has = database.Use(HasUse);
        has.Text(row.Call);
        has.Step();
        long before = has.Number();
        has.Run();
        if (before > 0)
        {
            return false;
        }

        Statement count = database.Use(Count);
        count.Key(row.Grant);
        count.Time(row.At);
        if (count.Run() != 1)
        {
            return false;
        }

        Statement insert = database.Use(InsertUse);
        GrantRows.Write(insert, row);
        insert.Run();
        return true;
    }

    public static bool End(Database database, Change.EndGrant change)
    {
        Statement end = database.Use(EndGrant);
        end.Time(change.At);
        end.Key(change.By);
        end.Text(change.Why);
        end.Key(change.Grant);
        return end.Run() == 1;
    }
}
