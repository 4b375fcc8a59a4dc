using AgentBot.Core;
using AgentBot.Core.People;

namespace AgentBot.Storage.Rows;

internal static class AbsenceRows
{
    public static readonly Table Absences = new("absences", "person", "workspace, begins, ends, substitute");

    public static void Write(IParameters to, Absence row)
    {
        to.Key(row.Person);
        to.Key(row.Workspace);
        to.Time(row.From);
        to.Time(row.Until);
        to.Key(row.Substitute);
    }

    public static Absence Read(IFields from) => new()
    {
        Person = from.Key<PersonKey>(),
        Workspace = from.Key<WorkspaceKey>(),
        From = from.Time(),
        Until = from.Time(),
        Substitute = from.KeyOrNull<PersonKey>(),
    };
}
