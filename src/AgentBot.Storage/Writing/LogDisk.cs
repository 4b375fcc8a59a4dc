using System.Collections.Concurrent;

namespace AgentBot.Storage.Writing;

/// <summary>
/// Brings what was committed from the system's memory to the disk, and answers those who wait for that. Commits go on
/// meanwhile: all that are made during one flush share the next. The log is written in order, so each flush carries
/// everything before it.
/// </summary>
internal sealed class LogDisk : IDisposable
{
    private readonly BlockingCollection<WriteItem[]> _committed = [];
    private readonly Action _flush;
    private readonly Func<Exception, Exception> _failed;
    private readonly Thread _thread;
    private int _promised;

    /// <param name="flush">Returns when what was committed before the call is on the disk.</param>
    /// <param name="failed">Told once when a flush failed; gives what all who wait from then on are told. What the disk has is not known then, and a second try would not tell.</param>
    public LogDisk(Action flush, Func<Exception, Exception> failed)
    {
        (_flush, _failed) = (flush, failed);
        _thread = new Thread(Run) { IsBackground = true, Name = "agentbot-disk" };
        _thread.Start();
    }

    /// <summary>To be called before a transaction that has to reach the disk can be read by others.</summary>
    public void Promise() => Interlocked.Increment(ref _promised);

    /// <summary>That transaction was not committed after all.</summary>
    public void TakeBack() => Interlocked.Decrement(ref _promised);

    /// <summary>To be called after the transaction, in the order of the transactions.</summary>
    public void Bring(WriteItem[] items) => _committed.Add(items);

    /// <summary>Returns when every promise made until now was kept.</summary>
    public async ValueTask WaitAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _promised) > 0)
        {
            var mark = new DiskMark();
            Promise();
            Bring([mark]);
            await mark.Answer.WaitAsync(ct);
        }
    }

    public void Dispose()
    {
        _committed.CompleteAdding();
        _thread.Join();
        _committed.Dispose();
    }

    private void Run()
    {
        var waiting = new List<WriteItem[]>();
        Exception? fault = null;
        while (_committed.TryTake(out WriteItem[]? next, Timeout.Infinite))
        {
            waiting.Clear();
            do
            {
                waiting.Add(next);
            }
            while (_committed.TryTake(out next));

            // A duplicate, or a lost race, only waits for what it tells of, which came before it.
            if (waiting.Exists(items => items.Any(item => item.IsKept)))
            {
                fault ??= TryFlush();
            }

            foreach (WriteItem[] items in waiting)
            {
                Tell(items, fault);
                Interlocked.Decrement(ref _promised);
            }
        }
    }

    private Exception? TryFlush()
    {
        try
        {
            _flush();
            return null;
        }
#pragma warning disable CA1031 // Whatever went wrong, those who wait are told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return _failed(fault);
        }
    }

    private static void Tell(WriteItem[] items, Exception? fault)
    {
        foreach (WriteItem item in items)
        {
            if (fault is null)
            {
                item.Complete();
            }
            else
            {
                item.Fail(fault);
            }
        }
    }

    /// <summary>Nothing to write: only waits for what came before it.</summary>
    private sealed class DiskMark : WriteItem<bool>
    {
        public DiskMark()
            : base(CancellationToken.None) => Say(WriteOutcome.Kept, true);

        public override WriteOutcome Apply(Sqlite.Database database) => WriteOutcome.Untouched;
    }
}
