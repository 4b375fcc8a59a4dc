namespace AgentBot.Host.WebConsole;

/// <summary>One review by itself: what a link in a chat and a row on a phone lead to.</summary>
public sealed class ReviewPage(ReviewFinder finder) : IConsolePage
{
    public string Pattern => "console/reviews/{id}/{revision}";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct) =>
        await finder.FindAsync(viewer, address.Value("id"), address.Value("revision"), ct) is { } detail
            ? new PageContent(detail.Queued.Review.Title, NavPlace.Reviews, typeof(ReviewAlone), detail, [new LivePart("review", typeof(ReviewBody), detail)])
            : null;
}

/// <summary>The whole artifact of a review. Reading it changes nothing; that it was opened is kept by the button that led here.</summary>
public sealed class FullReviewPage(ReviewFinder finder) : IConsolePage
{
    public string Pattern => "console/reviews/{id}/{revision}/full";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct) =>
        await finder.FindAsync(viewer, address.Value("id"), address.Value("revision"), ct) is { Whole: not null } detail
            ? new PageContent(detail.Queued.Review.Title, NavPlace.Reviews, typeof(FullReview), new FullReviewModel(detail, address.Asked("only")), [])
            : null;
}

/// <param name="Only">"changed", the name of an option, or empty for all rows.</param>
public sealed record FullReviewModel(ReviewDetail Detail, string Only);
