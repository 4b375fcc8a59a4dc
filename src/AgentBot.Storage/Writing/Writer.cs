using System.Threading.Channels;
using AgentBot.Core.Storing;
using AgentBot.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace AgentBot.Storage.Writing;

/// <summary>
/// The only place that writes: one connection, many callers, one at a time. Takes what waits, up to a full batch, into one
/// transaction. A caller who finds nobody writing writes at once, because waking a thread would take longer; what came
/// meanwhile is taken up by a thread of its own, so that no caller works for the others without end. What nobody waits for is
/// left for the next caller's transaction. Nobody who writes waits for the disk: that is <see cref="LogDisk"/>'s, which then answers.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>So long <see cref="Durability.WithNext"/> waits for company.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromMilliseconds(5);

    private readonly Database _database;
    private readonly LogKeeper _log;
    private readonly LogDisk _disk;
    private readonly int _batchLimit;
    private readonly ILogger _logger;
    private readonly Channel<WriteItem> _queue;
    private readonly Lock _turn = new();
    private readonly List<WriteItem> _batch;
    private readonly AutoResetEvent _called = new(false);
    private readonly Timer _alone;
    private readonly CommitNews _news;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _damage;
    private int _isLeft;

    /// <param name="flush">Returns when what was committed before the call is on the disk.</param>
    public Writer(Database database, Action flush, SqliteStoreOptions options, ILogger logger)
    {
        _database = database;
        _log = new LogKeeper(database, options.CheckpointBytes);
        _disk = new LogDisk(flush, FlushFailed);
        _batchLimit = options.BatchLimit;
        _batch = new List<WriteItem>(_batchLimit);
        _logger = logger;
        _news = new CommitNews(logger);
        _alone = new Timer(static writer => ((Writer)writer!).WriteWhatIsLeft(), this, Timeout.Infinite, Timeout.Infinite);
        _queue = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(options.QueueLimit) { FullMode = BoundedChannelFullMode.Wait });
        new Thread(Run) { IsBackground = true, Name = "agentbot-writer" }.Start();
    }

    public event Action<Commit>? Committed
    {
        add => _news.Committed += value;
        remove => _news.Committed -= value;
    }

    /// <exception cref="StoreUnavailableException">Nothing can be kept now, and nothing of this was.</exception>
    public async ValueTask<TResult> WriteAsync<TResult>(WriteItem<TResult> item, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(item, ct);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreUnavailableException("AgentBot is stopping. Nothing was kept.", closed);
        }

        if (item.Durability != Durability.WithNext)
        {
            WriteIfFree();
        }
        else if (Interlocked.Exchange(ref _isLeft, 1) == 0)
        {
            _alone.Change(Alone, Timeout.InfiniteTimeSpan);
        }

        return await item.Answer;
    }

    /// <summary>Returns when all that was committed until now and must outlive the machine is on the disk.</summary>
    public ValueTask WhenOnDiskAsync(CancellationToken ct) => _disk.WaitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _alone.DisposeAsync();
        _called.Set();
        await _ended.Task;
        await _news.DisposeAsync();
        _called.Dispose();
    }

    private void WriteWhatIsLeft()
    {
        Volatile.Write(ref _isLeft, 0);
        Interlocked.MemoryBarrier();
        if (_queue.Reader.TryPeek(out _))
        {
            _called.Set();
        }
    }

    private void WriteIfFree()
    {
        if (!_turn.TryEnter())
        {
            return; // Whoever has the turn looks again after it.
        }

        try
        {
            WriteBatch();
        }
        finally
        {
            _turn.Exit();
        }

        if (_queue.Reader.TryPeek(out _))
        {
            _called.Set();
        }
    }

    private void Run()
    {
        while (!_queue.Reader.Completion.IsCompleted)
        {
            bool isCalled = _log.HasWork ? _called.WaitOne(LookEvery) : _called.WaitOne();
            if (!isCalled)
            {
                lock (_turn)
                {
                    Keep(_log.Look);
                }
            }

            while (_queue.Reader.TryPeek(out _))
            {
                lock (_turn)
                {
                    WriteBatch();
                }
            }
        }

        lock (_turn)
        {
            _disk.Dispose();
            Keep(() => _database.Checkpoint());
        }

        _ended.SetResult();
    }

    /// <summary>To be called by whoever has the turn.</summary>
    private void WriteBatch()
    {
        _batch.Clear();
        while (_batch.Count < _batchLimit && _queue.Reader.TryRead(out WriteItem? item))
        {
            if (item.IsWithdrawn)
            {
                item.Withdraw();
            }
            else
            {
                _batch.Add(item);
            }
        }

        if (_batch.Count == 0)
        {
            return;
        }

        if (_batch.Count == 1 || _damage is not null || !TryTogether())
        {
            _batch.ForEach(WriteAlone);
        }

        bool slept = !_log.HasWork;
        Keep(_log.AfterCommit);
        if (slept)
        {
            _called.Set();
        }
    }

    /// <summary>True when all of the batch is decided; false when nothing of it was kept.</summary>
    private bool TryTogether()
    {
        try
        {
            _database.Begin();
            foreach (WriteItem item in _batch)
            {
                if (item.Apply(_database) == WriteOutcome.Spoiled)
                {
                    _database.Rollback();
                    return false;
                }
            }

            End(_database.Commit, [.. _batch]);
            return true;
        }
#pragma warning disable CA1031 // Whatever went wrong, each item is tried alone and its caller told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            TakeBack(fault);
            return false;
        }
    }

    private void WriteAlone(WriteItem item)
    {
        if (_damage is { } damage)
        {
            item.Fail(damage);
            return;
        }

        try
        {
            _database.Begin();
            bool isKept = item.Apply(_database) == WriteOutcome.Kept;
            End(isKept ? _database.Commit : _database.Rollback, item);
        }
#pragma warning disable CA1031 // The caller gets it; the writer goes on for the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            TakeBack(fault);
            item.Fail(SqliteFault.Outward(fault));
        }
    }

    /// <summary>Ends the transaction and answers those who do not wait for the disk.</summary>
    private void End(Action transaction, params WriteItem[] items)
    {
        WriteItem[] forDisk = Array.FindAll(items, item => item.Durability is Durability.PowerLoss or Durability.PowerLossSoon);
        if (forDisk.Length == 0)
        {
            transaction();
        }
        else
        {
            EndForDisk(transaction, forDisk);
        }

        foreach (WriteItem item in items)
        {
            if (item.Durability != Durability.PowerLoss)
            {
                item.Complete();
            }

            if (item.Signal is { } commit)
            {
                _news.Spread(commit);
            }
        }
    }

    private void EndForDisk(Action transaction, WriteItem[] items)
    {
        _disk.Promise();
        try
        {
            transaction();
        }
        catch
        {
            _disk.TakeBack();
            throw;
        }

        _disk.Bring(items);
    }

    private void TakeBack(Exception fault)
    {
        if (fault is SqliteFault { IsDamage: true })
        {
            _damage = SqliteFault.Outward(fault);
            Log.Damaged(_logger, fault);
        }

        Keep(_database.Rollback);
    }

    private StoreUnavailableException FlushFailed(Exception fault)
    {
        var unavailable = new StoreUnavailableException(
            "The disk of the data directory did not confirm what was written, so what it has is not known. AgentBot keeps nothing more until it is started again. Look at the disk first.", fault);
        _damage = unavailable;
        Log.FlushFailed(_logger, fault);
        return unavailable;
    }

    /// <summary>Trouble with housekeeping must not end the thread: what was promised is kept already, and the next write meets the same trouble.</summary>
    private void Keep(Action housekeeping)
    {
        try
        {
            housekeeping();
        }
        catch (Exception fault) when (fault is SqliteFault or IOException)
        {
            Log.HousekeepingFailed(_logger, fault);
        }
    }
}
