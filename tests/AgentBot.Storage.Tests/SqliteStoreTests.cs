namespace AgentBot.Storage.Tests;

public sealed class SqliteRowsTests : RowsContract
{
    protected override IStoreEngine OpenEngine() => new SqliteEngine();
}
