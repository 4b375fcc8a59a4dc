using AgentBot.Core;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Numbers for people. Given in the transaction that uses them, so that none is lost or given twice.</summary>
internal static class Counters
{
    private static readonly Sql NextSql = new(
        "INSERT INTO counters (workspace, name, value) VALUES (?, ?, 1) ON CONFLICT (workspace, name) DO UPDATE SET value = value + 1 RETURNING value");

    public static long Next(Database database, WorkspaceKey workspace, string name)
    {
        Statement next = database.Use(NextSql);
        next.Key(workspace);
        next.Text(name);
        next.Step();
        long number = next.Number();
        next.Run();
        return number;
    }
}
