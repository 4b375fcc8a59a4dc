using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Notes how the runs of schedules ended, tells of trouble and of its end once, and lets those start that waited for them. A
/// run that has made its result and cannot deliver it counts as failed: the promise was to the channel.
/// </summary>
public sealed class FiringFollower(FiringReads reads, FiringStarter starter, ScheduleNotices notices)
{
    private const int MostAtOnce = 50;

    /// <summary>So many rejections one after the other are worth a question.</summary>
    private const int RejectionsInARow = 5;

    public async ValueTask FollowAsync(CancellationToken ct)
    {
        while (await reads.Schedules.UnsettledAsync(MostAtOnce, ct) is { Count: > 0 } unsettled)
        {
            int kept = 0;
            foreach (FiringRow firing in unsettled)
            {
                kept += await SettleAsync(firing, ct) ? 1 : 0;
                await starter.StartQueuedAsync(firing.Schedule, ct);
            }

            if (kept == 0)
            {
                return;
            }
        }
    }

    private async ValueTask<bool> SettleAsync(FiringRow firing, CancellationToken ct)
    {
        if (firing.Run is not { } id || await reads.Runs.FindAsync(id, ct) is not { } run)
        {
            return false;
        }

        RunStatus end = run.IsTerminal ? run.Status : RunStatus.Unknown;
        var settled = new Change.UpdateFiring(firing with { End = end, EndedAt = reads.Now });
        if (await reads.Schedules.FindAsync(firing.Schedule, ct) is not { } row)
        {
            return await reads.KeepAsync(firing.Workspace, [settled], null, ct);
        }

        var terms = ScheduleTerms.Read(row.Terms);
        Trouble after = end switch
        {
            RunStatus.Done => notices.Recovered(row, terms, run),
            RunStatus.Failed or RunStatus.Unknown when firing.End is null => notices.Failed(row, terms, run, isUndelivered: end == RunStatus.Unknown),
            RunStatus.Rejected or RunStatus.Expired when await IsUnwantedAsync(firing, ct) => new Trouble(row, notices.Unwanted(row, terms, RejectionsInARow)),
            _ => new Trouble(row, []),
        };
        ImmutableArray<Change> changes = after.Row == row ? [settled, .. after.Told] : [settled, new Change.UpdateSchedule(after.Row), .. after.Told];
        AuditEntry? audit = after.Row.Status != row.Status ? AuditEntry.Of("schedule.paused", AuditEntry.Host, row.Id.Value, run.Id) : null;
        return await reads.KeepAsync(row.Workspace, changes, audit, ct);
    }

    /// <summary>This was the last of several in a row to which people said no, or nothing.</summary>
    private async ValueTask<bool> IsUnwantedAsync(FiringRow firing, CancellationToken ct)
    {
        FiringRow[] before = [.. (await reads.Schedules.FiringsAsync(firing.Schedule, RejectionsInARow * 4, ct)).Where(one => one.Outcome == FiringOutcome.Started && one.Due < firing.Due && one.End is not null)];
        return before.Take(RejectionsInARow - 1).Count(IsNo) == RejectionsInARow - 1 && (before.Length < RejectionsInARow || !IsNo(before[RejectionsInARow - 1]));
    }

    private static bool IsNo(FiringRow firing) => firing.End is RunStatus.Rejected or RunStatus.Expired;
}
