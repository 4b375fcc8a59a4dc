using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.Together;

/// <summary>What one person may decide now, oldest first: the store finds it by name, the guard says whether it is theirs.</summary>
public sealed class WaitingReviews(IQueueReader queue, IDirectory directory)
{
    /// <summary>More are not counted one by one, since nobody can have them before their eyes.</summary>
    public const int MostCounted = 2_000;

    private const int AtOnce = 250;

    /// <param name="page">From 1.</param>
    public async ValueTask<QueuePage> PageAsync(PersonKey who, WorkspaceKey workspace, QueueFilter filter, int page, int size, CancellationToken ct)
    {
        int skip = (Math.Max(1, page) - 1) * size;
        var shown = ImmutableArray.CreateBuilder<ReviewRow>(size);
        int count = 0;
        DateTimeOffset? oldest = null;
        await foreach (ReviewRow review in MineAsync(who, workspace, filter, ct))
        {
            oldest ??= review.OpenedAt;
            if (count >= skip && shown.Count < size)
            {
                shown.Add(review);
            }

            count++;
        }

        return new QueuePage(shown.ToImmutable(), count, Math.Max(1, page), Math.Max(1, (count + size - 1) / size), oldest);
    }

    /// <summary>How many this person may decide now, without drills, counted up to <paramref name="most"/>.</summary>
    public async ValueTask<int> CountAsync(PersonKey who, WorkspaceKey workspace, int most, CancellationToken ct)
    {
        int count = 0;
        await foreach (ReviewRow review in MineAsync(who, workspace, QueueFilter.None, ct))
        {
            if (!DrillKey.Is(review.Requester) && ++count >= most)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>Those of one kin, oldest first.</summary>
    public IAsyncEnumerable<ReviewRow> OfKinAsync(PersonKey who, WorkspaceKey workspace, string kin, CancellationToken ct) => MineAsync(who, workspace, new QueueFilter(null, null) { Kin = kin }, ct);

    /// <summary>Groups of alike reviews that this person may decide; the largest first.</summary>
    public async ValueTask<ImmutableArray<AlikeReviews>> AlikeAsync(PersonKey who, WorkspaceKey workspace, int most, CancellationToken ct)
    {
        DirectorySnapshot people = directory.Latest;
        var groups = ImmutableArray.CreateBuilder<AlikeReviews>();
        foreach (AlikeReviews group in await queue.AlikeAsync(workspace, people.KeysOf(who), ct))
        {
            if (groups.Count >= most)
            {
                break;
            }

            // Who asked for some of them themselves has fewer of that kin than there are.
            int count = 0;
            ReviewRow? first = null;
            await foreach (ReviewRow review in OfKinAsync(who, workspace, group.Kin, ct))
            {
                first ??= review;
                count++;
            }

            if (count > 1)
            {
                groups.Add(new AlikeReviews(group.Kin, count, first!));
            }
        }

        return groups.ToImmutable();
    }

    private async IAsyncEnumerable<ReviewRow> MineAsync(PersonKey who, WorkspaceKey workspace, QueueFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        DirectorySnapshot people = directory.Latest;
        ImmutableArray<string> names = people.KeysOf(who);
        var rights = new DecidingRights(who, people);
        for (int skip = 0; skip < MostCounted; skip += AtOnce)
        {
            IReadOnlyList<ReviewRow> some = await queue.WaitingAsync(new QueueQuery(workspace, names, skip, AtOnce) { Channel = filter.Channel, Template = filter.Template, Kin = filter.Kin }, ct);
            foreach (ReviewRow review in some)
            {
                if (rights.Has(review))
                {
                    yield return review;
                }
            }

            if (some.Count < AtOnce)
            {
                yield break;
            }
        }
    }
}

/// <param name="Template">Null for all.</param>
/// <param name="Channel">Null for all.</param>
public sealed record QueueFilter(string? Template, ChannelKey? Channel)
{
    public static readonly QueueFilter None = new(null, null);

    /// <summary>Null for all.</summary>
    public string? Kin { get; init; }
}

/// <param name="Count">Of all pages; at most <see cref="WaitingReviews.MostCounted"/>.</param>
/// <param name="Page">From 1.</param>
/// <param name="Oldest">When the first of all pages was asked.</param>
public sealed record QueuePage(ImmutableArray<ReviewRow> Shown, int Count, int Page, int Pages, DateTimeOffset? Oldest);
