using System.Globalization;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews;

/// <summary>
/// When time does something to an open review, from its row alone. Plain lengths count from the beginning of the step that is waited
/// for; lengths of working time were reckoned by <see cref="WaitingTimes"/> and stand in the row.
/// </summary>
public static class ReviewTimes
{
    /// <summary>Nobody is reminded of the same question more often, whoever asks for it.</summary>
    public static readonly TimeSpan BetweenReminders = TimeSpan.FromHours(4);

    /// <summary>The next reminder, the next rung of the ladder, the end of an absence or the end of the question, whichever is first; null when none is set.</summary>
    public static DateTimeOffset? NextDue(ReviewRow review)
    {
        DateTimeOffset?[] moments = [NextReminder(review), NextRung(review)?.At, ReviewProgress.Read(review.Progress).ReturnsAt, review.ExpiresAt];
        return moments.Where(moment => moment is not null).Min();
    }

    /// <summary>Who is asked next and when; null where the ladder has ended or there is none. A rung behind the end is never climbed.</summary>
    public static (RungSpec Rung, DateTimeOffset At)? NextRung(ReviewRow review)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        if (progress.Climbed >= policy.Rungs.Count || progress.AsksConsent == true)
        {
            return null;
        }

        RungSpec rung = policy.Rungs[progress.Climbed];
        DateTimeOffset at = (rung.IsWorking ? progress.ClimbAt : null) ?? Since(review, progress) + rung.After;
        return review.ExpiresAt <= at ? null : (rung, at);
    }

    public static DateTimeOffset? NextReminder(ReviewRow review)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        if (policy.Remind is not { } every || every <= TimeSpan.Zero)
        {
            return null;
        }

        DateTimeOffset at = (policy.RemindsInWorkingTime == true ? progress.RemindAt : null) ?? (progress.RemindedAt ?? Since(review, progress)) + every;
        return progress.RemindedAt + BetweenReminders > at ? progress.RemindedAt + BetweenReminders : at;
    }

    /// <summary>Until when a person has to wait before they can have others reminded; null where they need not.</summary>
    public static DateTimeOffset? MayRemindFrom(ReviewRow review, DateTimeOffset now) =>
        ReviewProgress.Read(review.Progress).RemindedAt + BetweenReminders is { } from && from > now ? from : null;

    /// <summary>When the step that is waited for began.</summary>
    public static DateTimeOffset Since(ReviewRow review, ReviewProgress progress) => progress.Since ?? review.OpenedAt;

    public static string Subject(ReviewRow review) => string.Create(CultureInfo.InvariantCulture, $"{review.Id.Value}:{review.Revision}");

    public static (ReviewId Id, int Revision) ParseSubject(string subject)
    {
        int at = subject.LastIndexOf(':');
        return (new ReviewId(subject[..at]), int.Parse(subject[(at + 1)..], CultureInfo.InvariantCulture));
    }
}
