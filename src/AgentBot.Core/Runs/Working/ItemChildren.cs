using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Child runs as the items of a for_each.</summary>
public sealed class ItemChildren(ChildBirth births, ICommitter committer, ItemCommits commits, IRunReader runs, TimeProvider time)
{
    public async ValueTask StartAsync(StepContext context, StepRow item, CancellationToken ct)
    {
        Result<(NewRun Child, Digest Input)> made = await births.MakeAsync(context, ValueJson.Read(item.ItemInput), item.Item, ct);
        if (made.IsRefused)
        {
            StepRow failed = item with { Status = StepStatus.Failed, FailureKind = FailureKind.OverLimit, Failure = made.Refusal!.ToString() };
            await commits.FinishAsync(context, [failed], [], 0, ct);
            return;
        }

        NewRun child = made.Value.Child;
        StepRow waiting = item with { Status = StepStatus.Waiting, Waiting = WaitReason.Child, Child = child.Run.Id, StartedAt = time.GetUtcNow() };
        await committer.CommitAsync(
            new Commit
            {
                Workspace = context.Run.Workspace,
                Changes = [new Change.FinishWork(context.Work.Id, context.Work.LeaseToken), new Change.UpdateStep(waiting), .. child.Changes],
                Audit = child.Audit,
            },
            ct);
    }

    /// <summary>Ends the item whose child has ended; does nothing when its round is over.</summary>
    public async ValueTask EndAsync(StepContext context, RunRow child, Artifact? outputs, ImmutableArray<Change> along, CancellationToken ct)
    {
        IReadOnlyList<StepRow> rows = await runs.ItemsAsync(context.Run.Id, context.Row.Step, child.ParentRound, ct);
        StepRow? item = rows.FirstOrDefault(row => row.Child == child.Id && !row.HasEnded);
        if (item is null)
        {
            await commits.FinishAsync(context, [], [], 0, ct);
            return;
        }

        StepRow ended = outputs is { } artifact
            ? item with { Status = StepStatus.Succeeded, Waiting = WaitReason.None, Output = System.Text.Encoding.UTF8.GetString(artifact.Bytes.Span) }
            : item with { Status = StepStatus.Failed, Waiting = WaitReason.None, FailureKind = FailureKind.Permanent, Failure = child.Outcome };
        await commits.FinishAsync(context, [ended], along, 0, ct);
    }
}
