using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Files;
using AgentBot.Storage.Reading;
using AgentBot.Storage.Schema;
using AgentBot.Storage.Sqlite;
using AgentBot.Storage.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBot.Storage;

/// <summary>
/// The store on one SQLite file. Open it once per data directory; it refuses a second holder. Every port of the store is a
/// property, and the store itself keeps commits and tells of them.
/// </summary>
public sealed class SqliteStore : ICommitter, ICommitSignal, IAsyncDisposable, IDisposable
{
    private readonly DataLock _lock;
    private readonly Database _database;
    private readonly ReaderPool _readers;
    private readonly LogFile _logFile;
    private readonly Writer _writer;
    private readonly ArtifactFiles _files;
    private readonly ChangeWriter _changes;
    private readonly TimeProvider _time;
    private int _isClosed;

    private SqliteStore(DataLock dataLock, Database database, string path, SqliteStoreOptions options, TimeProvider time, IdSource ids, ICrashPoints crashPoints, ILogger logger)
    {
        (_lock, _database, _time) = (dataLock, database, time);
        BootId = ids.Next();
        _files = new ArtifactFiles(options.DataDirectory, options.InlineArtifactBytes, ids, crashPoints, time);
        _files.RemoveUnfinished();
        _readers = new ReaderPool(path, options.Readers);
        _logFile = new LogFile(path + "-wal");
        _writer = new Writer(database, _logFile.Flush, options, logger);
        _changes = new ChangeWriter(BootId, time, _files);
        var ledger = new SqliteLedger(_readers);
        Runs = new SqliteRuns(_readers);
        Reviews = new SqliteReviews(_readers);
        Queue = new SqliteQueue(_readers);
        Drills = new SqliteDrills(_readers);
        Artifacts = new SqliteArtifacts(_readers, _files);
        Work = new SqliteWorkStore(_writer, _readers, BootId, ids);
        Delivery = new SqliteDelivery(_readers, _writer, BootId);
        Facts = new SqliteFacts(_readers);
        Schedules = new SqliteSchedules(_readers);
        Chat = new SqliteChatLog(_readers);
        Links = new SqliteLinks(_readers);
        Absences = new SqliteAbsences(_readers);
        ToolPins = new SqliteToolPins(_readers);
        Grants = new SqliteGrants(_readers);
        Requests = new SqliteRequests(_readers);
        Audit = new SqliteAudit(_writer, _readers);
        Upkeep = new SqliteUpkeep(_writer, _readers, _files, path);
        (Budgets, Marks, AgentLog) = (ledger, ledger, ledger);
    }

    /// <inheritdoc/>
    /// <remarks>Raised in the order of the commits on one thread that is not the writer's; a listener should only wake something.</remarks>
    public event Action<Commit>? Committed
    {
        add => _writer.Committed += value;
        remove => _writer.Committed -= value;
    }

    /// <summary>Names this opened store: leases and sendings of any other are void.</summary>
    public string BootId { get; }

    public IRunReader Runs { get; }

    public IReviewReader Reviews { get; }

    public IQueueReader Queue { get; }

    public IDrillReader Drills { get; }

    public IArtifactReader Artifacts { get; }

    public IArtifactStaging Staging => _files;

    public IWorkStore Work { get; }

    public IDeliveryReader Delivery { get; }

    public IFactReader Facts { get; }

    public IScheduleReader Schedules { get; }

    public IChatLog Chat { get; }

    public ILinkReader Links { get; }

    public IAbsenceReader Absences { get; }

    public IToolPinReader ToolPins { get; }

    public IGrantReader Grants { get; }

    public IRequestReader Requests { get; }

    public IBudgetReader Budgets { get; }

    public IAgentLog AgentLog { get; }

    public IAuditStore Audit { get; }

    public IStoreMarks Marks { get; }

    public IStoreUpkeep Upkeep { get; }

    /// <exception cref="StoreUnavailableException">The directory is in use, cannot be written, or holds a newer AgentBot's data.</exception>
    /// <exception cref="OptionsValidationException">A setting makes no sense.</exception>
    public static ValueTask<SqliteStore> OpenAsync(
        SqliteStoreOptions options, TimeProvider time, IdSource ids, CancellationToken ct, ICrashPoints? crashPoints = null, ILogger<SqliteStore>? logger = null)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Open(options, time, ids, crashPoints, logger));
    }

    /// <summary>As <see cref="OpenAsync"/>; opening a file has nothing to wait for.</summary>
    /// <exception cref="StoreUnavailableException">The directory is in use, cannot be written, or holds a newer AgentBot's data.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider time, IdSource ids, ICrashPoints? crashPoints = null, ILogger<SqliteStore>? logger = null)
    {
        ValidateOptionsResult valid = new SqliteStoreOptionsValidator().Validate(null, options);
        if (valid.Failed)
        {
            throw new OptionsValidationException(nameof(SqliteStoreOptions), typeof(SqliteStoreOptions), valid.Failures);
        }

        ICrashPoints points = crashPoints ?? NoCrashPoints.Instance;
        DataLock dataLock = DataLock.Take(options.DataDirectory);
        Database? database = null;
        try
        {
            string path = Path.Combine(options.DataDirectory, "agentbot.db");
            database = Database.OpenWriter(path, logBytes: options.CheckpointBytes);
            Migrations.Bring(database, path, Migrations.All, points);
            DirectorySync.Flush(options.DataDirectory);
            ILogger log = logger ?? NullLogger<SqliteStore>.Instance;
            Log.Opened(log, path, NativeSqlite.Ready().Version);
            if (LedgerChanges.ReleaseAll(database) is > 0 and int pots)
            {
                Log.ReservationsReleased(log, pots);
            }

            database.Rest();
            return new SqliteStore(dataLock, database, path, options, time, ids, points, log);
        }
        catch (Exception fault)
        {
            database?.Dispose();
            dataLock.Dispose();
            throw SqliteFault.Outward(fault) is StoreUnavailableException plain && plain != fault ? plain : fault;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Large artifacts of the commit are staged here when their maker has not done it. The token counts until the writer begins; after that the answer is waited for.</remarks>
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken ct)
    {
        foreach (Change change in commit.Changes)
        {
            if (change is Change.PutArtifact put)
            {
                await _files.StageAsync(put.Channel, put.Artifact, ct);
            }
        }

        var audit = new PreparedAudit(commit.Workspace, commit.Audit, _time.GetUtcNow());
        return await _writer.WriteAsync(new CommitItem(commit, _changes, audit, ct), ct);
    }

    /// <inheritdoc/>
    public ValueTask WhenOnDiskAsync(CancellationToken ct) => _writer.WhenOnDiskAsync(ct);

    /// <summary>For tests: something on the writer's connection, for example what makes the disk seem full.</summary>
    internal ValueTask<TResult> OnWriterAsync<TResult>(Func<Database, TResult> write, Durability durability, CancellationToken ct) =>
        _writer.WriteAsync(new SimpleWrite<TResult>(write, ct, durability), ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            await _writer.DisposeAsync();
            _logFile.Dispose();
            _readers.Dispose();
            _database.Dispose();
            _lock.Dispose();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
