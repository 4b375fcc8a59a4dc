using System.Threading.Channels;
using AgentBot.Core.Storing;
using AgentBot.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace AgentBot.Storage.Writing;

/// <summary>
/// The only place that writes: one thread, one connection, many callers. Takes what waits, up to a full batch, into one
/// transaction, and answers every caller after the disk has it. A thread of its own, because the disk blocks and an
/// exhausted thread pool must not delay an acknowledgement.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMilliseconds(500);
    private readonly Database _database;
    private readonly LogKeeper _log;
    private readonly int _batchLimit;
    private readonly ILogger _logger;
    private readonly Channel<WriteItem> _queue;
    private readonly Channel<Commit> _signals = Channel.CreateUnbounded<Commit>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _telling;
    private Exception? _damage;

    public Writer(Database database, string path, SqliteStoreOptions options, ILogger logger)
    {
        _database = database;
        _log = new LogKeeper(database, path, options.CheckpointBytes);
        _batchLimit = options.BatchLimit;
        _logger = logger;
        _queue = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _telling = TellAsync();
        new Thread(Run) { IsBackground = true, Name = "agentbot-writer" }.Start();
    }

    public event Action<Commit>? Committed;

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

        return await item.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
        _signals.Writer.TryComplete();
        await _telling;
    }

    private void Run()
    {
        var batch = new List<WriteItem>(_batchLimit);
        while (WaitForWork())
        {
            batch.Clear();
            while (batch.Count < _batchLimit && _queue.Reader.TryRead(out WriteItem? item))
            {
                if (item.IsWithdrawn)
                {
                    item.Withdraw();
                }
                else
                {
                    batch.Add(item);
                }
            }

            if (batch.Count > 0)
            {
                RunBatch(batch);
                Keep(_log.AfterCommit);
            }
        }

        Keep(() => _database.Checkpoint());
        _ended.SetResult();
    }

    /// <summary>False when the queue is closed and empty.</summary>
    private bool WaitForWork()
    {
        ValueTask<bool> waiting = _queue.Reader.WaitToReadAsync();
        if (waiting.IsCompleted)
        {
            return waiting.Result;
        }

        Task<bool> task = waiting.AsTask();
        if (_log.HasWork && !task.Wait(IdleAfter))
        {
            Keep(_log.WhenIdle);
        }

        return task.GetAwaiter().GetResult();
    }

    private void RunBatch(List<WriteItem> batch)
    {
        if (batch.Count == 1 || _damage is not null || !TryTogether(batch))
        {
            batch.ForEach(RunAlone);
        }
    }

    /// <summary>True when the batch is durable and everybody was told; false when nothing of it was kept.</summary>
    private bool TryTogether(List<WriteItem> batch)
    {
        try
        {
            _database.WaitForDisk(batch.Exists(item => item.MustOutlivePowerLoss));
            _database.Begin();
            foreach (WriteItem item in batch)
            {
                if (item.Apply(_database) == WriteOutcome.Spoiled)
                {
                    _database.Rollback();
                    return false;
                }
            }

            _database.Commit();
        }
#pragma warning disable CA1031 // Whatever went wrong, each item is tried alone and its caller told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            TakeBack(fault);
            return false;
        }

        batch.ForEach(Answer);
        return true;
    }

    private void RunAlone(WriteItem item)
    {
        if (_damage is not null)
        {
            item.Fail(_damage);
            return;
        }

        try
        {
            _database.WaitForDisk(item.MustOutlivePowerLoss);
            _database.Begin();
            if (item.Apply(_database) == WriteOutcome.Kept)
            {
                _database.Commit();
                Answer(item);
            }
            else
            {
                _database.Rollback();
                item.Complete();
            }
        }
#pragma warning disable CA1031 // The caller gets it; the writer goes on for the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            TakeBack(fault);
            item.Fail(SqliteFault.Outward(fault));
        }
    }

    private void Answer(WriteItem item)
    {
        item.Complete();
        if (item.Signal is { } commit)
        {
            _signals.Writer.TryWrite(commit);
        }
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

    private async Task TellAsync()
    {
        await foreach (Commit commit in _signals.Reader.ReadAllAsync())
        {
            foreach (Action<Commit> listener in Delegate.EnumerateInvocationList(Committed))
            {
                Tell(listener, commit);
            }
        }
    }

    private void Tell(Action<Commit> listener, Commit commit)
    {
        try
        {
            listener(commit);
        }
#pragma warning disable CA1031 // One listener's mistake must not silence the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.ListenerFailed(_logger, fault);
        }
    }
}
