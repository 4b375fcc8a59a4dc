using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Decides when the writer moves its log into the file: when much was written to it, or when nobody writes.</summary>
internal sealed class LogKeeper(Database database, long bound)
{
    private long _written;
    private long _held;
    private bool _isNew;

    /// <summary>Something was committed since the log was last moved as a whole.</summary>
    public bool HasWork { get; private set; }

    public void AfterCommit()
    {
        HasWork = true;
        _isNew = true;
        _written += database.TakeWrittenBytes();
        if (_written >= bound + _held)
        {
            Move();
        }
    }

    /// <summary>To be called now and then: the log is moved when nothing was committed since the last time.</summary>
    public void Look()
    {
        if (HasWork && !_isNew)
        {
            Move();
        }

        _isNew = false;
    }

    private void Move()
    {
        HasWork = !database.Checkpoint();
        if (HasWork)
        {
            // A reader may hold the log's beginning: it grows on then, and each further quarter is a reason to try again.
            _held += bound / 4;
        }
        else
        {
            (_written, _held) = (0, 0);
        }
    }
}
