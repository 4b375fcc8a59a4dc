using System.Buffers;
using System.Text;
using AgentBot.Storage.Rows;
using SQLitePCL;

namespace AgentBot.Storage.Sqlite;

/// <summary>A prepared statement: parameters are given and columns taken one after the other, in the order in which the SQL names them.</summary>
internal sealed class Statement : IParameters, IFields, IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _handle;
    private int _parameter;
    private int _column;

    public Statement(Database database, sqlite3_stmt handle) => (_database, _handle) = (database, handle);

    /// <summary>Forgets the last use; to be called before parameters are given.</summary>
    public Statement Fresh()
    {
        // The answer repeats the last step's error, which its caller has had already.
        _ = raw.sqlite3_reset(_handle);
        _parameter = 0;
        return this;
    }

    public void Text(string? value)
    {
        _parameter++;
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_handle, _parameter));
            return;
        }

        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_handle, _parameter, ""));
            return;
        }

        // Bytes with a length, not a terminated text: a NUL inside is data like any other.
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= 1024)
        {
            Span<byte> small = stackalloc byte[most];
            int length = Encoding.UTF8.GetBytes(value, small);
            Check(raw.sqlite3_bind_text(_handle, _parameter, small[..length]));
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            int length = Encoding.UTF8.GetBytes(value, rented);
            Check(raw.sqlite3_bind_text(_handle, _parameter, rented.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void Number(long? value)
    {
        _parameter++;
        Check(value is { } number ? raw.sqlite3_bind_int64(_handle, _parameter, number) : raw.sqlite3_bind_null(_handle, _parameter));
    }

    public void Bytes(ReadOnlyMemory<byte>? value)
    {
        _parameter++;
        Check(value switch
        {
            null => raw.sqlite3_bind_null(_handle, _parameter),
            { IsEmpty: true } => raw.sqlite3_bind_zeroblob(_handle, _parameter, 0),
            { } bytes => raw.sqlite3_bind_blob(_handle, _parameter, bytes.Span),
        });
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        _column = 0;
        int code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            _ = raw.sqlite3_reset(_handle);
            return false;
        }

        SqliteFault fault = _database.Fault(code);
        _ = raw.sqlite3_reset(_handle);
        throw fault;
    }

    /// <summary>Runs a statement that answers no rows; how many rows it touched.</summary>
    public int Run()
    {
        while (Step())
        {
            // A RETURNING clause whose rows nobody wants still has to run to its end.
        }

        return _database.Changes;
    }

    public string? TextOrNull()
    {
        int column = _column++;
        return raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, column));
    }

    public long? NumberOrNull()
    {
        int column = _column++;
        return raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(_handle, column);
    }

    public byte[]? BytesOrNull()
    {
        int column = _column++;
        return raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_blob(_handle, column).ToArray();
    }

    public void Dispose() => _handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw _database.Fault(code);
        }
    }
}
