using AgentBot.Core.Tools;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class ToolPinChanges
{
    private static readonly Sql PutPin = ToolPinRows.Pins.Insert(
        "ON CONFLICT (tool) DO UPDATE SET pin = excluded.pin, kind = excluded.kind, title = excluded.title, description = excluded.description, "
        + "arguments = excluded.arguments, source = excluded.source, agreed_by = excluded.agreed_by, agreed_at = excluded.agreed_at");

    public static bool Put(Database database, ToolPin row)
    {
        Statement put = database.Use(PutPin);
        ToolPinRows.Write(put, row);
        put.Run();
        return true;
    }
}
