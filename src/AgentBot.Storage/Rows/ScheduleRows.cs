using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;

namespace AgentBot.Storage.Rows;

/// <summary>Schedules and firings as rows. The order of calls is the order of the columns.</summary>
internal static class ScheduleRows
{
    public static readonly Table Schedules = new(
        "schedules",
        "id, workspace, channel, number, created_at, replaces",
        "template, owner, terms, listens, status, reason, changed_by, changed_at, last_due, next_due, wake_at, failures, told, row_version");

    public static readonly Table Firings = new(
        "firings",
        "schedule, due, workspace, cause",
        "event, outcome, run, reason, at, lateness, ended, ended_at, row_version, open");

    public static void WriteFixed(IParameters to, ScheduleRow row, long number)
    {
        to.Key(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Number(number);
        to.Time(row.CreatedAt);
        to.Key(row.Replaces);
    }

    public static void WriteChanging(IParameters to, ScheduleRow row, long version)
    {
        to.Text(row.Template);
        to.Key(row.Owner);
        to.Text(row.Terms);
        to.Text(row.Listens);
        to.Word(row.Status);
        to.Text(row.Reason);
        to.Key(row.ChangedBy);
        to.Time(row.ChangedAt);
        to.Time(row.LastDue);
        to.Time(row.NextDue);
        to.Time(row.WakeAt);
        to.Number(row.Failures);
        to.Text(row.Told);
        to.Number(version);
    }

    public static ScheduleRow ReadSchedule(IFields from) => new()
    {
        Id = from.Key<ScheduleId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Number = from.Number(),
        CreatedAt = from.Time(),
        Replaces = from.KeyOrNull<ScheduleId>(),
        Template = from.Text(),
        Owner = from.Key<PersonKey>(),
        Terms = from.Text(),
        Listens = from.Text(),
        Status = from.Word<ScheduleStatus>(),
        Reason = from.Text(),
        ChangedBy = from.KeyOrNull<PersonKey>(),
        ChangedAt = from.Time(),
        LastDue = from.TimeOrNull(),
        NextDue = from.TimeOrNull(),
        WakeAt = from.TimeOrNull(),
        Failures = from.Whole(),
        Told = from.Text(),
        RowVersion = from.Number(),
    };

    public static void WriteFixed(IParameters to, FiringRow row)
    {
        to.Key(row.Schedule);
        to.Time(row.Due);
        to.Key(row.Workspace);
        to.Text(row.Cause);
    }

    public static void WriteChanging(IParameters to, FiringRow row, long version)
    {
        to.Text(row.Event);
        to.Word(row.Outcome);
        to.Key(row.Run);
        to.Text(row.Reason);
        to.Time(row.At);
        to.Span(row.Lateness);
        to.Word(row.End);
        to.Time(row.EndedAt);
        to.Number(version);
        to.Flag(row.IsOpen);
    }

    public static FiringRow ReadFiring(IFields from) => new()
    {
        Schedule = from.Key<ScheduleId>(),
        Due = from.Time(),
        Workspace = from.Key<WorkspaceKey>(),
        Cause = from.Text(),
        Event = from.Text(),
        Outcome = from.Word<FiringOutcome>(),
        Run = from.KeyOrNull<RunId>(),
        Reason = from.Text(),
        At = from.Time(),
        Lateness = from.Span(),
        End = from.WordOrNull<RunStatus>(),
        EndedAt = from.TimeOrNull(),
        RowVersion = from.Number(),
    };
}
