using System.Collections.Immutable;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// Finds who waits for what happened. What it gives rides along in the commit of the cause, or is one of its own: from then on each
/// stands in its schedule's line, and whoever deals with that line decides everything else.
/// </summary>
public sealed class EventFirings(IScheduleReader schedules, TimeProvider time)
{
    public async ValueTask<ImmutableArray<Change>> OfAsync(IEnumerable<Happening> happened, CancellationToken ct)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        foreach (Happening happening in happened)
        {
            string stored = "";
            foreach (ScheduleRow row in await schedules.ListeningAsync(happening.Address, ct))
            {
                if (ScheduleTerms.Read(row.Terms).Trigger is { } trigger && happening.Fits(trigger))
                {
                    stored = stored.Length > 0 ? stored : happening.Store().Write();
                    changes.Add(new Change.PutEventFiring(Arrived(row, happening, stored)));
                }
            }
        }

        return changes.ToImmutable();
    }

    /// <summary>Whether a schedule listens at this address.</summary>
    public async ValueTask<bool> IsHeardAsync(string address, CancellationToken ct) => (await schedules.ListeningAsync(address, ct)).Count > 0;

    private FiringRow Arrived(ScheduleRow row, Happening happening, string stored) => new()
    {
        Schedule = row.Id,
        Workspace = row.Workspace,
        Due = happening.At,
        Cause = happening.Cause,
        Event = stored,
        Outcome = FiringOutcome.Queued,
        At = time.GetUtcNow(),
    };
}
