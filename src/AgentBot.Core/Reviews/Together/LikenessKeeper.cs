using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.Together;

/// <summary>
/// Compares new reviews with what else waits, a few at a time and behind everything else. What it keeps only finds the groups:
/// before anything is approved the rule is asked again.
/// </summary>
public sealed class LikenessKeeper(IQueueReader queue, LikenessReader likeness, ICommitter committer)
{
    private const int AtOnce = 20;

    /// <returns>How many were compared; none means that all are.</returns>
    public async ValueTask<int> CompareAsync(CancellationToken ct)
    {
        IReadOnlyList<ReviewRow> some = await queue.UncomparedAsync(AtOnce, ct);
        foreach (IGrouping<WorkspaceKey, ReviewRow> workspace in some.GroupBy(review => review.Workspace))
        {
            var found = new List<Change>();
            foreach (ReviewRow review in workspace)
            {
                found.Add(new Change.PutKin(review.Id, review.Revision, (await likeness.OfAsync(review, ct)).Kin));
            }

            await committer.CommitAsync(new Commit { Workspace = workspace.Key, Changes = [.. found], Durability = Durability.ProcessEnd }, ct);
        }

        return some.Count;
    }
}
