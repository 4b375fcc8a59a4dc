using SQLitePCL;

namespace AgentBot.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    /// <summary>SQLite's own size and the head that each page has in the log.</summary>
    private const long BytesOfPage = 4096 + 24;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _used = [];
    private Statement?[] _prepared = new Statement?[64];

    private Database(sqlite3 handle) => _handle = handle;

    /// <summary>Rows touched by the statement that ran last.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>
    /// The connection that writes: a commit outlives the process when it returns and is brought to the disk by <see cref="Writing.LogDisk"/>. Nobody takes a checkpoint but by
    /// <see cref="Checkpoint"/>, because older SQLite versions can lose pages when two connections do it at once.
    /// </summary>
    /// <param name="logBytes">The log's file keeps up to this size when the log begins anew: bytes written over reach the disk sooner than new ones.</param>
    public static Database OpenWriter(string path, bool create = true, long logBytes = 4 * 1024 * 1024)
    {
        Database database = Open(path, raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0));
        try
        {
            database.Execute("PRAGMA journal_mode=WAL");
            database.Execute("PRAGMA synchronous=NORMAL");
            database.Execute($"PRAGMA journal_size_limit={logBytes}");
            database.Execute("PRAGMA cache_size=-16000");
            database.Execute("PRAGMA temp_store=MEMORY");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public static Database OpenReader(string path)
    {
        Database database = Open(path, raw.SQLITE_OPEN_READONLY);
        database.Execute("PRAGMA query_only=ON");
        database.Execute("PRAGMA temp_store=MEMORY");
        return database;
    }

    public Statement Use(Sql sql)
    {
        if (sql.Slot >= _prepared.Length)
        {
            Array.Resize(ref _prepared, Math.Max(Sql.Count, _prepared.Length * 2));
        }

        Statement statement = (_prepared[sql.Slot] ??= Prepare(sql.Text)).Fresh();
        _used.Add(statement);
        return statement;
    }

    /// <summary>
    /// Ends every statement used since the last rest. One left between two rows would hold its snapshot: later reads on this
    /// connection would see the past, and the log could not be emptied.
    /// </summary>
    public void Rest()
    {
        foreach (Statement statement in _used)
        {
            statement.Fresh();
        }

        _used.Clear();
    }

    /// <summary>A statement for one use; the caller disposes of it.</summary>
    public Statement Prepare(string sql)
    {
        int code = raw.sqlite3_prepare_v2(_handle, sql, out sqlite3_stmt statement);
        return code == raw.SQLITE_OK ? new Statement(this, statement) : throw Fault(code);
    }

    /// <summary>Runs a script of any number of statements.</summary>
    public void Execute(string script)
    {
        int code = raw.sqlite3_exec(_handle, script);
        if (code != raw.SQLITE_OK)
        {
            throw Fault(code);
        }
    }

    public long Number(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Step() ? statement.NumberOrNull() ?? 0 : 0;
    }

    public void Begin() => Use(BeginSql).Run();

    /// <summary>Begins a transaction that only reads: everything until <see cref="Commit"/> sees one state.</summary>
    public void BeginSnapshot() => Use(BeginSnapshotSql).Run();

    public void Commit()
    {
        Rest();
        Use(CommitSql).Run();
    }

    /// <summary>Takes everything back; does nothing when SQLite has done so by itself after an error.</summary>
    public void Rollback()
    {
        Rest();
        if (IsInTransaction)
        {
            Use(RollbackSql).Run();
        }
    }

    /// <summary>Moves what it can from the log into the file without waiting for anybody; true when the whole log was moved.</summary>
    public bool Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int inLog, out int moved);
        return code switch
        {
            raw.SQLITE_OK => inLog == moved,
            raw.SQLITE_BUSY => false,
            _ => throw Fault(code),
        };
    }

    /// <summary>How much went to the log since the last call.</summary>
    public long TakeWrittenBytes()
    {
        _ = raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int pages, out _, 1);
        return pages * BytesOfPage;
    }

    public SqliteFault Fault(int code)
    {
        int extended = raw.sqlite3_extended_errcode(_handle);
        return new SqliteFault((extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (Statement? statement in _prepared)
        {
            statement?.Dispose();
        }

        _handle.Dispose();
    }

    private static readonly Sql BeginSql = new("BEGIN IMMEDIATE");
    private static readonly Sql BeginSnapshotSql = new("BEGIN");
    private static readonly Sql CommitSql = new("COMMIT");
    private static readonly Sql RollbackSql = new("ROLLBACK");

    private static Database Open(string path, int flags)
    {
        NativeSqlite.Ready();
        int code = raw.sqlite3_open_v2(path, out sqlite3 handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        if (code != raw.SQLITE_OK)
        {
            SqliteFault fault = database.Fault(code);
            database.Dispose();
            throw fault;
        }

        raw.sqlite3_busy_timeout(handle, 5000);
        database.Execute("PRAGMA foreign_keys=ON");
        database.Execute("PRAGMA wal_autocheckpoint=0");
        return database;
    }
}
