using System.Globalization;

namespace AgentBot.Core.Reviews;

/// <summary>When time does something to an open review.</summary>
public static class ReviewTimes
{
    /// <summary>The next reminder or the end, whichever is first; null when neither is set.</summary>
    public static DateTimeOffset? NextDue(ReviewRow review, DateTimeOffset now)
    {
        DateTimeOffset? reminder = NextReminder(review, now);
        return (reminder, review.ExpiresAt) switch
        {
            ({ } remind, { } expires) => remind < expires ? remind : expires,
            var (remind, expires) => remind ?? expires,
        };
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
