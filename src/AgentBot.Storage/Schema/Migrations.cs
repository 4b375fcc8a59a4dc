using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Schema;

/// <summary>
/// Brings a database to the schema of this program, one numbered step after the other. Each step and its number are one
/// transaction, so a crash leaves the old schema or the new one and the next start goes on from there.
/// </summary>
internal static class Migrations
{
    /// <summary>"AgBt": tells our files from other databases.</summary>
    private const long ApplicationId = 0x41674274;

    public static IReadOnlyList<string> All { get; } = [FirstSchema.Script, SecondSchema.Script, ThirdSchema.Script, FourthSchema.Script, FifthSchema.Script, SixthSchema.Script, SeventhSchema.Script, EighthSchema.Script, NinthSchema.Script, TenthSchema.Script, EleventhSchema.Script, TwelfthSchema.Script, ThirteenthSchema.Script];

    /// <exception cref="StoreUnavailableException">The file belongs to a newer AgentBot or to another program.</exception>
    public static void Bring(Database database, string path, IReadOnlyList<string> steps, ICrashPoints crashPoints)
    {
        long owner = database.Number("PRAGMA application_id");
        long stands = database.Number("PRAGMA user_version");
        bool isEmpty = database.Number("SELECT COUNT(*) FROM sqlite_master") == 0;
        if (!isEmpty && owner != ApplicationId)
        {
            throw new StoreUnavailableException($"{path} is not a database of AgentBot. Nothing was changed. Name another data directory, or move that file away.");
        }

        if (stands > steps.Count)
        {
            throw new StoreUnavailableException(
                $"The data in {path} was written by a newer AgentBot (its schema is {stands}, this one knows {steps.Count}). Nothing was changed. Start the newer AgentBot, or restore a backup made by this one.");
        }

        for (int step = (int)stands; step < steps.Count; step++)
        {
            database.Begin();
            try
            {
                database.Execute(steps[step]);
                crashPoints.Reach(CrashPoint.Migrating);
                database.Execute($"PRAGMA application_id = {ApplicationId}");
                database.Execute($"PRAGMA user_version = {step + 1}");
                database.Commit();
            }
            catch
            {
                database.Rollback();
                throw;
            }
        }
    }
}
