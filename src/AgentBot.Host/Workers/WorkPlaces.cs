using System.Collections.Concurrent;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;

namespace AgentBot.Host.Workers;

/// <summary>
/// How many pieces of work are done at once. A place is taken by <see cref="RunWorker"/> before it claims work, or by a commit that
/// leases work to it from the first moment on; such work is begun when the worker hears of the commit, which is before the
/// commit's caller is answered.
/// </summary>
public sealed class WorkPlaces(IdSource ids, TimeProvider time) : IWorkTaker
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private const int Most = 16;

    /// <summary>Places given to commits that are on their way, by the token of their lease.</summary>
    private readonly ConcurrentDictionary<string, bool> _offered = new(StringComparer.Ordinal);

    private Action<WorkRow>? _begin;
    private int _taken;
    private bool _isWaitedFor;

    /// <summary>A place is free again after there was none.</summary>
    public event Action? Freed;

    /// <summary>True while the worker waits for a place: the next step of a run then stands in line behind the work of other runs.</summary>
    public bool AreFull => Volatile.Read(ref _isWaitedFor);

    /// <summary>From now on commits may lease work to this process.</summary>
    /// <param name="begin">Does it, in a place that is given back by <see cref="Leave"/>.</param>
    public void Open(Action<WorkRow> begin) => Volatile.Write(ref _begin, begin);

    public void Close() => Volatile.Write(ref _begin, null);

    public WorkLease NewLease() => new(ids.Next(), time.GetUtcNow() + Lease);

    public WorkOffer? Offer()
    {
        if (Volatile.Read(ref _begin) is null || AreFull || Take(1) == 0)
        {
            return null;
        }

        WorkLease lease = NewLease();
        _offered[lease.Token] = true;
        return new WorkOffer(lease, work => End(lease.Token, work));
    }

    /// <summary>Begins what this commit leased to a place.</summary>
    public void Hear(Commit commit)
    {
        foreach (Change.InsertWork made in _offered.IsEmpty ? [] : commit.Changes.OfType<Change.InsertWork>())
        {
            if (made.Row.LeaseToken.Length > 0)
            {
                End(made.Row.LeaseToken, made.Row);
            }
        }
    }

    /// <returns>How many places were taken; none: <see cref="Freed"/> tells when there is one.</returns>
    public int TakeAll()
    {
        // Said before looking, so that nobody leaves unheard in between.
        Volatile.Write(ref _isWaitedFor, true);
        Interlocked.MemoryBarrier();
        int taken = Take(Most);
        Volatile.Write(ref _isWaitedFor, taken == 0);
        return taken;
    }

    public void Leave(int places)
    {
        if (places > 0)
        {
            Interlocked.Add(ref _taken, -places);
            if (AreFull)
            {
                Freed?.Invoke();
            }
        }
    }

    private int Take(int most)
    {
        while (true)
        {
            int taken = Volatile.Read(ref _taken);
            int more = Math.Min(most, Most - taken);
            if (more <= 0)
            {
                return 0;
            }

            if (Interlocked.CompareExchange(ref _taken, taken + more, taken) == taken)
            {
                return more;
            }
        }
    }

    private void End(string token, WorkRow? work)
    {
        if (!_offered.TryRemove(token, out _))
        {
            return; // Begun already, or leased by who goes on with a run.
        }

        if (work is not null && Volatile.Read(ref _begin) is { } begin)
        {
            begin(work);
        }
        else
        {
            Leave(1);
        }
    }
}
