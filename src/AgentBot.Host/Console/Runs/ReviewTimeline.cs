using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;

namespace AgentBot.Host.WebConsole;

/// <summary>What people said about one revision, and what became of it without them.</summary>
public static class ReviewTimeline
{
    public static IEnumerable<TimelineEntry> Of(RunDetail detail, ReviewRow review, Viewer viewer)
    {
        foreach (OpeningRow opening in detail.Openings.Where(opening => opening.Review == review.Id && opening.Revision == review.Revision))
        {
            yield return Opened(review, opening, viewer);
        }

        int number = 0;
        foreach (DecisionRow decision in detail.Decisions.Where(decision => decision.Review == review.Id && decision.Revision == review.Revision))
        {
            yield return Said(detail, review, decision, viewer, number++);
        }

        if (Ended(review, viewer) is { } ended)
        {
            yield return ended;
        }

        if (review.IsOpen && !detail.Run.IsTerminal)
        {
            yield return new TimelineEntry
            {
                Name = $"r-{review.Id}-{review.Revision}",
                Title = $"Decide on revision {review.Revision}",
                Shape = "wait",
                At = review.OpenedAt,
                WaitsFor = ReviewStanding.Who(review, viewer),
                Seal = review.Artifact.Content,
                Link = ConsolePaths.Review(review),
                LinkText = "open",
                TimeText = $"since {viewer.Clock.Short(review.OpenedAt)}{(review.ExpiresAt is { } until ? $" · until {viewer.Clock.Short(until)}" : "")}",
            };
        }
    }

    private static TimelineEntry Opened(ReviewRow review, OpeningRow opening, Viewer viewer) => new()
    {
        Name = $"o-{review.Id}-{review.Revision}-{opening.Person}",
        Title = $"{viewer.NameOf(opening.Person)} opened all of revision {review.Revision}",
        Shape = "off",
        At = opening.At,
        Seal = review.Artifact.Content,
        TimeText = viewer.Clock.Short(opening.At),
    };

    private static string HowRead(RunDetail detail, ReviewRow review, DecisionRow decision) =>
        detail.Openings.FirstOrDefault(opening => opening.Review == review.Id && opening.Revision == review.Revision && opening.Person == decision.Person && opening.At <= decision.At) is null
            ? "" : "after opening all of it";

    private static string SaysOf(RunDetail detail, ReviewRow review, DecisionRow decision) => string.Join(", ", new[]
    {
        decision.Marked.Count == 0 ? "" : $"about {Amounts.Count(decision.Marked.Count, "row")}",
        decision.Kind == DecisionKind.Withdraw ? "" : decision.Together.Length > 0 ? "together with others" : HowRead(detail, review, decision),
    }.Where(part => part.Length > 0));

    private static TimelineEntry Said(RunDetail detail, ReviewRow review, DecisionRow decision, Viewer viewer, int number)
    {
        (string shape, string word) = decision.Kind switch
        {
            DecisionKind.Approve => ("ok", $"approved revision {review.Revision}"),
            DecisionKind.Reject => ("no", "rejected it"),
            DecisionKind.RequestChanges => ("back", "sent it back"),
            DecisionKind.Edit => ("ok", "wrote another version"),
            DecisionKind.Rows => ("ok", "decided row by row"),
            DecisionKind.Declassify => ("ok", "let it leave the private channel"),
            DecisionKind.Withdraw => ("off", "took it back"),
        };
        Digest seal = decision.Edited.IsNone ? decision.Shown : decision.Edited;
        return new TimelineEntry
        {
            Name = $"d-{review.Id}-{review.Revision}-{number}",
            Title = $"{viewer.NameOf(decision.Person)} {word}",
            Shape = shape,
            At = decision.At,
            Seal = seal,
            Says = SaysOf(detail, review, decision),
            Link = ConsolePaths.File(detail.Run.Channel, seal, $"run-{detail.Run.Number}-revision-{review.Revision}"),
            LinkText = decision.Edited.IsNone ? "what was shown" : "the new version",
            Quote = decision.Note,
            TimeText = $"{viewer.Clock.Short(decision.At)}{(decision.At - review.OpenedAt < TimeSpan.FromMinutes(1) ? "" : $" · after {Clock.Wait(decision.At - review.OpenedAt)}")}",
        };
    }

    private static TimelineEntry? Ended(ReviewRow review, Viewer viewer)
    {
        (string Shape, string Title)? end = review.State switch
        {
            ReviewState.Expired => ("off", "Nobody decided in time"),
            ReviewState.Voided => ("back", "It changed since it was shown"),
            ReviewState.Cancelled => ("off", "The question was taken away"),
            ReviewState.Open or ReviewState.Approved or ReviewState.Rejected or ReviewState.ChangesRequested or ReviewState.Superseded or ReviewState.Withdrawn => null,
        };
        return end is not { } told
            ? null
            : new TimelineEntry
            {
                Name = $"e-{review.Id}-{review.Revision}",
                Title = told.Title,
                Shape = told.Shape,
                At = review.ClosedAt ?? review.OpenedAt,
                Says = $"revision {review.Revision}",
                Seal = review.Artifact.Content,
                TimeText = viewer.Clock.Short(review.ClosedAt ?? review.OpenedAt),
            };
    }
}
