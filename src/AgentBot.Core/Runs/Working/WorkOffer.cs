using System.Collections.Immutable;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs.Working;

/// <summary>Who does work in this process. A commit may lease the work that it makes to it, so that nobody has to find and claim it first.</summary>
public interface IWorkTaker
{
    /// <returns>A free place, to be disposed of after the commit; null while there is none: others claim the work then.</returns>
    WorkOffer? Offer();
}

/// <summary>A place for one piece of work that is about to be committed.</summary>
/// <param name="lease">Under which it is committed.</param>
/// <param name="begin">Begins the work, unless the worker has heard of the commit before; null gives the place back where nothing was begun.</param>
public sealed class WorkOffer(WorkLease lease, Action<WorkRow?> begin) : IDisposable
{
    public WorkLease Lease { get; } = lease;

    /// <summary>The commit holds: the work is done from now on.</summary>
    /// <param name="work">As committed under <see cref="Lease"/>; null where the commit made none that is due.</param>
    public void Begin(WorkRow? work)
    {
        if (work is not null)
        {
            begin(work);
        }
    }

    public void Dispose() => begin(null);

    /// <summary>Leases the first piece of work that is due to whoever asks for it.</summary>
    /// <param name="lease">Asked only where there is such work; null leaves all of it to whoever claims it.</param>
    public static (ImmutableArray<Change> Changes, WorkRow? Work) Give(ImmutableArray<Change> changes, Func<WorkLease?>? lease, DateTimeOffset now)
    {
        foreach (Change.InsertWork made in lease is null ? [] : changes.OfType<Change.InsertWork>())
        {
            if (made.Row.DueAt <= now && lease!() is { } taken)
            {
                WorkRow work = made.Row with { LeaseToken = taken.Token, LeaseUntil = taken.Until };
                return (changes.Replace(made, new Change.InsertWork(work)), work);
            }
        }

        return (changes, null);
    }
}
