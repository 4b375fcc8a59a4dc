using AgentBot.Core.People;
using AgentBot.Core.Schedules;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>
/// Reckons reminders and rungs that count in working time: in the hours, the holidays and the time zone of those who are waited
/// for. Where several are, each of them had that time before anything follows.
/// </summary>
public sealed class WaitingTimes(WorkingTime working, IDirectory directory)
{
    /// <summary>The row with the moments that follow from who is waited for now. Called whenever that may have changed.</summary>
    public ReviewRow Reckon(ReviewRow review)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        RungSpec? rung = policy.Rungs.ElementAtOrDefault(progress.Climbed);
        bool reminds = policy is { RemindsInWorkingTime: true, Remind: not null };
        DirectorySnapshot people = directory.Latest;
        DateTimeOffset? returns = ReturnOf(review, people);
        if (!reminds && rung is not { Working: true } && progress is { RemindAt: null, ClimbAt: null })
        {
            return progress.ReturnsAt == returns ? review : review with { Progress = ReviewProgress.Write(progress with { ReturnsAt = returns }) };
        }

        DateTimeOffset since = ReviewTimes.Since(review, progress);
        WorkingHours[] hours = [.. WaitedFor(DecidingRule.Of(review, people), people).Select(person => person.Works ?? WorkingHours.Usual(person.TimeZone)).Distinct()];
        return review with
        {
            Progress = ReviewProgress.Write(progress with
            {
                ReturnsAt = returns,
                RemindAt = reminds ? After(hours, progress.RemindedAt ?? since, policy.Remind!.Value) : null,
                ClimbAt = rung is { Working: true } ? After(hours, since, rung.After) : null,
            }),
        };
    }

    private static DateTimeOffset? ReturnOf(ReviewRow review, DirectorySnapshot people) => people.Absences.IsEmpty
        ? null
        : DecidingRule.Of(review, people) is var standing ? standing.Stages.Skip(standing.At).SelectMany(stage => stage.Seats).Min(seat => seat.Until) : null;

    // Who is away and has no substitute does not keep the others waiting for their next working day.
    private static Person[] WaitedFor(Standing standing, DirectorySnapshot people)
    {
        Person[] all =
        [
            .. (standing.Now?.Seats ?? []).Select(seat => seat.Holder).Where(holder => !standing.Now!.Approvals.Any(approval => people.IsSame(approval.Person, holder)))
                .Select(people.Find).OfType<Person>().Distinct(),
        ];
        Person[] there = [.. all.Where(person => people.AbsenceOf(person.Key) is null)];
        return there.Length > 0 ? there : all;
    }

    private DateTimeOffset After(WorkingHours[] hours, DateTimeOffset since, TimeSpan length) =>
        hours.Select(one => working.Add(one, since, length).Match(at => at, _ => since + length)).DefaultIfEmpty(since + length).Max();
}
