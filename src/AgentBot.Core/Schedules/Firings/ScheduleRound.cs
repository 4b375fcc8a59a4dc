using AgentBot.Core.Audit;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Looks at every schedule whether or not a time of it is near: one whose owner has left is held at once and not months later at
/// its next time, and one that nobody uses is pointed out once.
/// </summary>
public sealed class ScheduleRound(FiringReads reads, Readiness readiness, UnusedSchedules unused, ScheduleNotices notices, IStoreMarks marks)
{
    private const int AtOnce = 100;

    /// <param name="alsoUse">Whether their use is looked at too; else only who answers for them.</param>
    /// <returns>How many were held or pointed out.</returns>
    public async ValueTask<int> GoAsync(bool alsoUse, CancellationToken ct)
    {
        int found = 0;
        ScheduleId? after = null;
        while (await reads.Schedules.StandingAsync(after, AtOnce, ct) is { Count: > 0 } some)
        {
            foreach (ScheduleRow row in some)
            {
                found += await HoldAsync(row, ct) || (alsoUse && await PointOutAsync(row, ct)) ? 1 : 0;
            }

            after = some[^1].Id;
        }

        return found;
    }

    private async ValueTask<bool> HoldAsync(ScheduleRow row, CancellationToken ct)
    {
        if (row.Status != ScheduleStatus.Active || await readiness.OwnerAsync(row, ct) is not (Ready.Never never, _))
        {
            return false;
        }

        ScheduleRow frozen = FiringRows.Frozen(row, never.Why, reads.Now);
        return await reads.KeepAsync(
            row.Workspace,
            [new Change.UpdateSchedule(frozen), .. notices.Frozen(frozen, ScheduleTerms.Read(row.Terms))],
            AuditEntry.Of("schedule.frozen", AuditEntry.Host, row.Id.Value),
            ct);
    }

    private async ValueTask<bool> PointOutAsync(ScheduleRow row, CancellationToken ct)
    {
        DateTimeOffset since = ScheduleNotices.KeptAt(await marks.FindMarkAsync(ScheduleNotices.MarkOf(row, ScheduleNotices.KeptMark), ct)) is { } kept && kept > row.ChangedAt ? kept : row.ChangedAt;
        string mark = ScheduleNotices.UnusedMark(since);
        return await marks.FindMarkAsync(ScheduleNotices.MarkOf(row, mark), ct) is null
            && await unused.DoubtAsync(row, since, ct) is { } why
            && await reads.KeepAsync(row.Workspace, notices.Unused(row, ScheduleTerms.Read(row.Terms), why, mark), null, ct);
    }
}
