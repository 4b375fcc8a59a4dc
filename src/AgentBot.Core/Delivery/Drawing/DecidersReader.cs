using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Who decides, as cards say it: from the row and the one rule, never from the policy alone.</summary>
public static class DecidersReader
{
    /// <summary>A role or a group of no more is named by its people where the platform could not call it as a whole.</summary>
    private const int MostOfRole = 4;

    /// <param name="decisions">Of this revision, for when somebody approved; empty where nobody asks.</param>
    public static ReviewersFacts Read(ReviewRow review, IReadOnlyList<DecisionRow> decisions, DirectorySnapshot people, CardClock clock)
    {
        Standing standing = DecidingRule.Of(review, people);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        (RungSpec Rung, DateTimeOffset At)? next = standing.AsksConsent ? null : ReviewTimes.NextRung(review);
        StageStanding now = standing.Now ?? standing.Stages[^1];
        ReviewersFacts facts = Stage(now, review, progress, people);
        return facts with
        {
            Done = [.. standing.Stages.SelectMany(stage => stage.Approvals).Select(approval => Done(approval, decisions, people, clock))],
            Then = [.. standing.Then.Select(stage => Stage(stage, review, progress, people))],
            Given = standing.Given,
            Needed = standing.Needed,
            StandIns = [.. DecidersWords.StandIns(standing, progress, people, clock)],
            EscalateTo = next is { } rung ? people.NameOf(rung.Rung.To) : "",
            EscalateAt = next?.At,
            Mentions = Mentions(now, people),
        };
    }

    /// <summary>"one of @finance-leads": who is waited for now.</summary>
    public static string NowOf(ReviewRow review, DirectorySnapshot people)
    {
        Standing standing = DecidingRule.Of(review, people);
        return Stage(standing.Now ?? standing.Stages[^1], review, ReviewProgress.Read(review.Progress), people).Now;
    }

    /// <summary>Before there is a question: what the template says.</summary>
    public static ReviewersFacts Read(StepSpec.Review spec, RunRow run, DirectorySnapshot people)
    {
        ReviewersFacts[] stages =
        [
            .. spec.Policy.Stages.Select(stage => new ReviewersFacts([.. stage.Reviewers.SelectMany(principal => Names(principal, people))], IsMany(stage, people), stage.Quorum)
            {
                IsAll = stage.IsAll,
                Excluded = spec.Policy.NotRequester ? Wording.List([.. run.CausedBy.All.Prepend(run.Requester).Select(people.NameOf).Distinct(StringComparer.Ordinal)], "or") : "",
            }),
        ];
        return stages[0] with { Then = [.. stages.Skip(1)] };
    }

    private static ReviewersFacts Stage(StageStanding stage, ReviewRow review, ReviewProgress progress, DirectorySnapshot people)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        PersonKey[] could = [.. stage.Spec.Reviewers.SelectMany(principal => people.Resolve(principal)).Distinct()];
        string[] excluded =
        [
            .. policy.NotRequester && !(stage.IsConsent && stage.Seats.Any(seat => Guard.IsOwnWork(seat.Holder, review, people))) ? could.Where(person => Guard.IsOwnWork(person, review, people)).Select(people.NameOf) : [],
            .. policy.NotEditor == true && progress.Editor is { } editor && could.Any(person => people.IsSame(person, editor)) ? new[] { people.NameOf(editor) } : [],
        ];
        return new ReviewersFacts(Who(stage, people), IsMany(stage.Spec, people) || stage.Seats.Length > 1, Math.Max(1, stage.Missing), Wording.List([.. excluded.Distinct()], "or") is var names && excluded.Length > 0 ? names : "")
        {
            IsAll = stage.Spec.IsAll,
            IsMore = !stage.Approvals.IsEmpty && !stage.IsDone,
            Because = stage.IsConsent ? $"it would leave {LeavingReader.PlaceOf(review.Channel, people)}" : stage.Because,
            IsConsent = stage.IsConsent,
            MayHandOver = policy.MayDelegate && !stage.IsConsent,
        };
    }

    // A person whose part is in other hands is named by who has it; who came in later stands behind the others.
    private static ImmutableArray<string> Who(StageStanding stage, DirectorySnapshot people) =>
    [
        .. stage.Spec.Reviewers.SelectMany(principal => people.IsGroup(principal)
                ? Names(principal, people)
                : people.Resolve(principal).Select(person => people.NameOf(stage.Seats.FirstOrDefault(seat => people.IsSame(seat.Of, person))?.Holder ?? person)).DefaultIfEmpty(people.NameOf(principal)))
            .Concat(stage.Seats.Where(seat => seat.Kind == SeatKind.Rung).Select(seat => people.NameOf(seat.Holder)))
            .Distinct(),
    ];

    private static IEnumerable<string> Names(Principal principal, DirectorySnapshot people) =>
        principal.Kind == PrincipalKind.Role && people.Resolve(principal) is { Length: > 0 and <= MostOfRole } few ? few.Select(people.NameOf) : [people.NameOf(principal)];

    private static bool IsMany(StageSpec stage, DirectorySnapshot people) =>
        stage.Reviewers.Length > 1 || stage.Reviewers.Any(principal => people.IsGroup(principal) && (principal.Kind != PrincipalKind.Role || people.Resolve(principal).Length != 1));

    private static string Done(Approval approval, IReadOnlyList<DecisionRow> decisions, DirectorySnapshot people, CardClock clock)
    {
        string who = people.NameOf(approval.Person);
        who = approval.Consents == true ? $"{who} let it leave" : who;
        string instead = approval.For is { } other ? $" for {people.NameOf(other)}" : "";
        DateTimeOffset? at = decisions.LastOrDefault(decision => (approval.Consents == true ? decision.Kind == DecisionKind.Declassify : Approvals.LetsOut(decision)) && decision.Person == approval.Person)?.At;
        return at is { } moment ? $"{who}{instead}, {clock.Moment(moment)}" : who + instead;
    }

    private static ImmutableArray<CardMention> Mentions(StageStanding stage, DirectorySnapshot people) =>
    [
        .. stage.Spec.Reviewers.Where(principal => principal.Kind != PrincipalKind.Role && (people.IsGroup(principal) || people.Resolve(principal).All(person => Waits(stage, person, people))))
            .Select(principal => new CardMention(people.NameOf(principal), principal)),
        .. stage.Seats.Where(seat => seat.Kind != SeatKind.Own || stage.Spec.Reviewers.Any(principal => principal.Kind == PrincipalKind.Role && people.Resolve(principal).Contains(seat.Of)))
            .Select(seat => seat.Holder).Distinct()
            .Select(holder => new CardMention(people.NameOf(holder), new Principal(PrincipalKind.Person, holder.Value))),
    ];

    // Not whose part is in other hands, and not who has approved.
    private static bool Waits(StageStanding stage, PersonKey person, DirectorySnapshot people) =>
        stage.Seats.FirstOrDefault(seat => people.IsSame(seat.Of, person)) is not { Kind: SeatKind.Handed or SeatKind.Substitute }
        && !stage.Approvals.Any(approval => people.IsSame(approval.Person, person));
}
