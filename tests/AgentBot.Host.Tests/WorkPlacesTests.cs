using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Host.Workers;
using AgentBot.Testing;

namespace AgentBot.Host.Tests;

public sealed class WorkPlacesTests
{
    private const int Most = 16;
    private static readonly WorkspaceKey Workspace = new("local");

    private readonly FakeClock _clock = new();
    private readonly WorkPlaces _places;
    private readonly List<WorkRow> _begun = [];

    public WorkPlacesTests()
    {
        _places = new WorkPlaces(new IdSource(_clock), _clock);
        _places.Open(_begun.Add);
    }

    [Fact]
    public void Leased_work_is_begun_once_whether_the_worker_or_the_caller_is_first()
    {
        foreach (bool isHeardFirst in new[] { true, false })
        {
            _begun.Clear();
            using (WorkOffer offer = _places.Offer()!)
            {
                WorkRow work = Work(offer.Lease.Token);
                var commit = new Commit { Workspace = Workspace, Changes = [new Change.InsertWork(work)] };
                (isHeardFirst ? () => _places.Hear(commit) : (Action)(() => offer.Begin(work)))();
                (isHeardFirst ? () => offer.Begin(work) : (Action)(() => _places.Hear(commit)))();
            }

            Assert.Single(_begun);
        }
    }

    [Fact]
    public void A_place_whose_commit_did_not_hold_is_free_again()
    {
        for (int commit = 0; commit < 3 * Most; commit++)
        {
            using WorkOffer? offer = _places.Offer();
            Assert.NotNull(offer);
        }

        Assert.Empty(_begun);
        Assert.Equal(Most, _places.TakeAll());
    }

    [Fact]
    public void There_are_never_more_pieces_of_work_than_places()
    {
        WorkOffer[] offers = [.. Enumerable.Range(0, Most).Select(_ => _places.Offer()!)];
        Assert.Null(_places.Offer());
        Assert.Equal(0, _places.TakeAll());
        Assert.True(_places.AreFull);
        int told = 0;
        _places.Freed += () => told++;
        foreach (WorkOffer offer in offers)
        {
            offer.Begin(Work(offer.Lease.Token));
            offer.Dispose();
        }

        Assert.Equal((Most, 0), (_begun.Count, told));
        _places.Leave(1);
        Assert.Equal(1, told);
        Assert.Equal(1, _places.TakeAll());
    }

    [Fact]
    public void Work_of_others_and_a_closed_worker_begin_nothing()
    {
        _places.Hear(new Commit { Workspace = Workspace, Changes = [new Change.InsertWork(Work("somebody else's"))] });
        using (WorkOffer offer = _places.Offer()!)
        {
            _places.Close();
            offer.Begin(Work(offer.Lease.Token));
        }

        Assert.Empty(_begun);
        Assert.Null(_places.Offer());
        Assert.Equal(Most, _places.TakeAll());
    }

    private WorkRow Work(string token) => new()
    {
        Id = new WorkId("work"),
        Workspace = Workspace,
        Kind = WorkKind.Step,
        DueAt = _clock.GetUtcNow(),
        LeaseToken = token,
        LeaseUntil = _clock.GetUtcNow() + WorkPlaces.Lease,
    };
}
