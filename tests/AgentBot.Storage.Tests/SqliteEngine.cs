using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

internal sealed class SqliteEngine : IStoreEngine
{
    private readonly TempFolder _folder = new();
    private readonly FakeClock _clock = new();

    public SqliteEngine() => Store = Open();

    public SqliteStore Store { get; private set; }

    public string Folder => _folder.Path;

    public ICommitter Committer => Store;

    public ICommitSignal Signal => Store;

    public IRunReader Runs => Store.Runs;

    public IReviewReader Reviews => Store.Reviews;

    public IQueueReader Queue => Store.Queue;

    public IDrillReader Drills => Store.Drills;

    public IArtifactReader Artifacts => Store.Artifacts;

    public IArtifactStaging Staging => Store.Staging;

    public IWorkStore Work => Store.Work;

    public IDeliveryReader Delivery => Store.Delivery;

    public IFactReader Facts => Store.Facts;

    public IScheduleReader Schedules => Store.Schedules;

    public IChatLog Chat => Store.Chat;

    public ILinkReader Links => Store.Links;

    public IAbsenceReader Absences => Store.Absences;

    public IToolPinReader ToolPins => Store.ToolPins;

    public IGrantReader Grants => Store.Grants;

    public IRequestReader Requests => Store.Requests;

    public IBudgetReader Budgets => Store.Budgets;

    public IAgentLog AgentLog => Store.AgentLog;

    public IAuditStore Audit => Store.Audit;

    public IStoreMarks Marks => Store.Marks;

    public IStoreUpkeep Upkeep => Store.Upkeep;

    public TimeProvider Clock => _clock;

    public void Advance(TimeSpan by) => _clock.Advance(by);

    public async ValueTask ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Open();
    }

    public ValueTask DisposeStoreAsync() => Store.DisposeAsync();

    public string? FileOf(ChannelKey channel, Digest content)
    {
        string path = Path.Combine(_folder.Path, "artifacts", Digest.OfText(channel.Value).Value[..32], content.Value[..2], content.Value);
        return File.Exists(path) ? path : null;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    private SqliteStore Open() => SqliteStore.Open(new SqliteStoreOptions { DataDirectory = _folder.Path }, _clock, new IdSource(_clock));
}
