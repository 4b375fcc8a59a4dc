using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Policy;

/// <summary>The part of the guard that is about questions: asks the one rule of who decides, and says its no in words.</summary>
internal static class ReviewGuard
{
    public static Refusal? Check(PersonKey who, Act act, GuardSubject subject, DirectorySnapshot directory)
    {
        if (subject.Review is not { } review)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was decided: there is no such question.");
        }

        Standing standing = DecidingRule.Of(review, directory);
        NotNow? not = DecidingRule.WhyNot(who, review, standing, directory);
        return act switch
        {
            Act.Declassify => ConsentGuard.Check(who, not, subject, standing, directory),
            Act.Decide or Act.Edit or Act.Delegate when standing.AsksConsent => ConsentGuard.OnlyConsent(not, subject, standing, directory),
            Act.Reject when DecidingRule.MayReject(who, review, standing, directory) => null,
            Act.Edit => MustEdit(who, subject, standing, not, directory),
            Act.Delegate => not is null or { Kind: NotNowKind.NotYet } ? MustBeAllowedToDelegate(who, review, standing, directory) : InWords(who, not, subject, standing, directory),
            Act.TakeBack => MustHaveHandedOver(who, review, directory),
            _ => not is null ? null : InWords(who, not, subject, standing, directory),
        };
    }

    /// <summary>Whether the policy, the ladder or somebody else made this person one who decides, now or at another step.</summary>
    public static bool IsNamed(PersonKey who, ReviewRow review, DirectorySnapshot directory)
    {
        Standing standing = DecidingRule.Of(review, directory);
        return standing.Stages.SelectMany(stage => stage.Seats).Any(seat => directory.IsSame(seat.Holder, who) || directory.IsSame(seat.Of, who))
            || standing.Stages.SelectMany(stage => stage.Spec.Reviewers).Any(principal => directory.Resolve(principal).Contains(who))
            || ReviewProgress.Read(review.Progress).Given.Any(approval => directory.IsSame(approval.Person, who));
    }

    /// <summary>Whether this person may decide in somebody else's place, as far as the question is concerned.</summary>
    public static Refusal? CheckStandIn(PersonKey to, PersonKey from, GuardSubject subject, DirectorySnapshot directory)
    {
        if (subject.Review is not { } review)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was handed over: there is no such question.");
        }

        Standing standing = DecidingRule.Of(review, directory);
        string name = directory.NameOf(to);
        string? why = directory.IsSame(to, from) ? "Nobody hands something to themselves."
            : DecidingRule.WhyNot(to, review, standing, directory)?.Kind switch
            {
                NotNowKind.NotAsked => null,
                NotNowKind.Requester => directory.IsSame(review.Requester, to) ? $"{name} asked for it, so somebody else decides." : $"What {name} did began it, so somebody else decides.",
                NotNowKind.Editor => $"{name} wrote this version, so somebody else decides.",
                NotNowKind.Outside => $"{name} is a guest of another organisation.",
                _ => $"{name} decides it anyway, and nobody counts twice.",
            };
        return why is null ? null : new Refusal(RefusalKind.NotAllowed, "Nothing was handed over.", why, "Name somebody else.");
    }

    // Who writes a version of their own may be somebody else than who approves; without a list of its own it is who decides now.
    private static Refusal? MustEdit(PersonKey who, GuardSubject subject, Standing standing, NotNow? not, DirectorySnapshot directory)
    {
        ReviewPolicy policy = ReviewPolicies.Read(subject.Review!.Policy);
        if (not is { Kind: NotNowKind.Requester or NotNowKind.Outside })
        {
            return InWords(who, not, subject, standing, directory);
        }

        if (policy.Editors.Count > 0)
        {
            return policy.Editors.Any(principal => directory.Resolve(principal).Contains(who)) ? null : NotFor(Names(policy.Editors, directory));
        }

        return not is null || IsSeated(who, standing, directory) ? null : InWords(who, not, subject, standing, directory);
    }

    private static bool IsSeated(PersonKey who, Standing standing, DirectorySnapshot directory) =>
        standing.Now?.Seats.Any(seat => directory.IsSame(seat.Holder, who)) == true;

    private static Refusal? MustBeAllowedToDelegate(PersonKey who, ReviewRow review, Standing standing, DirectorySnapshot directory) =>
        (ReviewPolicies.Read(review.Policy).MayDelegate, DecidingRule.SeatOf(who, standing, directory)) switch
        {
            (false, _) => new Refusal(RefusalKind.NotAllowed, "Nothing was handed over.", "Its template wants those who are named to decide themselves.", "Decide it, or tell the others that you cannot."),
            (_, { Kind: SeatKind.Handed, Of: var from }) => new Refusal(
                RefusalKind.NotAllowed, "Nothing was handed over.", $"{directory.NameOf(from)} handed this to you, and it goes no further.", $"Decide it, or ask {directory.NameOf(from)} to take it back."),
            (_, { Kind: SeatKind.Substitute, Of: var away }) => new Refusal(
                RefusalKind.NotAllowed, "Nothing was handed over.", $"You decide in the place of {directory.NameOf(away)}, and it goes no further.", $"Decide it, or ask {directory.NameOf(away)} to name somebody else."),
            (_, { Kind: SeatKind.Rung }) => new Refusal(
                RefusalKind.NotAllowed, "Nothing was handed over.", "You are asked because nobody else decided, and it goes no further.", "Decide it, or write a remark in the thread."),
            _ => null,
        };

    private static Refusal? MustHaveHandedOver(PersonKey who, ReviewRow review, DirectorySnapshot directory) =>
        ReviewProgress.Read(review.Progress).HandedOver.Any(handover => directory.IsSame(handover.From, who))
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing was taken back.", "You handed this to nobody.", "Nothing to do.");

    private static Refusal InWords(PersonKey who, NotNow not, GuardSubject subject, Standing standing, DirectorySnapshot directory)
    {
        string now = standing.Now is { } stage ? DecidersWords.Of(stage, directory, who) : "";
        return not.Kind switch
        {
            NotNowKind.Requester => new Refusal(
                RefusalKind.OwnRequest,
                directory.IsSame(subject.Review!.Requester, who) ? "You asked for this, so somebody else decides." : "What you did began this, so somebody else decides.",
                Can(standing, who, directory), "You may withdraw it."),
            NotNowKind.Editor => new Refusal(RefusalKind.OwnRequest, "You wrote this version, so somebody else decides.", Can(standing, who, directory), "Nothing to do."),
            NotNowKind.Outside => new Refusal(RefusalKind.NotAllowed, "Nothing was decided.", "You are a guest of another organisation here.", "Write a remark in the thread; those who decide see it."),
            NotNowKind.NotYet => new Refusal(RefusalKind.NotReviewer, $"It is not your turn yet: {now} {(now.Contains(" or ", StringComparison.Ordinal) ? "decide" : "decides")} first.", "Your click changed nothing.", "You are asked as soon as that is done."),
            NotNowKind.Past => new Refusal(RefusalKind.TooLate, "Your step of this is decided.", now.Length == 0 ? "" : $"Now it waits for {now}.", "You may still reject it."),
            NotNowKind.Approved => new Refusal(RefusalKind.TooLate, "You have decided this already.", "Your click changed nothing.", now.Length == 0 ? "Nothing to do." : $"It waits for {now}. You may still reject it."),
            NotNowKind.HandedOver => new Refusal(
                RefusalKind.NotReviewer, $"You handed this to {directory.NameOf(not.Seat!.Holder)}.", "Your click changed nothing.", $"Type delegate {NumberOf(subject)}back to take it back."),
            NotNowKind.Away => new Refusal(
                RefusalKind.NotReviewer, $"You are away, and {directory.NameOf(not.Seat!.Holder)} decides for you.", "Your click changed nothing.", "Type back when you are."),
            NotNowKind.NeededLater => new Refusal(
                RefusalKind.NotReviewer, "Your approval is needed at a later step, and nobody counts twice.", $"Now {(now.Length == 0 ? "somebody else" : now)} can decide.", "You are asked as soon as that is done."),
            _ => NotFor(now.Length == 0 ? Names([.. standing.Stages.SelectMany(one => one.Spec.Reviewers)], directory) : Asked(standing, directory)),
        };
    }

    private static string Can(Standing standing, PersonKey who, DirectorySnapshot directory) => standing.Now is { } stage ? $"{DecidersWords.Each(stage, directory, who)} can." : "";

    internal static string NumberOf(GuardSubject subject) => subject.Run is { Number: > 0 } run ? $"{run.Number}{subject.Review!.Letter} " : "";

    private static Refusal NotFor(string names) => new(
        RefusalKind.NotReviewer, $"This one is for {names}.", "Your click changed nothing.", "Write a remark in the thread; they see it before deciding.");

    // As the template names them, with those whom something later made deciders by name.
    private static string Asked(Standing standing, DirectorySnapshot directory)
    {
        StageStanding now = standing.Now!;
        return string.Join(", ", now.Spec.Reviewers.Select(directory.NameOf)
            .Concat(now.Seats.Where(seat => seat.Kind != SeatKind.Own).Select(seat => directory.NameOf(seat.Holder))).Distinct());
    }

    private static string Names(IEnumerable<Principal> principals, DirectorySnapshot directory) => string.Join(", ", principals.Select(directory.NameOf).Distinct());
}
