using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Decides when the writer moves its log into the file: when it grew past a bound, or when nobody writes.</summary>
internal sealed class LogKeeper(Database database, string path, long bound)
{
    private readonly string _logPath = path + "-wal";
    private long _tryAgainAt;

    /// <summary>Something was committed since the log was last moved as a whole.</summary>
    public bool HasWork { get; private set; }

    public void AfterCommit()
    {
        HasWork = true;
        var file = new FileInfo(_logPath);
        long length = file.Exists ? file.Length : 0;
        if (length < bound)
        {
            _tryAgainAt = bound;
        }
        else if (length >= _tryAgainAt)
        {
            // A reader may hold the log's beginning: it grows on then, and each further quarter is a reason to try again.
            HasWork = !database.Checkpoint();
            _tryAgainAt = length + (bound / 4);
        }
    }

    public void WhenIdle() => HasWork = !database.Checkpoint();
}
