using System.Globalization;

namespace AgentBot.Core.Reviews;

/// <summary>When time does something to an open review.</summary>
public static class ReviewTimes
{
    /// <summary>The next reminder, the asking of the deputy or the end, whichever is first; null when none is set.</summary>
    public static DateTimeOffset? NextDue(ReviewRow review, DateTimeOffset now)
    {
        DateTimeOffset?[] moments = [NextReminder(review, now), EscalatesAt(review), review.ExpiresAt];
        return moments.Where(moment => moment is not null).Min();
    }

    /// <summary>When the deputy is asked too; null where there is none, or once it was.</summary>
    public static DateTimeOffset? EscalatesAt(ReviewRow review)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        return policy is { EscalateTo: { } deputy, EscalateAfter: { } after } && !policy.Reviewers.Contains(deputy) ? review.OpenedAt + after : null;
    }

    public static DateTimeOffset? NextReminder(ReviewRow review, DateTimeOffset now)
    {
        if (ReviewPolicies.Read(review.Policy).Remind is not { } every || every <= TimeSpan.Zero)
        {
            return null;
        }

        long past = Math.Max(0, (now - review.OpenedAt).Ticks / every.Ticks);
        return review.OpenedAt + (every * (past + 1));
    }

    public static string Subject(ReviewRow review) => string.Create(CultureInfo.InvariantCulture, $"{review.Id.Value}:{review.Revision}");

    public static (ReviewId Id, int Revision) ParseSubject(string subject)
    {
        int at = subject.LastIndexOf(':');
        return (new ReviewId(subject[..at]), int.Parse(subject[(at + 1)..], CultureInfo.InvariantCulture));
    }
}
