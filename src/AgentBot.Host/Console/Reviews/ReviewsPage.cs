using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Host.WebConsole;

/// <summary>What must be decided, by whom and until when.</summary>
public sealed class ReviewsPage(ConsoleReads reads, ReviewLister lister, ReviewFinder finder, LikenessReader likeness, ConsoleSettings settings) : IConsolePage
{
    private const int Shown = 50;

    public string Pattern => "console/reviews";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        string show = address.Asked("show") is "yours" or "groups" or "decided" ? address.Asked("show") : "all";
        IReadOnlyList<ReviewRow> rows = show == "decided"
            ? await reads.Reviews.ClosedAsync(settings.Workspace, null, Shown, ct)
            : await WaitingAsync(viewer, ct);
        ImmutableArray<QueuedReview> queued = await QueueAsync(rows, viewer, ct);
        ImmutableArray<QueuedReview> yours = [.. queued.Where(review => review.Review.Review.MayDecide(viewer) && ReviewStanding.IsByName(review.Row, viewer))];
        ImmutableArray<QueuedReview> groups = [.. queued.Where(review => review.Review.Review.MayDecide(viewer) && !ReviewStanding.IsByName(review.Row, viewer))];
        ImmutableArray<QueuedReview> others = [.. queued.Where(review => review.Row.IsOpen && !review.Review.Review.MayDecide(viewer))];
        int all = await reads.Reviews.CountOpenAsync(settings.Workspace, null, null, ct);
        int mine = await reads.Reviews.CountOpenAsync(settings.Workspace, viewer.Principals, null, ct);

        var list = ImmutableArray.CreateBuilder<ReviewGroup>();
        if (show == "decided")
        {
            list.Add(new ReviewGroup("Decided", "newest first", queued));
        }
        else
        {
            Add(list, show is "all" or "yours", "Yours", "asked by name", yours);
            foreach (var group in groups.GroupBy(review => ReviewStanding.GroupsOf(review.Row, viewer)))
            {
                Add(list, show is "all" or "groups", group.Key, Members(group.First().Row, viewer), [.. group]);
            }

            Add(list, show == "all", "Others", "you may look and remind", others);
        }

        string selected = address.Asked("r");
        ReviewDetail? detail = await finder.FindAsync(viewer, selected.Length > 0 ? selected : list.SelectMany(group => group.Reviews).FirstOrDefault()?.Key ?? "", ct);
        var parts = ImmutableArray.CreateBuilder<LivePart>();
        parts.Add(new LivePart("reviews-answer", typeof(ReviewsAnswerLine), new ReviewsAnswer(yours.Length, groups.Length, Math.Max(others.Length, all - Math.Max(mine, yours.Length + groups.Length)), yours.Concat(groups).Select(review => review.Row.ExpiresAt).Min())) { Tag = "p", CssClass = "answer" });
        parts.Add(new LivePart("queue", typeof(ReviewQueue), new QueueModel(list.ToImmutable(), detail?.Queued.Key ?? "", show, Math.Max(0, all - rows.Count))));
        if (detail is not null)
        {
            parts.Add(new LivePart("pane", typeof(ReviewPane), detail));
        }

        return new PageContent("Reviews", NavPlace.Reviews, typeof(Reviews), new ReviewsModel(show, all, yours.Length, groups.Length), parts.ToImmutable());
    }

    /// <summary>The viewer's own first, so that they are never cut off by other people's.</summary>
    private async ValueTask<IReadOnlyList<ReviewRow>> WaitingAsync(Viewer viewer, CancellationToken ct)
    {
        IReadOnlyList<ReviewRow> mine = await reads.Reviews.OpenAsync(settings.Workspace, viewer.Principals, null, 0, Shown, ct);
        IReadOnlyList<ReviewRow> all = mine.Count >= Shown ? [] : await reads.Reviews.OpenAsync(settings.Workspace, null, null, 0, Shown, ct);
        return [.. mine.Concat(all).DistinctBy(row => (row.Id, row.Revision)).Take(Shown)];
    }

    private async ValueTask<ImmutableArray<QueuedReview>> QueueAsync(IReadOnlyList<ReviewRow> rows, Viewer viewer, CancellationToken ct)
    {
        var queued = ImmutableArray.CreateBuilder<QueuedReview>();
        foreach (WaitingReview waiting in await lister.ReadAsync(rows, viewer, ct))
        {
            queued.Add(new QueuedReview(waiting, await likeness.RiskAsync(waiting.Review.Row, ct)));
        }

        return queued.ToImmutable();
    }

    private static void Add(ImmutableArray<ReviewGroup>.Builder list, bool wanted, string title, string says, ImmutableArray<QueuedReview> reviews)
    {
        if (wanted && reviews.Length > 0)
        {
            list.Add(new ReviewGroup(title, says, reviews));
        }
    }

    private static string Members(ReviewRow row, Viewer viewer)
    {
        ImmutableArray<PersonKey> others = [.. ReviewStanding.Deciders(row, viewer).Where(person => person != viewer.Key)];
        return others.Length == 0 ? "you" : $"you or {string.Join(" or ", others.Take(3).Select(viewer.NameOf))}{(others.Length > 3 ? $" and {others.Length - 3} more" : "")}";
    }
}
