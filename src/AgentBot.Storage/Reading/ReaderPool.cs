using System.Collections.Concurrent;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

/// <summary>Connections that can only read. Each read sees committed state and waits for no writer.</summary>
internal sealed class ReaderPool(string path, int limit) : IDisposable
{
    private readonly ConcurrentBag<Database> _free = [];
    private readonly SemaphoreSlim _places = new(limit);

    /// <param name="read">Must not keep the connection or a statement of it.</param>
    public async ValueTask<TResult> ReadAsync<TResult>(Func<Database, TResult> read, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return Read(read);
        }
        catch (SqliteFault fault)
        {
            throw SqliteFault.Outward(fault);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>As <see cref="ReadAsync"/>, where several statements must see the same state.</summary>
    public ValueTask<TResult> ReadSnapshotAsync<TResult>(Func<Database, TResult> read, CancellationToken ct) => ReadAsync(
        database =>
        {
            database.BeginSnapshot();
            try
            {
                return read(database);
            }
            finally
            {
                database.Rollback();
            }
        },
        ct);

    public void Dispose()
    {
        while (_free.TryTake(out Database? database))
        {
            database.Dispose();
        }

        _places.Dispose();
    }

    private TResult Read<TResult>(Func<Database, TResult> read)
    {
        Database database = _free.TryTake(out Database? free) ? free : Database.OpenReader(path);
        try
        {
            TResult result = read(database);
            database.Rest();
            _free.Add(database);
            return result;
        }
        catch
        {
            // A statement left in the middle would hold its snapshot and with it the log: the connection goes.
            database.Dispose();
            throw;
        }
    }
}
