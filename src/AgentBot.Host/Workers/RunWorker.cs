using System.Collections.Concurrent;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>
/// Claims due work under leases and has it done, several pieces at once. Owns leases and cancellation; how many
/// at once, <see cref="WorkPlaces"/> says, and what the work is, the handler knows. Who has done a step goes on with the next one of the run, which its commit leased to it. A cancelled run's work is stopped within the second, a lost lease's at once.
/// </summary>
public sealed class RunWorker(IWorkStore store, WorkHandler handler, ICommitSignal signal, WorkPlaces places, TimeProvider time, ILogger<RunWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<WorkId, Held> _held = new();
    private readonly ConcurrentDictionary<Task, bool> _working = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        (WorkId, string)[] held = [.. _held.Values.Select(held => (held.Work.Id, held.Work.LeaseToken))];
        if (held.Length > 0)
        {
            await store.ReleaseAsync(held, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new WakeUp(signal, MakesWork, time);
        signal.Committed += StopCancelled;
        signal.Committed += places.Hear;
        places.Freed += wake.Wake;
        places.Open(work => Begin(work, stoppingToken));
        Task renewing = RenewAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                int free = places.TakeAll();
                if (free == 0)
                {
                    await wake.SleepUntilAsync(due: null, stoppingToken);
                }
                else if (await TakeAsync(free, stoppingToken) < free)
                {
                    await wake.SleepUntilAsync(await store.NextDueAsync(stoppingToken), stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; leases are given back in StopAsync.
        }
        finally
        {
            places.Close();
            places.Freed -= wake.Wake;
            signal.Committed -= places.Hear;
            signal.Committed -= StopCancelled;
            await Task.WhenAll([.. _working.Keys, renewing]);
        }
    }

    private static bool MakesWork(Commit commit) => commit.Changes.Any(change => change is Change.InsertWork { Row.LeaseToken: "" } or Change.ReleaseParked or Change.PostponeWork or Change.CloseItems);

    /// <param name="free">Places that are taken for it; those that are not needed are given back.</param>
    private async Task<int> TakeAsync(int free, CancellationToken ct)
    {
        int begun = 0;
        try
        {
            foreach (WorkRow work in await store.ClaimAsync(free, WorkPlaces.Lease, time.GetUtcNow(), ct))
            {
                Begin(work, ct);
                begun++;
            }
        }
        catch (StoreUnavailableException fault)
        {
            Log.WorkNotClaimed(logger, fault);
            await Task.Delay(AfterFault, time, ct);
        }
        finally
        {
            places.Leave(free - begun);
        }

        return begun;
    }

    private void Begin(WorkRow work, CancellationToken ct)
    {
        Task doing = DoRunAsync(work, ct);
        _working[doing] = true;
        doing.ContinueWith(static (done, working) => ((ConcurrentDictionary<Task, bool>)working!).TryRemove(done, out _), _working, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task DoRunAsync(WorkRow claimed, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            for (HeldWork? work = new(claimed, Seen: null); work is not null;)
            {
                work = await DoAsync(work, stopping);
            }
        }
        finally
        {
            places.Leave(1);
        }
    }

    // While everybody is busy the next step stands in line behind the work of other runs.
    private WorkLease? Next() => places.AreFull ? null : places.NewLease();

    /// <returns>What comes next in the run and is held already; null for nothing.</returns>
    private async Task<HeldWork?> DoAsync(HeldWork work, CancellationToken stopping)
    {
        using var own = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var held = new Held(work.Row, own);
        _held[work.Row.Id] = held;
        bool ended = false;
        try
        {
            HeldWork? next = await handler.HandleAsync(work, Next, own.Token);
            ended = true;
            return next;
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested)
        {
            // Stopped, cancelled or fenced off: whoever holds the row now goes on.
            return null;
        }
        catch (Exception fault)
        {
            // The lease runs out and the work is taken up again; after the third time it is set aside with its run.
            Log.WorkFailed(logger, fault, work.Row.Kind.ToString(), work.Row.Run.Value, work.Row.Step);
            return null;
        }
        finally
        {
            if (ended || !stopping.IsCancellationRequested)
            {
                _held.TryRemove(work.Row.Id, out _);
            }
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                await RenewOnceAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RenewOnceAsync(CancellationToken ct)
    {
        Held[] held = [.. _held.Values];
        if (held.Length == 0)
        {
            return;
        }

        try
        {
            IReadOnlyList<string> lost = await store.RenewAsync([.. held.Select(one => (one.Work.Id, one.Work.LeaseToken))], WorkPlaces.Lease, time.GetUtcNow(), ct);
            foreach (Held one in held.Where(one => lost.Contains(one.Work.LeaseToken)))
            {
                one.Stop();
            }
        }
        catch (StoreUnavailableException fault)
        {
            Log.LeasesNotRenewed(logger, fault);
        }
    }

    private void StopCancelled(Commit commit)
    {
        foreach (Change.DropWork drop in commit.Changes.OfType<Change.DropWork>())
        {
            foreach (Held held in _held.Values.Where(held => held.Work.Run == drop.Run && (drop.Step is null || (held.Work.Step == drop.Step && held.Work.Round == drop.Round))))
            {
                held.Stop();
            }
        }
    }

    private sealed record Held(WorkRow Work, CancellationTokenSource Token)
    {
        public void Stop()
        {
            try
            {
                Token.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended just now.
            }
        }
    }
}
