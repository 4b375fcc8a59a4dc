using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>In which steps a question was or is decided, and who stood in for whom, for those who ask why.</summary>
public static class DecidingStory
{
    /// <summary>Sentences in plain text; nothing where one step was asked and nobody stood in.</summary>
    public static IEnumerable<string> Of(ReviewRow review, DirectorySnapshot people, CardClock clock)
    {
        Standing standing = DecidingRule.Of(review, people);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        for (int at = 0; at < standing.Stages.Length && standing.Stages.Length > 1; at++)
        {
            yield return Step(standing, at, review, people);
        }

        foreach (Handover handover in progress.HandedOver)
        {
            string reason = handover.Reason.Length == 0 ? "" : $": “{handover.Reason}”";
            yield return $"{people.NameOf(handover.From)} handed it to {people.NameOf(handover.To)} {clock.MomentInCity(handover.At)}{reason}.";
        }

        foreach (Approval approval in progress.Given.Where(approval => approval.For is not null && !progress.HandedOver.Any(handover => people.IsSame(handover.To, approval.Person))))
        {
            yield return $"{people.NameOf(approval.Person)} decided for {people.NameOf(approval.For!.Value)}, who was away.";
        }

        foreach (string name in ReviewPolicies.Read(review.Policy).Rungs.Take(progress.Climbed).Select(rung => people.NameOf(rung.To)))
        {
            yield return $"{name} was asked too, because nobody had decided.";
        }
    }

    private static string Step(Standing standing, int at, ReviewRow review, DirectorySnapshot people)
    {
        StageStanding stage = standing.Stages[at];
        string asked = string.Join(", ", stage.Spec.Reviewers.Select(people.NameOf));
        string because = stage.IsConsent ? $", because it would leave {LeavingReader.PlaceOf(review.Channel, people)}" : stage.Because.Length == 0 ? "" : $", because {stage.Because.TrimEnd('.')}";
        string[] by = [.. stage.Approvals.Select(approval => people.NameOf(approval.Person))];
        string state = stage is { IsDone: true, IsConsent: true } ? $"{Wording.List(by)} let it leave"
            : stage.IsDone ? $"approved by {Wording.List(by)}"
            : !review.IsOpen ? by.Length == 0 ? "not decided" : $"approved by {Wording.List(by)} only"
            : at == standing.At ? by.Length == 0 ? "waits" : $"approved by {Wording.List(by)}, waits for {DecidersWords.Of(stage, people)}"
            : "comes then";
        return $"Step {Wording.Part(at + 1, standing.Stages.Length)}, {asked}{because}: {state}.";
    }
}
