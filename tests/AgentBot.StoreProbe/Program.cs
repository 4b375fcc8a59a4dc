using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Audit;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage;

// A process of its own that the storage tests may kill at any moment: "write <directory> <prefix>" keeps commits and prints the
// id of each one that was acknowledged; "open <directory>" only opens. A refusal is printed and ends it.
try
{
    await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = args[1] }, TimeProvider.System, new IdSource(TimeProvider.System));
    Console.WriteLine("ready");
    if (args[0] == "write")
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => WriteAsync(store, $"{args[2]}-{caller}", caller % 2 == 0 ? Durability.PowerLoss : Durability.ProcessEnd)));
    }

    return 0;
}
catch (StoreUnavailableException fault)
{
    Console.WriteLine("refused " + fault.Message);
    return 3;
}

static async Task WriteAsync(SqliteStore store, string prefix, Durability durability)
{
    for (int i = 0; ; i++)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}");
        await store.CommitAsync(Whole(id, i) with { Durability = durability }, CancellationToken.None);
        Console.WriteLine(id);
    }
}

static Commit Whole(string id, int size)
{
    var workspace = new WorkspaceKey("local");
    DateTimeOffset at = DateTimeOffset.UnixEpoch;
    var run = new RunId(id);
    var row = new RunRow
    {
        Id = run,
        Workspace = workspace,
        Channel = ChannelKey.Of("console", workspace, "finance"),
        Thread = id,
        Template = "probe",
        TemplateVersion = Digest.OfText("probe"),
        Requester = new PersonKey("ana"),
        Root = run,
        First = run,
        Inputs = new string('x', size * 37 % 6000),
        Resolved = "{}",
        CreatedAt = at,
        ChangedAt = at,
    };
    return new Commit
    {
        Workspace = workspace,
        Receipt = new AgentBot.Core.Delivery.ReceiptRow("receipt " + id, workspace, "{}", at),
        Changes =
        [
            new Change.InsertRun(row),
            new Change.InsertStep(new StepRow { Run = run, Workspace = workspace, Step = "check", Round = 1 }),
            new Change.InsertWork(new WorkRow { Id = new WorkId("w" + id), Workspace = workspace, Kind = WorkKind.Step, Run = run, Step = "check", Round = 1, DueAt = at }),
            new Change.WantView("c" + id, "run", at),
        ],
        Audit = [AuditEntry.Of("run.started", "ana", id, run)],
    };
}
