using AgentBot.Core.Requests;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class RequestChanges
{
    private static readonly Sql InsertRequest = RequestRows.Requests.Insert("ON CONFLICT (system, id) DO NOTHING");
    private static readonly Sql PutIssued = RequestRows.Issued.Insert("ON CONFLICT (review, round) DO NOTHING");

    public static bool Insert(Database database, RequestRow row)
    {
        Statement insert = database.Use(InsertRequest);
        RequestRows.Write(insert, row);
        return insert.Run() == 1;
    }

    public static bool Put(Database database, IssuedDecision row)
    {
        Statement put = database.Use(PutIssued);
        RequestRows.Write(put, row);
        put.Run();
        return true;
    }
}
