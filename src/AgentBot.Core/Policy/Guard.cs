using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Policy;

/// <summary>The one function that says who may do what. Default deny; asked by every door.</summary>
public static class Guard
{
    /// <returns>Null when allowed, else the refusal in words for that person.</returns>
    public static Refusal? Check(PersonKey who, Act act, GuardSubject subject, DirectorySnapshot directory)
    {
        if (directory.SystemOf(who) is { } system)
        {
            return SystemGuard.Check(system, act, subject, directory);
        }

        if (DrillKey.Is(who))
        {
            return act == Act.Start ? null : new Refusal(RefusalKind.NotAllowed, "Nothing was done.", "A drill asks; people decide.");
        }

        if (directory.Find(who) is not { } person)
        {
            return new Refusal(RefusalKind.NotAllowed, "AgentBot does not know you yet.", "", "Ask an operator to add you to the people in its settings.");
        }

        // Who is meant by an account that was linked since is the person it belongs to.
        who = person.Key;
        return act switch
        {
            Act.See or Act.Upload => MustSee(who, subject, directory),
            Act.Remind => MustBeOurs(person) ?? MustSee(who, subject, directory),
            Act.Start or Act.Retry or Act.Remember or Act.Forget or Act.Schedule => MustBeOurs(person) ?? MustBeThere(person, subject) ?? MustBeInChannel(who, subject, directory),
            Act.Decide or Act.Declassify or Act.Reject or Act.Edit or Act.Delegate or Act.TakeBack => ReviewGuard.Check(who, act, subject, directory),
            Act.Withdraw => MustBeRequester(who, subject, directory),
            Act.Cancel or Act.Pause or Act.Resume or Act.FinishCheaply => MustAnswerFor(who, subject, directory),
            Act.ManageSchedule => MustAnswerForSchedule(who, subject, directory),
            Act.Settle => MustSettle(who, subject, directory),
            Act.Raise => MustAnswerForMoney(who, subject, directory),
            Act.RaiseMonth => MustOperate(who, "Nothing was raised.", directory),
            Act.StopAll => MustOperate(who, "Nothing was stopped.", directory),
            Act.AgreeToTool => MustOperate(who, "Nothing was agreed to.", directory),
            Act.EndGrant => MustAnswerForGrant(who, subject, directory),
            Act.SeeRecord => MustOversee(who, subject, directory),
            Act.LetGo => MustLetGo(who, subject, directory),
            Act.Link or Act.BeAway => MustBeOurs(person),
            Act.HandIn => new Refusal(RefusalKind.NotAllowed, "Nothing was handed in.", $"Only {NameOf(subject.Run?.Requester, directory)}, which asked for it, hands in the next round.", "Send it back with a remark, or edit it."),
            _ => new Refusal(RefusalKind.NotAllowed, "That is not allowed."),
        };
    }

    /// <summary>Whether this person may decide, were it asked now; for drawing buttons. The decision itself asks again.</summary>
    public static bool MayDecide(PersonKey who, ReviewRow review, DirectorySnapshot directory) =>
        Check(who, Act.Decide, new GuardSubject(review.Channel, null, review), directory) is null
        || Check(who, Act.Declassify, new GuardSubject(review.Channel, null, review), directory) is null;

    /// <summary>They asked for it, or what they did began it: nobody approves their own work, also not by way of a schedule.</summary>
    public static bool IsOwnWork(PersonKey who, ReviewRow review, DirectorySnapshot directory) =>
        directory.IsSame(review.Requester, who) || review.CausedBy.All.Any(cause => directory.IsSame(cause, who));

    /// <summary>Whether a part of a question may be put into this person's hands: somebody of its channel who is not excluded from it and does not decide it anyway.</summary>
    public static Refusal? CheckStandIn(PersonKey to, PersonKey from, GuardSubject subject, DirectorySnapshot directory)
    {
        to = directory.Current(to);
        return directory.Find(to) is not { IsOutside: false } || !IsInChannel(to, subject.Channel, directory)
            ? new Refusal(RefusalKind.NotAllowed, "Nothing was handed over.", $"{directory.NameOf(to)} is not in that channel.", "Name somebody who is.")
            : ReviewGuard.CheckStandIn(to, from, subject, directory);
    }

    private static bool IsInChannel(PersonKey who, ChannelKey channel, DirectorySnapshot directory) =>
        directory.Channel(channel) is { } info && (!info.IsPrivate || info.Members.Contains(who));

    private static bool Is(PersonKey who, Principal? principal, DirectorySnapshot directory) =>
        principal is not null && directory.Resolve(principal).Contains(who);

    private static bool IsRequester(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        (subject.Review?.Requester is { } ofReview && directory.Current(ofReview) == who) || (subject.Run?.Requester is { } ofRun && directory.Current(ofRun) == who);

    private static bool IsReviewer(PersonKey who, ReviewRow review, DirectorySnapshot directory) => ReviewGuard.IsNamed(who, review, directory);

    // Whoever shares a channel with another organisation has not handed them its budget and its knowledge.
    private static Refusal? MustBeOurs(Person person) => person.IsOutside
        ? new Refusal(RefusalKind.NotAllowed, "Nothing was done.", "You are a guest of another organisation here.", "Ask somebody of this one to do it, or an operator to add you to the people in the settings.")
        : null;

    private static Refusal? MustBeThere(Person person, GuardSubject subject) => person.ClosedOn.Contains(subject.Channel.Platform)
        ? new Refusal(RefusalKind.NotAllowed, "Nothing was done.", $"The account of {person.Name} was closed.", "Ask somebody else to do it.")
        : null;

    private static Refusal? MustBeInChannel(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        IsInChannel(who, subject.Channel, directory)
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing was done: you are not in that channel.", "", "Ask somebody there to add you.");

    // A run is visible in its channel and to requester, named reviewers, owner and operators.
    private static Refusal? MustSee(PersonKey who, GuardSubject subject, DirectorySnapshot directory)
    {
        bool ofRun = subject.Run is not null || subject.Review is not null;
        bool may = IsInChannel(who, subject.Channel, directory)
            || IsRequester(who, subject, directory)
            || (subject.Review is { } review && IsReviewer(who, review, directory))
            || (ofRun && (Is(who, subject.Owner, directory) || directory.IsOperator(who)));
        return may ? null : new Refusal(RefusalKind.NotAllowed, "There is nothing here for you to see.", "", "Ask somebody in that channel to add you.");
    }

    private static Refusal? MustBeRequester(PersonKey who, GuardSubject subject, DirectorySnapshot directory)
    {
        PersonKey? requester = subject.Review?.Requester ?? subject.Run?.Requester;
        return requester is { } asked && directory.Current(asked) == who
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing was withdrawn.", $"Only {NameOf(requester, directory)}, who asked for it, can take it back.");
    }

    private static Refusal? MustAnswerFor(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        (subject.Run?.Requester is { } requester && directory.Current(requester) == who) || Is(who, subject.Owner, directory) || directory.IsOperator(who)
            ? null
            : new Refusal(
                RefusalKind.NotAllowed,
                "Nothing was changed.",
                $"Only {NameOf(subject.Run?.Requester, directory)}, who asked for it, the template's owner or an operator can do that.");

    // Nobody raises what their own run may spend, also not the owner of its template: that is for operators then.
    private static Refusal? MustAnswerForMoney(PersonKey who, GuardSubject subject, DirectorySnapshot directory)
    {
        bool isOwn = subject.Run is { } run && (directory.IsSame(run.Requester, who) || run.CausedBy.All.Any(cause => directory.IsSame(cause, who)));
        return directory.IsOperator(who) || (!isOwn && Is(who, subject.Owner, directory))
            ? null
            : new Refusal(
                RefusalKind.NotAllowed,
                "Nothing was raised.",
                isOwn ? "Whoever asked for a run does not raise what it may spend." : "Only the template's owner or an operator can raise what a run may spend.",
                "Finish it with what is there, or stop it.");
    }

    private static Refusal? MustAnswerForSchedule(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        (subject.ScheduledBy is { } by && directory.Current(by) == who) || Is(who, subject.Owner, directory) || directory.IsOperator(who)
            ? null
            : new Refusal(
                RefusalKind.NotAllowed,
                "Nothing was changed.",
                $"Only {NameOf(subject.ScheduledBy, directory)}, in whose name it runs, the template's owner or an operator can do that.",
                "Anybody in its channel can pause it.");

    private static Refusal? MustAnswerForGrant(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        (subject.GrantedBy is { } by && directory.Current(by) == who) || Is(who, subject.Owner, directory) || directory.IsOperator(who)
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing was ended.", $"Only {NameOf(subject.GrantedBy, directory)}, who allowed it, the template's owner or an operator can do that.");

    private static Refusal? MustSettle(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        Is(who, subject.Owner, directory) || directory.IsOperator(who) || (subject.Review is { } review && IsReviewer(who, review, directory))
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing was changed.", "Only the reviewers, the template's owner or an operator can say what became of it.");

    // What people decide is theirs; who answers for the channel's work sees it where that work is done, and nobody else.
    private static Refusal? MustOversee(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        IsInChannel(who, subject.Channel, directory) && (Is(who, subject.Owner, directory) || directory.IsOperator(who))
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing is shown.", "What others decided is for operators, and of a template for its owner, in their channels.", "Type reviews record to see your own.");

    // Not who asked: they are those whose runs were too many.
    private static Refusal? MustLetGo(PersonKey who, GuardSubject subject, DirectorySnapshot directory) =>
        Is(who, subject.Owner, directory) || directory.IsOperator(who)
            ? null
            : new Refusal(
                RefusalKind.NotAllowed,
                "It still waits in line.",
                "Only the template's owner or an operator lets it begin before its reviewers have room.",
                "It begins by itself when some reviews are decided.");

    private static Refusal? MustOperate(PersonKey who, string what, DirectorySnapshot directory) =>
        directory.IsOperator(who)
            ? null
            : new Refusal(
                RefusalKind.NotAllowed,
                what,
                $"That is for operators: {string.Join(", ", directory.Operators.Select(directory.NameOf).Order(StringComparer.Ordinal))}.");

    private static string NameOf(PersonKey? person, DirectorySnapshot directory) => person is { } key ? directory.NameOf(key) : "the person";
}
