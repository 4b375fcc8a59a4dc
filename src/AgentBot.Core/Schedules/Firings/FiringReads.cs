using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>What the handlers of firings share: where rows are read and kept, and the time.</summary>
public sealed record FiringReads(IScheduleReader Schedules, IRunReader Runs, ICommitter Committer, IdSource Ids, TimeProvider Time, ICrashPoints CrashPoints)
{
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <returns>False when somebody else was faster: read again and decide anew.</returns>
    public async ValueTask<bool> KeepAsync(WorkspaceKey workspace, IEnumerable<Change> changes, Audit.AuditEntry? audit, CancellationToken ct) =>
        await Committer.CommitAsync(new Commit { Workspace = workspace, Changes = [.. changes], Audit = audit is null ? [] : [audit] }, ct) is CommitResult.Done;
}
