using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal static class RunChanges
{
    private static readonly Sql InsertRun = RunRows.Runs.Insert();
    private static readonly Sql UpdateRun = RunRows.Runs.Update("id = ? AND row_version = ?");
    private static readonly Sql InsertStep = RunRows.Steps.Insert();
    private static readonly Sql UpdateStep = RunRows.Steps.Update("run = ? AND item = ? AND step = ? AND round = ? AND attempt = ? AND row_version = ?");

    // The version moves too: a machine that read the row before must not write its older counters back.
    private static readonly Sql CloseItems = new("""
        UPDATE steps SET items_open = items_open - ?, items_failed = items_failed + ?, row_version = row_version + 1
        WHERE run = ? AND item = ? AND step = ? AND round = ? AND attempt = ? AND status IN ('Running', 'Waiting') AND items_open >= ?
        RETURNING items_open
        """);

    public static bool Insert(Database database, RunRow row, Dictionary<string, long> numbers)
    {
        long number = Counters.Next(database, row.Workspace, "run");
        Statement insert = database.Use(InsertRun);
        RunRows.WriteFixed(insert, row, number);
        RunRows.WriteChanging(insert, row, row.RowVersion);
        insert.Run();
        numbers[row.Id.Value] = number;
        return true;
    }

    public static bool Update(Database database, RunRow row)
    {
        Statement update = database.Use(UpdateRun);
        RunRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Key(row.Id);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Insert(Database database, StepRow row)
    {
        Statement insert = database.Use(InsertStep);
        RunRows.WriteFixed(insert, row);
        RunRows.WriteChanging(insert, row, row.RowVersion);
        insert.Run();
        return true;
    }

    public static bool Update(Database database, StepRow row)
    {
        Statement update = database.Use(UpdateStep);
        RunRows.WriteChanging(update, row, row.RowVersion + 1);
        RunRows.WriteKey(update, row.Key);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }

    public static bool Close(Database database, Change.CloseItems change)
    {
        Statement close = database.Use(CloseItems);
        close.Number(change.Closed);
        close.Number(change.Failed);
        RunRows.WriteKey(close, change.Step);
        close.Number(change.Closed);
        if (!close.Step())
        {
            return false;
        }

        long open = close.Number();
        close.Run();
        if (open == 0)
        {
            WorkChanges.Insert(database, change.WhenNoneOpen, boot: "");
        }

        return true;
    }
}
