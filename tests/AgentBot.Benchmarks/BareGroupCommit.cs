using System.Threading.Channels;
using SQLitePCL;

namespace AgentBot.Benchmarks;

/// <summary>The least that can be done: a queue, one thread, one prepared insert, one commit for whoever waits.</summary>
internal sealed class BareGroupCommit : IAsyncDisposable
{
    private readonly Channel<TaskCompletionSource> _queue = Channel.CreateBounded<TaskCompletionSource>(4096);
    private readonly sqlite3 _database;
    private readonly int _rows;
    private readonly Thread _thread;

    public BareGroupCommit(string path, int rows)
    {
        _rows = rows;
        raw.sqlite3_open(path, out _database);
        raw.sqlite3_exec(_database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)");
        _thread = new Thread(Run);
        _thread.Start();
    }

    public async Task CommitAsync()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(answer);
        await answer.Task;
    }

    public ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        _thread.Join();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        string body = new('x', 300);
        raw.sqlite3_prepare_v2(_database, "INSERT INTO t (body) VALUES (?)", out sqlite3_stmt insert);
        var batch = new List<TaskCompletionSource>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            raw.sqlite3_exec(_database, "BEGIN");
            while (batch.Count < 512 && _queue.Reader.TryRead(out TaskCompletionSource? answer))
            {
                batch.Add(answer);
                for (int row = 0; row < _rows; row++)
                {
                    raw.sqlite3_bind_text(insert, 1, body);
                    raw.sqlite3_step(insert);
                    raw.sqlite3_reset(insert);
                }
            }

            raw.sqlite3_exec(_database, "COMMIT");
            batch.ForEach(answer => answer.SetResult());
        }

        insert.Dispose();
    }
}
