using AgentBot.Core.People;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class AbsenceChanges
{
    private static readonly Sql PutAbsence = AbsenceRows.Absences.Insert(
        "ON CONFLICT (person) DO UPDATE SET workspace = excluded.workspace, begins = excluded.begins, ends = excluded.ends, substitute = excluded.substitute");

    public static bool Put(Database database, Absence row)
    {
        Statement put = database.Use(PutAbsence);
        AbsenceRows.Write(put, row);
        put.Run();
        return true;
    }
}
