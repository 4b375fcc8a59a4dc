using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Runs.Working;

/// <summary>Keeps the end of items: rows, counter, work and the next batch in one commit, without the run's header.</summary>
public sealed class ItemCommits(ICommitter committer, IdSource ids, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(3);

    /// <param name="ended">Rows with their new status, as they were read otherwise.</param>
    /// <param name="unread">1 when the agent could not read the remark.</param>
    public async ValueTask FinishAsync(StepContext context, ImmutableArray<StepRow> ended, ImmutableArray<Change> along, int unread, CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        StepRow parent = context.Row;
        var changes = ImmutableArray.CreateBuilder<Change>();
        changes.Add(new Change.FinishWork(context.Work.Id, context.Work.LeaseToken));
        foreach (StepRow item in ended)
        {
            changes.Add(new Change.UpdateStep(item with
            {
                StartedAt = item.StartedAt ?? now,
                EndedAt = item.HasEnded ? now : null,
                RemarkUnread = unread > 0,
            }));
        }

        changes.AddRange(along);
        int closed = ended.Count(item => item.HasEnded);
        if (closed > 0)
        {
            changes.Add(Close(context.Run, parent, closed, ended.Count(item => item.Status == StepStatus.Failed), now));
        }

        changes.Add(new Change.ReleaseParked(context.Run.Id, parent.Step, parent.Round, now));
        if (EndsATenth(ended, parent.ItemsTotal))
        {
            changes.Add(new Change.WantView(Conversations.RootOf(context.Run), Purposes.Run(context.Run.Root), now));
        }

        await committer.CommitAsync(new Commit { Workspace = context.Run.Workspace, Changes = changes.ToImmutable() }, ct);
    }

    public async ValueTask PostponeAsync(StepContext context, TimeSpan? after, ImmutableArray<Change> along, CancellationToken ct)
    {
        TimeSpan wait = after ?? (FirstWait * Math.Pow(2, context.Work.Tries));
        await committer.CommitAsync(
            new Commit
            {
                Workspace = context.Run.Workspace,
                Changes = [new Change.PostponeWork(context.Work.Id, context.Work.LeaseToken, time.GetUtcNow() + wait), .. along],
            },
            ct);
    }

    // The root message is redrawn at each tenth of the count, told by the places of the items so that nobody need know the others.
    private static bool EndsATenth(ImmutableArray<StepRow> ended, int total) =>
        ended.Any(item => item.HasEnded && (item.Ordinal + 1L) * 10 / total != item.Ordinal * 10L / total);

    /// <summary>Counts down; whoever brings the counter to zero queues the gathering.</summary>
    public Change.CloseItems Close(RunRow run, StepRow parent, int closed, int failed, DateTimeOffset now) => new(
        new StepKey(run.Id, parent.Step, parent.Round, "", parent.Attempt),
        closed,
        failed,
        new WorkRow
        {
            Id = ids.NextWork(),
            Workspace = run.Workspace,
            Kind = WorkKind.Gather,
            Run = run.Id,
            Step = parent.Step,
            Round = parent.Round,
            Attempt = parent.Attempt,
            DueAt = now,
        });
}
