using AgentBot.Core;
using AgentBot.Core.Reviews.Drills;

namespace AgentBot.Storage.Rows;

internal static class DrillRows
{
    public static readonly Table Drills = new("drills", "of, revision, person, workspace, channel, template, drawn_at", "state, due_at, run, mistake, ended_at, row_version");

    public static void WriteFixed(IParameters to, DrillRow row)
    {
        to.Key(row.Of);
        to.Number(row.Revision);
        to.Key(row.Person);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Text(row.Template);
        to.Time(row.DrawnAt);
    }

    public static void WriteChanging(IParameters to, DrillRow row, long version)
    {
        to.Word(row.State);
        to.Time(row.DueAt);
        to.Key(row.Run);
        to.Text(row.Mistake);
        to.Time(row.EndedAt);
        to.Number(version);
    }

    public static DrillRow Read(IFields from) => new()
    {
        Of = from.Key<ReviewId>(),
        Revision = from.Whole(),
        Person = from.Key<PersonKey>(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Template = from.Text(),
        DrawnAt = from.Time(),
        State = from.Word<DrillState>(),
        DueAt = from.Time(),
        Run = from.KeyOrNull<RunId>(),
        Mistake = from.Text(),
        EndedAt = from.TimeOrNull(),
        RowVersion = from.Number(),
    };
}
