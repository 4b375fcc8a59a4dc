using System.Collections.Immutable;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// Tells schedules of the runs they wait for. That a run has ended stands in its own row, so that nothing is lost when a process
/// dies before this was told: the next one finds the runs of which a schedule has not heard.
/// </summary>
public sealed class RunEndings(IScheduleReader schedules, RunOutputs outputs, EventFirings firings, ICommitter committer, TimeProvider time)
{
    /// <summary>Of each schedule so many of the latest ended runs are looked at; a process does not die with more on its hands.</summary>
    private const int MostUnheard = 200;

    /// <summary>A run that has ended just now. Telling of it twice changes nothing.</summary>
    public async ValueTask TellAsync(RunRow run, CancellationToken ct)
    {
        if (run is not { IsTerminal: true, Depth: 0, DryRun: false, Status: not RunStatus.Cancelled }
            || (await schedules.ListeningAsync(EventAddress.Run(run.Channel, run.Template), ct)).Count == 0)
        {
            return;
        }

        FiringRow? before = await schedules.FindFiringAsync(run.Id, ct);
        int chain = before is { Event.Length: > 0 } ? StoredEvent.Read(before.Event).Chain + 1 : 1;
        ImmutableArray<Change> told = await firings.OfAsync([new Happening.RunEnd(run, await outputs.OfAsync(run, ct), chain)], ct);
        if (!told.IsEmpty)
        {
            await committer.CommitAsync(new Commit { Workspace = run.Workspace, Changes = told }, ct);
        }
    }

    /// <summary>Runs that ended before anybody was there to tell of them.</summary>
    public async ValueTask CatchUpAsync(CancellationToken ct)
    {
        foreach (ScheduleRow row in await schedules.ListeningBelowAsync("run|", ct))
        {
            if (ScheduleTerms.Read(row.Terms).Trigger is Trigger.RunEnded ended)
            {
                // What ended before it was confirmed or let go on is not what it waits for.
                DateTimeOffset since = row.ChangedAt < time.GetUtcNow() ? row.ChangedAt : time.GetUtcNow();
                foreach (RunRow run in await schedules.UnheardRunsAsync(row.Id, row.Channel, ended.Template, since, MostUnheard, ct))
                {
                    await TellAsync(run, ct);
                }
            }
        }
    }
}
