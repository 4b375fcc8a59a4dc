using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.Digests;

/// <summary>Reads what one person has before them today, and what happened since their last working day where they may see it.</summary>
public sealed class DigestReader(WaitingReviews queue, QueueAnswers answers, IRunReader runs, WorkingTime working, TimeProvider time)
{
    /// <summary>Of so many the most urgent are sought; whoever has more has other worries.</summary>
    private const int MostLooked = 200;

    private const int MostRuns = 200;

    private static readonly TimeSpan WorkingDay = TimeSpan.FromHours(8);

    public async ValueTask<DigestFacts> ReadAsync(PersonKey who, WorkspaceKey workspace, CancellationToken ct)
    {
        DirectorySnapshot people = answers.People;
        DateTimeOffset now = time.GetUtcNow();
        QueuePage found = await queue.PageAsync(who, workspace, QueueFilter.None, 1, MostLooked, ct);
        var lines = ImmutableArray.CreateBuilder<DigestLine>();
        foreach (ReviewRow review in found.Shown.OrderBy(review => review.ExpiresAt ?? DateTimeOffset.MaxValue).ThenBy(review => review.OpenedAt).Take(DigestCard.MostLines))
        {
            lines.Add(new DigestLine(await answers.LineAsync(review, ct), WhyTheirs(who, review, people)));
        }

        var groups = ImmutableArray.CreateBuilder<QueueGroup>();
        foreach (AlikeReviews group in await queue.AlikeAsync(who, workspace, 1, ct))
        {
            groups.Add(await answers.GroupAsync(group, ct));
        }

        DateTimeOffset since = SinceOf(people.Find(who), now);
        RunRow[] ended = await EndedAsync(who, workspace, since, people, ct);
        return new DigestFacts(people.NameOf(who), since, answers.ClockOf(who))
        {
            Lines = lines.ToImmutable(),
            Count = found.Count,
            Oldest = found.Oldest,
            Groups = groups.ToImmutable(),
            WentWell = ended.Count(run => run.Status == RunStatus.Done),
            Rejected = ended.Count(run => run.Status == RunStatus.Rejected),
            Failed = ended.Count(run => run.Status == RunStatus.Failed),
            Expired = ended.Count(run => run.Status == RunStatus.Expired),
        };
    }

    private async ValueTask<RunRow[]> EndedAsync(PersonKey who, WorkspaceKey workspace, DateTimeOffset since, DirectorySnapshot people, CancellationToken ct)
    {
        IReadOnlyList<RunRow> latest = await runs.ListAsync(
            new RunQuery(workspace, null, null, [RunStatus.Done, RunStatus.Rejected, RunStatus.Failed, RunStatus.Expired], null, RootsOnly: true, null, MostRuns), ct);
        return
        [
            .. latest.Where(run => run.EndedAt >= since && !run.DryRun && !DrillKey.Is(run.Requester) && Guard.Check(who, Act.See, new GuardSubject(run.Channel, run), people) is null),
        ];
    }

    private DateTimeOffset SinceOf(Person? person, DateTimeOffset now) =>
        person is null ? now - TimeSpan.FromDays(1) : working.Subtract(person.Works ?? WorkingHours.Usual(person.TimeZone), now, WorkingDay).Match(at => at, _ => now - TimeSpan.FromDays(1));

    private static string WhyTheirs(PersonKey who, ReviewRow review, DirectorySnapshot people)
    {
        Standing standing = DecidingRule.Of(review, people);
        return (DecidingRule.SeatOf(who, standing, people), standing.Now) switch
        {
            ({ Kind: SeatKind.Substitute } seat, _) => $"{people.NameOf(seat.Of)} is away",
            ({ Kind: SeatKind.Handed } seat, _) => $"{people.NameOf(seat.Of)} handed it to you",
            ({ Kind: SeatKind.Rung }, _) => "nobody else decided",
            (_, { Approvals.Length: > 0 } now) => $"{Wording.Part(now.Missing, now.Needed)} {(now.Missing == 1 ? "is" : "are")} missing",
            _ when review.ChangesUsed > 0 => $"round {review.ChangesUsed + 1} is out",
            (_, { Seats.Length: > 1 } now) => $"{(now.Needed == 1 ? "one" : Wording.Number(now.Needed))} of {Wording.List([.. now.Spec.Reviewers.Select(people.NameOf)])}",
            _ => "you were asked",
        };
    }
}
