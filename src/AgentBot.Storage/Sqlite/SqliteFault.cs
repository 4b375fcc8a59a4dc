using AgentBot.Core.Storing;

namespace AgentBot.Storage.Sqlite;

/// <summary>An answer of SQLite that is an error. Never leaves this project as such.</summary>
internal sealed class SqliteFault : Exception
{
    public SqliteFault(int code, string message)
        : base($"SQLite answered {code}: {message}") => Code = code;

    /// <summary>Extended result code.</summary>
    public int Code { get; }

    public int PrimaryCode => Code & 0xff;

    public bool IsConstraint => PrimaryCode == SQLitePCL.raw.SQLITE_CONSTRAINT;

    /// <summary>The file itself is broken: nothing more may be written until a person has looked.</summary>
    public bool IsDamage => PrimaryCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB;

    /// <summary>What callers outside get: "cannot keep now" for trouble of disk and file, the fault itself for a mistake of ours.</summary>
    public static Exception Outward(Exception fault) => fault switch
    {
        SqliteFault { IsConstraint: true } => new InvalidOperationException("A row of this commit contradicts one that is stored. Nothing of it was kept.", fault),
        SqliteFault { PrimaryCode: SQLitePCL.raw.SQLITE_FULL } => new StoreUnavailableException("The data directory's disk is full. Nothing was kept. Free some space; AgentBot goes on by itself.", fault),
        SqliteFault { PrimaryCode: SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_CANTOPEN } =>
            new StoreUnavailableException("The data directory cannot be written. Nothing was kept. Give AgentBot's user the right to write there.", fault),
        SqliteFault { IsDamage: true } => new StoreUnavailableException(Damaged, fault),
        SqliteFault { PrimaryCode: SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_MISUSE or SQLitePCL.raw.SQLITE_RANGE or SQLitePCL.raw.SQLITE_MISMATCH } => fault,
        SqliteFault => new StoreUnavailableException("The data directory's disk answered with an error. Nothing was kept. Look at the disk; AgentBot goes on by itself.", fault),
        IOException or UnauthorizedAccessException => new StoreUnavailableException("A file could not be written to the data directory. Nothing was kept. Look at its disk and rights.", fault),
        _ => fault,
    };

    public const string Damaged = "The database file is damaged. AgentBot writes nothing more. Stop it and restore the last backup.";
}
