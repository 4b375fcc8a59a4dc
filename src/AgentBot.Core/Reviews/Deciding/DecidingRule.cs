using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>
/// The one rule of who decides: from the policy, what happened so far and who is who now. People count, not clicks and not
/// accounts: a human counts once in the whole question. An approval counts as long as who gave it may still give it.
/// </summary>
public static class DecidingRule
{
    public static Standing Of(ReviewRow review, DirectorySnapshot people) => Of(review, ReviewProgress.Read(review.Progress), people);

    public static Standing Of(ReviewRow review, ReviewProgress progress, DirectorySnapshot people) =>
        new Judge(review, ReviewPolicies.Read(review.Policy), progress, people).Stand();

    /// <summary>
    /// Whether this person may write a version and approve it in one step: theirs is the only yes that it needs. What the numbers of
    /// the new version ask for is seen when it is there.
    /// </summary>
    public static bool EditorMayApprove(PersonKey who, ReviewRow review, DirectorySnapshot people)
    {
        ReviewProgress anew = ReviewProgress.Read(review.Progress) with { Approvals = null, Editor = who };
        ReviewRow next = review with { Progress = ReviewProgress.Write(anew) };
        Standing standing = Of(next, people);
        return standing.Needed == 1 && WhyNot(who, next, standing, people) is null;
    }

    /// <summary>The seat that an approval of this person would take now; null where there is none.</summary>
    public static Seat? SeatOf(PersonKey who, Standing standing, DirectorySnapshot people) =>
        standing.Now?.Seats.FirstOrDefault(seat => people.IsSame(seat.Holder, who));

    /// <summary>Why this person may not decide now; null where they may.</summary>
    public static NotNow? WhyNot(PersonKey who, ReviewRow review, Standing standing, DirectorySnapshot people)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        if (standing.Now is { IsConsent: true } consent)
        {
            return WhyNoConsent(who, review, consent, people);
        }

        if (policy.NotRequester && Guard.IsOwnWork(who, review, people))
        {
            return new NotNow(NotNowKind.Requester);
        }

        if (policy.NotEditor == true && progress.Editor is { } editor && people.IsSame(editor, who))
        {
            return new NotNow(NotNowKind.Editor);
        }

        if (people.Find(who) is { IsOutside: true })
        {
            return new NotNow(NotNowKind.Outside);
        }

        if (standing.Stages.Where(stage => !stage.IsConsent).SelectMany(stage => stage.Approvals).Any(approval => people.IsSame(approval.Person, who)))
        {
            return new NotNow(NotNowKind.Approved);
        }

        if (standing.Now is { } now && now.Seats.Any(seat => people.IsSame(seat.Holder, who)))
        {
            return IsKept(who, standing, people) is { } later ? new NotNow(NotNowKind.NeededLater) { Stage = later } : null;
        }

        return standing.Stages.SelectMany(stage => stage.Seats).FirstOrDefault(seat => seat.Kind is SeatKind.Handed or SeatKind.Substitute && people.IsSame(seat.Of, who)) is { } lent
            ? new NotNow(lent.Kind == SeatKind.Handed ? NotNowKind.HandedOver : NotNowKind.Away) { Seat = lent }
            : Elsewhere(who, standing, people);
    }

    /// <summary>Whether this person was asked by now, so that their no counts: a rejection wins over the approvals of others.</summary>
    public static bool MayReject(PersonKey who, ReviewRow review, Standing standing, DirectorySnapshot people) =>
        WhyNot(who, review, standing, people) is not { Kind: NotNowKind.Requester or NotNowKind.Editor or NotNowKind.Outside }
        && standing.Stages.Take(standing.At + 1).SelectMany(stage => stage.Seats).Any(seat => people.IsSame(seat.Holder, who));

    // Whoever approved the content may be the one who lets it leave: it is another question, and another press.
    private static NotNow? WhyNoConsent(PersonKey who, ReviewRow review, StageStanding consent, DirectorySnapshot people) =>
        consent.Approvals.Any(approval => people.IsSame(approval.Person, who)) ? new NotNow(NotNowKind.Approved)
        : consent.Seats.Any(seat => people.IsSame(seat.Holder, who)) ? null
        : new NotNow(Guard.IsOwnWork(who, review, people) ? NotNowKind.Requester : people.Find(who) is { IsOutside: true } ? NotNowKind.Outside : NotNowKind.NotAsked);

    private static NotNow Elsewhere(PersonKey who, Standing standing, DirectorySnapshot people)
    {
        int at = standing.Stages.IndexOf(standing.Stages.FirstOrDefault(stage => stage.Seats.Any(seat => people.IsSame(seat.Holder, who)))!);
        return at < 0 ? new NotNow(NotNowKind.NotAsked) : new NotNow(at > standing.At ? NotNowKind.NotYet : NotNowKind.Past) { Stage = standing.Stages[at] };
    }

    /// <summary>A later step that could not be decided any more if this person used up their one yes before it.</summary>
    private static StageStanding? IsKept(PersonKey who, Standing standing, DirectorySnapshot people)
    {
        PersonKey[] used = [.. standing.Stages.Where(stage => !stage.IsConsent).SelectMany(stage => stage.Approvals).Select(approval => people.Owners.HumanOf(approval.Person))];
        return standing.Then.Where(stage => !stage.IsConsent).FirstOrDefault(stage =>
        {
            PersonKey[] left = [.. stage.Seats.Select(seat => people.Owners.HumanOf(seat.Holder)).Distinct().Except(used)];
            return left.Contains(people.Owners.HumanOf(who)) && left.Length <= stage.Needed;
        });
    }

    /// <summary>One judgement: what it needs at every step stands here once.</summary>
    private sealed class Judge(ReviewRow review, ReviewPolicy policy, ReviewProgress progress, DirectorySnapshot people)
    {
        private readonly HashSet<PersonKey> _counted = [];

        public Standing Stand()
        {
            var stages = ImmutableArray.CreateBuilder<StageStanding>();
            bool isNow = true;
            foreach ((StageSpec spec, string because) in Stages())
            {
                StageStanding stage = Judged(spec, stages.Count, because, isNow);
                isNow &= stage.IsDone;
                stages.Add(stage);
            }

            stages.AddRange((progress.Consents ?? []).Select(Asked));
            return new Standing(stages.ToImmutable());
        }

        // A reading that is not there was not made: it counts as over the threshold.
        private IEnumerable<(StageSpec Spec, string Because)> Stages()
        {
            foreach (StageSpec stage in policy.Stages)
            {
                yield return (stage, "");
            }

            for (int i = 0; i < (policy.Also?.Count ?? 0); i++)
            {
                NumberReading? reading = progress.Numbers?.ElementAtOrDefault(i);
                if (reading?.Holds != false)
                {
                    yield return (policy.Also![i].Stage, reading?.Words ?? $"{policy.Also[i].When} was not computed");
                }
            }

            // Behind the others and in the order in which they came: an approval is kept with the place of its step.
            foreach (LaterThreshold later in progress.Later ?? [])
            {
                if (policy.Also?.ElementAtOrDefault(later.Threshold) is { } also)
                {
                    yield return (also.Stage, later.Words);
                }
            }
        }

        private StageStanding Judged(StageSpec spec, int at, string because, bool isNow)
        {
            ImmutableArray<PersonKey> asked = [.. spec.Reviewers.SelectMany(principal => people.Resolve(principal)).Select(people.Current).DistinctBy(people.Owners.HumanOf).Where(person => !IsExcluded(person))];
            HashSet<PersonKey> holders = [.. asked.Select(people.Owners.HumanOf)];
            ImmutableArray<Seat> seats = [.. asked.Select(person => SeatOf(person, holders))];
            ImmutableArray<Approval> approvals = [.. progress.Given.Where(approval => approval.Consents != true && approval.Stage == at && Counts(approval, asked))];
            int needed = Math.Max(1, spec.IsAll ? seats.Length : spec.Quorum);
            IEnumerable<Seat> climbed = isNow && approvals.Length < needed ? Climbed(seats) : [];
            return new StageStanding(spec, needed, [.. seats, .. climbed], approvals, because);
        }

        // Nobody stands in for a consent: who gives it reads what would leave.
        private StageStanding Asked(Consent consent, int at)
        {
            ChannelInfo? from = people.Channel(review.Channel);
            ImmutableArray<PersonKey> givers = Consents.Givers(consent.By, from, person => policy.NotRequester && Guard.IsOwnWork(person, review, people), people);
            ImmutableArray<Approval> given = [.. progress.Given.Where(approval => approval.Consents == true && approval.Stage == at && givers.Any(giver => people.IsSame(giver, approval.Person))).Take(1)];
            bool isAlone = givers.Length == 1 && !consent.By.SelectMany(principal => people.Resolve(principal)).Any(one => people.IsSame(one, givers[0]));
            ImmutableArray<Principal> by = isAlone ? [new Principal(PrincipalKind.Person, givers[0].Value)] : [.. consent.By];
            return new StageStanding(new StageSpec(by), 1, [.. givers.Select(giver => new Seat(giver, giver, SeatKind.Own))], given, "it would leave where it was made") { IsConsent = true };
        }

        private Seat SeatOf(PersonKey person, HashSet<PersonKey> holders)
        {
            if (progress.HandedOver.LastOrDefault(handover => people.IsSame(handover.From, person)) is { } handed)
            {
                return new Seat(person, people.Current(handed.To), SeatKind.Handed);
            }

            if (DrillKey.Is(review.Requester))
            {
                // A drill is for one person: nobody stands in for it.
                return new Seat(person, person, SeatKind.Own);
            }

            // A substitute who decides here in their own right, or for somebody else, must not become two pairs of eyes.
            return people.AbsenceOf(person) is { Substitute: { } substitute } absence && !IsExcluded(substitute) && holders.Add(people.Owners.HumanOf(substitute))
                ? new Seat(person, people.Current(substitute), SeatKind.Substitute) { Until = absence.Until }
                : new Seat(person, person, SeatKind.Own);
        }

        private IEnumerable<Seat> Climbed(ImmutableArray<Seat> seats)
        {
            var holders = seats.Select(seat => people.Owners.HumanOf(seat.Holder)).ToHashSet();
            for (int rung = 0; rung < Math.Min(progress.Climbed, policy.Rungs.Count); rung++)
            {
                foreach (PersonKey person in people.Resolve(policy.Rungs[rung].To).Select(people.Current))
                {
                    if (!IsExcluded(person) && holders.Add(people.Owners.HumanOf(person)))
                    {
                        yield return new Seat(person, person, SeatKind.Rung) { Rung = rung };
                    }
                }
            }
        }

        // Whoever stood in for somebody stood in rightly when they approved: what is asked again is whether the part still exists.
        private bool Counts(Approval approval, ImmutableArray<PersonKey> asked)
        {
            PersonKey part = approval.For ?? approval.Person;
            bool isAsked = approval.Rung is { } rung
                ? rung < policy.Rungs.Count && people.Resolve(policy.Rungs[rung].To).Any(one => people.IsSame(one, part))
                : asked.Any(one => people.IsSame(one, part));
            return isAsked && !IsExcluded(approval.Person) && _counted.Add(people.Owners.HumanOf(approval.Person));
        }

        private bool IsExcluded(PersonKey person) =>
            people.Find(person) is not { IsOutside: false }
            || (policy.NotRequester && Guard.IsOwnWork(person, review, people))
            || (policy.NotEditor == true && progress.Editor is { } editor && people.IsSame(editor, person));
    }
}

/// <summary>Why somebody may not decide now.</summary>
public sealed record NotNow(NotNowKind Kind)
{
    /// <summary>Where they would decide: earlier, later.</summary>
    public StageStanding? Stage { get; init; }

    /// <summary>Who has their part.</summary>
    public Seat? Seat { get; init; }
}

public enum NotNowKind
{
    /// <summary>They asked for it, or what they did began it.</summary>
    Requester,

    /// <summary>They wrote the version shown.</summary>
    Editor,

    /// <summary>They are of another organisation.</summary>
    Outside,
    NotAsked,

    /// <summary>Their step comes later.</summary>
    NotYet,

    /// <summary>Their step is decided.</summary>
    Past,

    /// <summary>They have approved already.</summary>
    Approved,

    /// <summary>They handed their part over.</summary>
    HandedOver,

    /// <summary>They are away, and a substitute decides.</summary>
    Away,

    /// <summary>They are the only one left for a later step, and nobody counts twice.</summary>
    NeededLater,
}
