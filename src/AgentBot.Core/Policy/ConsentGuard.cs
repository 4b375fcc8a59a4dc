using AgentBot.Core.People;
using AgentBot.Core.Reviews.Deciding;

namespace AgentBot.Core.Policy;

/// <summary>Who may let something leave a private channel, and what is left to decide while only that is open.</summary>
internal static class ConsentGuard
{
    public static Refusal? Check(PersonKey who, NotNow? not, GuardSubject subject, Standing standing, DirectorySnapshot directory)
    {
        if (!standing.AsksConsent)
        {
            return standing.Then.Any(stage => stage.IsConsent)
                ? new Refusal(RefusalKind.NotReviewer, "Its content is not approved yet.", "Nothing was let out.", "Whether it may leave is asked after that.")
                : new Refusal(RefusalKind.NotReviewer, "Nothing here waits to be let out.", "Your click changed nothing.", "Use the buttons of its card.");
        }

        string names = NamesOf(standing, directory);
        return not?.Kind switch
        {
            null => null,
            NotNowKind.Requester => new Refusal(RefusalKind.OwnRequest, directory.IsSame(subject.Review!.Requester, who) ? "You asked for this, so somebody else lets it leave." : "What you did began this, so somebody else lets it leave.", $"{names} can.", "Nothing to do."),
            NotNowKind.Outside => new Refusal(RefusalKind.NotAllowed, "Nothing was let out.", "You are a guest of another organisation here.", "Write a remark in the thread; those who decide see it."),
            NotNowKind.Approved => new Refusal(RefusalKind.TooLate, "You have agreed to this already.", "Your click changed nothing.", "Nothing to do."),
            _ => new Refusal(RefusalKind.NotReviewer, $"Letting it leave is for {names}.", "Your click changed nothing.", "Write a remark in the thread; they see it before they decide."),
        };
    }

    /// <summary>The content is approved: neither another yes to it nor another version of it is asked for.</summary>
    public static Refusal OnlyConsent(NotNow? not, GuardSubject subject, Standing standing, DirectorySnapshot directory) => new(
        RefusalKind.NotReviewer,
        "Its content is approved. What is open is whether it may leave where it was made.",
        "Your click changed nothing.",
        not is null ? $"Let it leave by its own button, or type declassify {ReviewGuard.NumberOf(subject)}".TrimEnd() + "; or reject it." : $"{NamesOf(standing, directory)} can let it leave, or reject it.");

    private static string NamesOf(Standing standing, DirectorySnapshot directory) =>
        standing.Now!.Seats.IsEmpty ? "nobody who is known here" : DecidersWords.Each(standing.Now, directory);
}
