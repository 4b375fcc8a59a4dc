using System.Collections.Concurrent;

namespace AgentBot.Core.Reviews;

/// <summary>
/// A rejection and an approval that cross: the rejection wins. An approval that finds rejections of the same revision under
/// way lets them commit first. Together with the machine's rule that a rejection overturns an approval whose effect has not
/// begun to leave, the order of arrival does not matter.
/// </summary>
public sealed class RejectionsFirst
{
    private readonly ConcurrentDictionary<(ReviewId Review, int Revision), Pending> _pending = new();

    public IDisposable Announce(ReviewRow review, DecisionKind kind)
    {
        if (kind != DecisionKind.Reject)
        {
            return Nothing.Instance;
        }

        (ReviewId, int) key = (review.Id, review.Revision);
        Pending pending = _pending.AddOrUpdate(key, _ => new Pending(1, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)), (_, old) => old with { Count = old.Count + 1 });
        return new Announcement(this, key, pending.Ended);
    }

    public async ValueTask LetThemPassAsync(ReviewRow review, CancellationToken ct)
    {
        if (_pending.TryGetValue((review.Id, review.Revision), out Pending? pending))
        {
            await pending.Ended.Task.WaitAsync(ct);
        }
    }

    private sealed record Pending(int Count, TaskCompletionSource Ended);

    private sealed class Announcement(RejectionsFirst owner, (ReviewId, int) key, TaskCompletionSource ended) : IDisposable
    {
        public void Dispose()
        {
            while (owner._pending.TryGetValue(key, out Pending? pending))
            {
                bool isLast = pending.Count == 1;
                bool changed = isLast
                    ? owner._pending.TryRemove(KeyValuePair.Create(key, pending))
                    : owner._pending.TryUpdate(key, pending with { Count = pending.Count - 1 }, pending);
                if (changed)
                {
                    if (isLast)
                    {
                        ended.TrySetResult();
                    }

                    return;
                }
            }
        }
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
