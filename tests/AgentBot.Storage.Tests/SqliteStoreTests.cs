namespace AgentBot.Storage.Tests;

// The contract suite on SQLite, on real files. Another engine adds a file like this one.
public sealed class SqliteRowsTests : RowsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteCommitTests : CommitContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteRunsTests : RunsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteWorkTests : WorkContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteReviewsTests : ReviewsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteDeliveryTests : DeliveryContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteChannelsTests : ChannelsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteLedgerTests : LedgerContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteLinksTests : LinksContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteAbsencesTests : AbsencesContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteToolPinsTests : ToolPinsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteGrantsTests : GrantsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteRequestsTests : RequestsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteAuditTests : AuditContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteOrphanTests : OrphanContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteSchedulesTests : SchedulesContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}

public sealed class SqliteQueueTests : QueueContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}
