using AgentBot.Core.Schedules;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class ScheduleChanges
{
    private static readonly Sql InsertSchedule = ScheduleRows.Schedules.Insert();
    private static readonly Sql UpdateSchedule = ScheduleRows.Schedules.Update("id = ? AND row_version = ?");
    private static readonly Sql InsertFiring = ScheduleRows.Firings.Insert("ON CONFLICT (schedule, due) DO NOTHING");
    private static readonly Sql FindCause = new("SELECT 1 FROM firings WHERE schedule = ? AND cause = ?");
    private static readonly Sql UpdateFiring = ScheduleRows.Firings.Update("schedule = ? AND due = ? AND row_version = ?");

    public static bool Insert(Database database, ScheduleRow row, Dictionary<string, long> numbers)
    {
        long number = Counters.Next(database, row.Workspace, "schedule:" + row.Channel.Value);
        Statement insert = database.Use(InsertSchedule);
        ScheduleRows.WriteFixed(insert, row, number);
        ScheduleRows.WriteChanging(insert, row, row.RowVersion);
        insert.Run();
        numbers[row.Id.Value] = number;
        return true;
    }

    public static bool Update(Database database, ScheduleRow row)
    {
        Statement update = database.Use(UpdateSchedule);
        ScheduleRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Key(row.Id);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Insert(Database database, FiringRow row)
    {
        Statement insert = database.Use(InsertFiring);
        ScheduleRows.WriteFixed(insert, row);
        ScheduleRows.WriteChanging(insert, row, row.RowVersion);
        return insert.Run() == 1;
    }

    /// <summary>Never loses. Where another event bears the very microsecond, the next free one is taken.</summary>
    public static bool Put(Database database, FiringRow row)
    {
        Statement find = database.Use(FindCause);
        find.Key(row.Schedule);
        find.Text(row.Cause);
        bool isThere = find.Step();
        FiringRow next = row;
        while (!isThere && !Insert(database, next))
        {
            next = next with { Due = next.Due.AddMicroseconds(1) };
        }

        return true;
    }

    public static bool Update(Database database, FiringRow row)
    {
        Statement update = database.Use(UpdateFiring);
        ScheduleRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Key(row.Schedule);
        update.Time(row.Due);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }
}
